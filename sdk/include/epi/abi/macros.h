/* Export, calling convention, and the reading rule of growing structs. */
#ifndef EPI_ABI_MACROS_H
#define EPI_ABI_MACROS_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define EPI_EXPORT __declspec(dllexport)
#define EPI_CALL __cdecl
#else
#define EPI_EXPORT __attribute__((visibility("default")))
#define EPI_CALL
#endif

/* Modules get noexcept in the function types, so that a C++ function that may throw does not convert. A host
 * defines EPI_HOST_BUILD to drop it and keep a last-ditch catch (...) that the optimiser may not remove. */
#if defined(__cplusplus) && !defined(EPI_HOST_BUILD)
#define EPI_NOEXCEPT noexcept
#else
#define EPI_NOEXCEPT
#endif

#ifdef __cplusplus
#include <type_traits>
#define EPI_STRUCT_OF(p) std::remove_cv_t<std::remove_pointer_t<std::decay_t<decltype(p)>>>
#else
/* GNU C and C23; with other compilers write the offsetof by hand. */
#define EPI_STRUCT_OF(p) __typeof__(*(p))
#endif

/* Does the owner of the growing struct *p know this field? False for a null pointer. */
#define EPI_HAS(p, field) \
  ((p) && (p)->struct_size >= (uint32_t)(offsetof(EPI_STRUCT_OF(p), field) + sizeof((p)->field)))

#ifdef __cplusplus
#define EPI_STATIC_ASSERT(condition, text) static_assert(condition, text)
#define EPI_EXTERN_C_BEGIN extern "C" {
#define EPI_EXTERN_C_END }
#else
#define EPI_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define EPI_EXTERN_C_BEGIN
#define EPI_EXTERN_C_END
#endif

#endif
