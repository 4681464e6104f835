#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "plugin/module_file.h"

namespace epi::plugin {

/// A shared library in this process. Loaded once per canonical path and never unloaded: function pointers and
/// strings of a module live until the process ends.
class Library {
 public:
  /// Loads with all symbols resolved at once (a missing symbol fails here, not at the first call) and visible
  /// to nobody else. Takes the build for this processor if there is one (level_build.h). Any thread.
  /// @throws Error(plugin) if the file is no module for this host (module_file.h), speaks another major
  /// version
  ///   of the ABI, or the system's loader refuses it; the message carries the loader's reason and a remedy.
  static const Library& load(const std::filesystem::path& file);

  const ModuleFile& file() const { return file_; }
  const std::string& sha256() const { return sha256_; }  ///< of the file that was loaded
  /// The address of an exported symbol, or null.
  void* find(const char* symbol) const;

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() = delete;  // never unloaded

 private:
  explicit Library(ModuleFile file);

  ModuleFile file_;
  std::string sha256_;
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace epi::plugin
