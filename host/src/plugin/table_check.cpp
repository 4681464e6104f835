#include "plugin/table_check.h"

#include <algorithm>
#include <cstring>

#include "config/json_text.h"

namespace epi::plugin {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool consists_of(const std::string& text, const char* others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) ||
           std::strchr(others, c) != nullptr;
  });
}

}  // namespace

void TableCheck::require_size(std::uint32_t struct_size, std::size_t smallest,
                              const std::string& table) const {
  if (struct_size >= smallest) return;
  refuse("has a " + table + " that is too short",
         "ABI 1.0 needs at least " + std::to_string(smallest) + " bytes",
         std::to_string(struct_size) + " bytes");
}

void TableCheck::refuse_slot(const std::string& table, const char* name) const {
  refuse("has a " + table + " with an empty slot", "all functions of the table are set", name);
}

std::string TableCheck::text(const char* value, const std::string& owner, const char* field) const {
  if (value == nullptr) refuse("gives no " + std::string(field) + " for " + owner, "a string is never null");
  return value;
}

std::string TableCheck::id(const char* value, const std::string& owner, const char* field) const {
  std::string result = text(value, owner, field);
  if (result.empty() || !consists_of(result, "._-"))
    refuse("gives a malformed " + std::string(field) + " for " + owner, "it is [A-Za-z0-9._-]+",
           config::shown(result));
  return result;
}

std::string TableCheck::identifier(const char* value, const std::string& owner) const {
  std::string result = text(value, owner, "name");
  const bool digit_first = !result.empty() && is_digit(result[0]);
  if (result.empty() || digit_first || !consists_of(result, "_"))
    refuse("gives a malformed name for " + owner, "a name is [A-Za-z_][A-Za-z0-9_]*", config::shown(result));
  return result;
}

}  // namespace epi::plugin
