#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace epi::plugin {

/// What a module's file says about itself without being loaded: its note "EPI-ABI 1.0 <module-id> <version>".
struct ModuleNote {
  std::uint32_t abi_major = 0, abi_minor = 0;
  std::string id, version;
};

struct ModuleFile {
  std::filesystem::path path;  ///< canonical
  std::optional<ModuleNote> note;

  /// "the module epi.lds 1.0.0 (ABI 1.0)" if the note is there, else "the module".
  std::string description() const;
};

/// Looks at a file before the system's loader may: it exists, is a regular file, is a complete ELF shared
/// library for this kind of processor. (The loader kills the process when it maps a truncated file.)
/// @throws Error(plugin) with the reason, or Error(io) if the file cannot be read.
ModuleFile inspect_module_file(const std::filesystem::path& file);

/// The note inside the bytes of a file, if there is one.
std::optional<ModuleNote> find_note(const std::string& bytes);

}  // namespace epi::plugin
