#include "toy.h"

TOY_MODULE("1.0", host->log(host->ctx, EPI_LOG_INFO, "entered"))
