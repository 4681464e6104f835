#include "base/file.h"
#include "config/json_text.h"
#include "epi/host/config.h"

namespace epi::host {

nlohmann::json read_config(const std::filesystem::path& file) {
  return config::parse_json(read_file(file), file.string());
}

}  // namespace epi::host
