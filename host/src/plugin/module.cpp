#include "plugin/module.h"

#include <map>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/suggest.h"
#include "plugin/entry_check.h"
#include "plugin/library.h"

namespace epi::plugin {

const ModelInfo& Module::model(const std::string& id) const {
  std::vector<std::string> known;
  for (const ModelInfo& info : models_) {
    if (info.id == id) return info;
    known.push_back(info.id);
  }
  throw Error(ErrorKind::plugin, {.what = "the module " + identity_.id + " has no model \"" + id + "\"",
                                  .where = identity_.file,
                                  .value = {},
                                  .rule = {},
                                  .next = did_you_mean(id, known)});
}

Module& load_module(const std::filesystem::path& file) {
  static std::mutex mutex;
  static auto& modules = *new std::map<const Library*, std::unique_ptr<Module>>;  // outlives everything
  const Library& library = Library::load(file);
  const std::lock_guard lock(mutex);
  std::unique_ptr<Module>& module = modules[&library];
  if (!module) module = enter_module(library);
  return *module;
}

}  // namespace epi::plugin
