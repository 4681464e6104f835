#pragma once

#include <cstdint>
#include <string>

namespace epi::run {

std::string host_version();  ///< of this program, e.g. "0.1.0"
std::string
git_revision();  ///< commit it was built from, with "+changes" if the tree was not clean; may be empty
std::string libtorch_version();   ///< of the LibTorch it was built with
std::string build_description();  ///< compiler and build type
std::uint32_t abi_version();      ///< of the plugin interface, major << 16 | minor

}  // namespace epi::run
