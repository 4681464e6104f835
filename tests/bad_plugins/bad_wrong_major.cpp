#include "toy.h"

// The note promises ABI 1.0, the table says 2.0.
TOY_MODULE("1.0", toy::module_table().abi_version = EPI_ABI_MAKE(2u, 0u))
