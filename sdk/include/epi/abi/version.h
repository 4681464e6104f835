/* The version of the ABI, its arithmetic, and nothing else. The build system reads the two numbers below. */
#ifndef EPI_ABI_VERSION_H
#define EPI_ABI_VERSION_H

#define EPI_ABI_MAJOR 1u
#define EPI_ABI_MINOR 0u

/* A version as one number: the major in the upper 16 bits, the minor in the lower 16. */
#define EPI_ABI_MAKE(major, minor) (((major) << 16) | (minor))
#define EPI_ABI_MAJOR_OF(version) ((version) >> 16)
#define EPI_ABI_MINOR_OF(version) ((version)&0xFFFFu)
#define EPI_ABI_VERSION EPI_ABI_MAKE(EPI_ABI_MAJOR, EPI_ABI_MINOR)

/* Can a host of one version load a module built against another? Yes, if and only if the majors are equal: a
 * host 1.m loads every module 1.n. An older host never asks for what it does not know; a newer module checks
 * with EPI_HAS before it uses a field that an older host may lack. */
#define EPI_ABI_COMPATIBLE(host, module) (EPI_ABI_MAJOR_OF(host) == EPI_ABI_MAJOR_OF(module))

#endif
