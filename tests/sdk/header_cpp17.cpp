#include <epi/abi.h>

// The ABI compiles as C++17, and module functions are noexcept in its types.
static_assert(
    !std::is_same_v<epi_module_entry_fn, epi_status (*)(const epi_host*, const epi_module**, epi_text*)>);
static_assert(std::is_same_v<epi_module_entry_fn,
                             epi_status (*)(const epi_host*, const epi_module**, epi_text*) noexcept>);
