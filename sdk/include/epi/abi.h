/* The epi model ABI, complete: what a host and a model module agree on. C11 and C++17, no dependencies.
 *
 * Growth. GROWING structs begin with `struct_size`, set by the side that owns the storage; within a major
 *   version they only gain fields at the end. A reader uses a field only if EPI_HAS(p, field); a writer never
 *   writes past the size it was given. FROZEN structs never change within a major version.
 * Types. Fixed-width integers, double and pointers only: no enum, bool, long, bit-field or by-value struct
 *   crosses the boundary. Strings are UTF-8 and NUL-terminated.
 * Ownership. The caller allocates every output; nothing allocated on one side is freed on the other. Strings
 *   and tables that a module returns live until the process ends (modules are not unloaded) unless their slot
 *   says otherwise; inputs are valid for the call only.
 * Failure. No exception, panic, longjmp or exit crosses the boundary. Functions return epi_status and write
 *   text for people into an epi_text. One bad row never fails a batch: it is marked in row_status.
 * Threads. Tags on every slot: [any-thread] may be called at any time from any thread; [one-at-a-time] calls
 *   on one instance never overlap, but may come from different threads; [call] like [one-at-a-time], except
 *   that an instance with EPI_F_REENTRANT may serve several such calls at once. Different instances are
 *   independent unless the model declares EPI_F_PROCESS_SINGLETON. */
#ifndef EPI_ABI_H
#define EPI_ABI_H

#include "abi/call.h"
#include "abi/ext/jacobian.h"
#include "abi/ext/observables.h"
#include "abi/ext/properties.h"
#include "abi/ext/selftest.h"
#include "abi/ext/trajectory.h"
#include "abi/ext/vjp.h"
#include "abi/host.h"
#include "abi/macros.h"
#include "abi/model.h"
#include "abi/module.h"
#include "abi/parameter.h"
#include "abi/random.h"
#include "abi/statistic.h"
#include "abi/status.h"
#include "abi/types.h"
#include "abi/version.h"

#endif
