#include "plugin/search_path.h"

#include <cstdlib>
#include <sstream>

namespace epi::plugin {

namespace fs = std::filesystem;

SearchPath parse_search_path(const std::string& list) {
  SearchPath places;
  std::istringstream stream(list);
  for (std::string place; std::getline(stream, place, ':');)
    if (!place.empty()) places.emplace_back(place);
  return places;
}

fs::path own_plugin_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  return program.parent_path().parent_path() / "lib" / "epi" / "plugins";
}

SearchPath default_search_path(const SearchPath& extra) {
  SearchPath places = extra;
  if (const char* list = std::getenv("EPI_PLUGIN_PATH"))
    for (fs::path& place : parse_search_path(list)) places.push_back(std::move(place));
  std::error_code error;
  if (const fs::path own = own_plugin_folder(); fs::is_directory(own, error)) places.push_back(own);
  return places;
}

}  // namespace epi::plugin
