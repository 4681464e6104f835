#include "toy.h"

TOY_MODULE("1.0", toy::module_table().create = nullptr)
