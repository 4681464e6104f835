#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plugin/module.h"
#include "plugin/search_path.h"

namespace epi::plugin {

/// A place that was looked at: a module, or the reason why it is none.
struct ModuleEntry {
  std::filesystem::path file;
  Module* module = nullptr;  ///< null: broken
  std::string reason;        ///< why it is broken: the whole message of the error
};

/// A model that can be run.
struct ModelEntry {
  Module* module = nullptr;
  const ModelInfo* info = nullptr;
};

/// All modules of a search path. Folders are read in alphabetical order, without sub-folders; every file that
/// ends in .so is loaded. A broken one does not hide the others.
class Catalogue {
 public:
  explicit Catalogue(SearchPath places);

  const std::vector<ModuleEntry>& modules() const { return modules_; }
  /// One entry an id; where two modules offer the same, the first in the search path wins.
  const std::vector<ModelEntry>& models() const { return models_; }
  /// What a user should know: ids that are offered twice, and which one is used.
  const std::vector<std::string>& notes() const { return notes_; }

  /// Finds a model by its id, or loads a module by its path: "dir/file.so" if it has one model, or
  /// "dir/file.so:model".
  /// @throws Error(plugin) with a suggestion, or with what is wrong with the file.
  ModelEntry find(const std::string& id_or_path) const;

 private:
  void add_place(const std::filesystem::path& place);
  void add_module(const std::filesystem::path& file);

  SearchPath places_;
  std::vector<ModuleEntry> modules_;
  std::vector<ModelEntry> models_;
  std::vector<std::string> notes_;
};

/// The model that an explicit path names, as Catalogue::find.
ModelEntry load_model(const std::string& path);
/// Is this a path rather than an id? It has a slash, or names a .so file.
bool is_module_path(const std::string& id_or_path);

}  // namespace epi::plugin
