#include "store/epoch_file.h"

#include "store/json_file.h"
#include "store/record_json.h"

namespace epi::store {

namespace {
constexpr const char* kFormat = "epi-epochs/1";
}

void save_epochs(const std::filesystem::path& file, const std::vector<optimizer::EpochRecord>& epochs) {
  nlohmann::json items = nlohmann::json::array();
  for (const auto& epoch : epochs) items.push_back(to_json(epoch));
  write_json_file(file, {{"format", kFormat}, {"epochs", std::move(items)}});
}

std::vector<optimizer::EpochRecord> load_epochs(const std::filesystem::path& file) {
  const nlohmann::json document = read_json_file(file, kFormat);
  return parse_fields(file, [&] {
    std::vector<optimizer::EpochRecord> epochs;
    for (const auto& epoch : document.at("epochs")) epochs.push_back(epoch_record_from_json(epoch));
    return epochs;
  });
}

}  // namespace epi::store
