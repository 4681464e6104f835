#pragma once

#include <filesystem>

namespace epi::plugin {

/// The build of a module that suits this processor best: of `folder/name.so` the file `folder/x86-64-v3/name.so` (or
/// the like) if there is one for a level that the processor can run, highest first, else the file itself.
std::filesystem::path best_build_of(const std::filesystem::path& file);

}  // namespace epi::plugin
