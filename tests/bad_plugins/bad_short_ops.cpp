#include "toy.h"

TOY_MODULE("1.0", toy::ops().struct_size = 16)
