#include "store/config_file.h"

#include "base/file.h"
#include "store/json_file.h"

namespace epi::store {

void save_config(const RunFolder& folder, std::string_view given, const nlohmann::json& resolved) {
  write_file_atomically(folder.config(), given);
  write_json_file(folder.resolved_config(), resolved);
}

nlohmann::json load_resolved_config(const RunFolder& folder) {
  const std::string text = read_file(folder.resolved_config());
  return parse_fields(folder.resolved_config(), [&] { return nlohmann::json::parse(text); });
}

}  // namespace epi::store
