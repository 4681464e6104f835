#pragma once

#include <cstdint>
#include <string>

namespace epi::plugin {

/// An ABI version as one number, and back as words: "1.0".
std::uint32_t make_abi_version(std::uint32_t major, std::uint32_t minor);
std::string abi_version_text(std::uint32_t version);

/// The rule of the ABI: a host loads every module of its own major version. (A module of a newer minor
/// version asks before it uses what the host may lack.)
/// @param module  for the message, e.g. "the module epi.lds 1.0.0".
/// @throws Error(plugin) with both versions and the remedy.
void require_compatible_abi(std::uint32_t version, const std::string& module, const std::string& file);

}  // namespace epi::plugin
