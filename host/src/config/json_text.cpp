#include "config/json_text.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "config/json_path.h"

namespace epi::config {
namespace {

using nlohmann::json;

/// Builds the document from the parser's events and refuses duplicate keys on the way.
class DocumentBuilder : public nlohmann::json_sax<json> {
 public:
  DocumentBuilder(const std::string& text, const std::string& origin) : text_(text), origin_(origin) {}
  json take() { return std::move(document_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // never sent by the parser of text

  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name))
      throw Error(ErrorKind::config, {.what = "the key \"" + name + "\" appears twice in " + origin_,
                                      .where = path_of_key(path(), name),
                                      .value = {},
                                      .rule = "a key may appear only once in an object",
                                      .next = "remove one of the two"});
    keys_.back() = name;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    std::string reason = error.what();
    // "[json.exception...] parse error at line 1, column 2: syntax error while ... - unexpected ...; expected
    // ..."
    for (const char* noise : {": ", "- "})
      if (const std::size_t at = reason.find(noise); at != std::string::npos) reason.erase(0, at + 2);
    const std::size_t byte = std::min(position == 0 ? 0 : position - 1, text_.size());
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
    const std::size_t line_start = byte == 0 ? 0 : text_.rfind('\n', byte - 1) + 1;  // npos + 1 is 0
    const std::string place = std::to_string(line) + ":" + std::to_string(byte - line_start + 1);
    throw Error(ErrorKind::config, {.what = "this is not valid JSON",
                                    .where = origin_ + ":" + place,
                                    .value = {},
                                    .rule = std::move(reason),
                                    .next = "correct the text at this line and column"});
  }

 private:
  json* place(json value) {
    if (open_.empty()) return &(document_ = std::move(value));
    json& parent = *open_.back();
    if (parent.is_object()) return &(parent[keys_.back()] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json container) {
    open_.push_back(place(std::move(container)));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }
  std::string path() const {
    std::string result;
    for (std::size_t depth = 0; depth + 1 < open_.size(); ++depth)
      result = open_[depth]->is_object() ? path_of_key(result, keys_[depth])
                                         : path_of_item(result, open_[depth]->size() - 1);
    return result;
  }

  const std::string& text_;
  const std::string& origin_;
  json document_;
  std::vector<json*> open_;        // containers that are not yet closed; stable, for only the last one grows
  std::vector<std::string> keys_;  // the newest key of each of them
};

}  // namespace

nlohmann::json parse_json(const std::string& text, const std::string& origin) {
  DocumentBuilder builder(text, origin);
  json::sax_parse(text, &builder);
  return builder.take();
}

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t kLongest = 80;
  // Invalid UTF-8 is shown as the replacement character instead of failing while reporting a failure.
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest - 3) + "...";
  return text;
}

}  // namespace epi::config
