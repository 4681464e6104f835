#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace epi::plugin {

/// Folders of modules, or single module files.
using SearchPath = std::vector<std::filesystem::path>;

/// The places in a colon-separated list, empty ones left out.
SearchPath parse_search_path(const std::string& list);

/// Where modules are looked for, first wins: `extra` (e.g. --plugin-path), then $EPI_PLUGIN_PATH, then
/// ../lib/epi/plugins beside the running program's folder, which holds in the build tree and when installed.
SearchPath default_search_path(const SearchPath& extra = {});

/// The folder of modules that belongs to the running program.
std::filesystem::path own_plugin_folder();

}  // namespace epi::plugin
