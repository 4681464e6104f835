#pragma once

// Suggestions are part of the installed interface; the rooms reach them here.
#include "epi/host/suggest.h"
