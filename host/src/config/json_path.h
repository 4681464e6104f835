#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Places inside a JSON document as people write them: emergent_property.constraints[1].std

namespace epi::config {

inline std::string path_of_key(const std::string& parent, std::string_view key) {
  return parent.empty() ? std::string(key) : parent + "." + std::string(key);
}

inline std::string path_of_item(const std::string& parent, std::size_t index) {
  return parent + "[" + std::to_string(index) + "]";
}

}  // namespace epi::config
