#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "epi/host/models.h"

namespace epi::host {

/// {"host", "abi", "git", "libtorch", "cpu", "cpu_level", "build"}.
nlohmann::json version_info();

/// Checks of the surroundings, each with advice where it fails: {"checks": [{"name", "ok", "detail",
/// "advice"}], "ok"}: LibTorch works and is on one thread, plugins found and loadable, broken ones named,
/// plugin path entries exist, the current folder is writable, threads available, denormals and rounding mode
/// of the host thread.
nlohmann::json diagnose_environment(const PluginPath& plugin_path);

}  // namespace epi::host
