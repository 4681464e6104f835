#include "plugin/level_build.h"

#include "base/cpu_level.h"

namespace epi::plugin {

std::filesystem::path best_build_of(const std::filesystem::path& file) {
  for (const std::string& level : usable_cpu_levels()) {
    std::error_code error;
    std::filesystem::path build = file.parent_path() / level / file.filename();
    if (std::filesystem::is_regular_file(build, error)) return build;
  }
  return file;
}

}  // namespace epi::plugin
