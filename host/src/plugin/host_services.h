#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "epi/abi/host.h"

namespace epi::plugin {

/// A line that a module writes to the host's log. `level` is EPI_LOG_*.
using ModuleLog = std::function<void(int level, std::string_view module_file, std::string_view line)>;

/// Where modules' log lines go from now on; called from any thread, one call at a time. At first warnings and
/// errors go to the standard error stream and the rest nowhere.
void set_module_log(ModuleLog log);

/// What the host lends to the module in this file. Lives until the process ends.
const epi_host& host_services_for(const std::string& module_file);

}  // namespace epi::plugin
