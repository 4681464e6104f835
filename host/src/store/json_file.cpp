#include "store/json_file.h"

#include "base/file.h"

namespace epi::store {

void write_json_file(const std::filesystem::path& file, const nlohmann::json& document) {
  write_file_atomically(file, document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

nlohmann::json read_json_file(const std::filesystem::path& file, std::string_view format) {
  const std::string text = read_file(file);
  return parse_fields(file, [&] {
    nlohmann::json document = nlohmann::json::parse(text);
    const auto found = document.at("format").get<std::string>();
    if (found != format) {
      throw Error(ErrorKind::io, {.what = "the file has another format",
                                  .where = file.string(),
                                  .value = found,
                                  .rule = "expected " + std::string(format),
                                  .next = "a newer version of epi may have written it"});
    }
    return document;
  });
}

Error damaged_file(const std::filesystem::path& file, const std::string& reason) {
  return Error(ErrorKind::io, {.what = "the file is damaged",
                               .where = file.string(),
                               .value = reason,
                               .next = "restore it from a copy, or run again"});
}

}  // namespace epi::store
