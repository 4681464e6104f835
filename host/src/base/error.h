#pragma once

// Errors are part of the installed interface; the rooms reach them here.
#include "epi/host/error.h"
