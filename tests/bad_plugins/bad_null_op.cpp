#include "toy.h"

TOY_MODULE("1.0", toy::ops().simulate = nullptr)
