#include "store/config_file.h"

#include "base/file.h"
#include "store/json_file.h"

namespace epi::store {

void save_config(const RunFolder& folder, std::string_view given, const nlohmann::json& resolved) {
  // The resolved one first: its name is ours alone, so a kill in between leaves a folder that create
  // recognises.
  write_json_file(folder.resolved_config(), resolved);
  write_file_atomically(folder.config(), given);
}

nlohmann::json load_resolved_config(const RunFolder& folder) {
  const std::string text = read_file(folder.resolved_config());
  return parse_fields(folder.resolved_config(), [&] { return nlohmann::json::parse(text); });
}

}  // namespace epi::store
