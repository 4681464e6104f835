#include "plugin/catalogue.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"

namespace epi::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".so";

std::vector<fs::path> module_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == kSuffix) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Catalogue::Catalogue(SearchPath places) : places_(std::move(places)) {
  for (const fs::path& place : places_) add_place(place);
}

void Catalogue::add_place(const fs::path& place) {
  try {
    if (!fs::is_directory(place)) return add_module(place);
    for (const fs::path& file : module_files_in(place)) add_module(file);
  } catch (const fs::filesystem_error& error) {
    modules_.push_back({place, nullptr, "cannot read the folder: " + error.code().message()});
  }
}

void Catalogue::add_module(const fs::path& file) {
  Module* module = nullptr;
  try {
    module = &load_module(file);
  } catch (const Error& error) {
    modules_.push_back({file, nullptr, error.what()});
    return;
  }
  const bool is_known = std::any_of(modules_.begin(), modules_.end(),
                                    [&](const ModuleEntry& entry) { return entry.module == module; });
  if (is_known) return;  // the same file by another way
  modules_.push_back({file, module, {}});
  for (const ModelInfo& info : module->models()) {
    const auto first = std::find_if(models_.begin(), models_.end(),
                                    [&](const ModelEntry& entry) { return entry.info->id == info.id; });
    if (first == models_.end())
      models_.push_back({module, &info});
    else
      notes_.push_back("the model \"" + info.id + "\" is offered twice: " + first->module->identity().file +
                       " is used, for it comes first in the search path; " + module->identity().file +
                       " is not");
  }
}

ModelEntry Catalogue::find(const std::string& id_or_path) const {
  if (is_module_path(id_or_path)) return load_model(id_or_path);
  std::vector<std::string> known;
  for (const ModelEntry& entry : models_) {
    if (entry.info->id == id_or_path) return entry;
    known.push_back(entry.info->id);
  }
  std::string places;
  for (const fs::path& place : places_) places += (places.empty() ? "" : ", ") + place.string();
  std::string rule = places.empty() ? "there is no folder of modules" : "looked in " + places;
  const auto broken = std::count_if(modules_.begin(), modules_.end(),
                                    [](const ModuleEntry& entry) { return entry.module == nullptr; });
  if (broken > 0) rule += "; " + std::to_string(broken) + " broken there, `epi list` says why";
  throw Error(ErrorKind::plugin,
              {.what = "there is no model \"" + id_or_path + "\"",
               .where = "model.id",
               .value = {},
               .rule = rule,
               .next = known.empty() ? "add the module's folder with --plugin-path or EPI_PLUGIN_PATH"
                                     : did_you_mean(id_or_path, known)});
}

bool is_module_path(const std::string& id_or_path) {
  return id_or_path.find('/') != std::string::npos || id_or_path.ends_with(kSuffix) ||
         id_or_path.find(std::string(kSuffix) + ":") != std::string::npos;
}

ModelEntry load_model(const std::string& path) {
  const std::string mark = std::string(kSuffix) + ":";
  const std::size_t at = path.rfind(mark);
  if (at != std::string::npos) {
    Module& module = load_module(path.substr(0, at + mark.size() - 1));
    return {&module, &module.model(path.substr(at + mark.size()))};
  }
  Module& module = load_module(path);
  if (module.models().size() == 1) return {&module, &module.models().front()};
  std::vector<std::string> ids;
  for (const ModelInfo& info : module.models()) ids.push_back(info.id);
  throw Error(ErrorKind::plugin, {.what = "the module " + module.identity().id + " has more than one model",
                                  .where = path,
                                  .value = {},
                                  .rule = did_you_mean("", ids),
                                  .next = "name one: " + path + ":" + ids.front()});
}

}  // namespace epi::plugin
