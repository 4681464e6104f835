#pragma once

#include <string>

#include "cli/verb.h"

namespace epi::cli {

/// What `epi --help` prints: every verb in a line.
std::string overview_text();
/// What `epi VERB --help` prints: usage, details, options, examples.
std::string help_text(const Verb& verb);

}  // namespace epi::cli
