#include <fmt/format.h>
#include <unistd.h>

#include <cfenv>
#include <cmath>
#include <filesystem>
#include <limits>

#include "epi/host/environment.h"
#include "flow/flow.h"
#include "plugin/abi_version.h"
#include "plugin/catalogue.h"
#include "run/version.h"
#include "store/machine.h"

namespace epi::host {
namespace {

using nlohmann::json;

void add_check(json& report, const std::string& name, bool ok, const std::string& detail,
               const std::string& advice) {
  report["checks"].push_back({{"name", name}, {"ok", ok}, {"detail", detail}, {"advice", ok ? "" : advice}});
  if (!ok) report["ok"] = false;
}

// A flow that starts as the standard normal: its log-density at 0 is known.
void check_libtorch(json& report) {
  const flow::FlowSpec spec{config::Flow{}, {"a", "b"}, {flow::Support{}, flow::Support{}}};
  const flow::TrainableFlow flow(spec, /*seed=*/1);
  const double at_zero = flow::FrozenFlow(spec, flow.state()).log_prob(Matrix(1, 2)).front();
  const double expected = -std::log(2.0 * 3.14159265358979323846);
  add_check(report, "LibTorch computes", std::abs(at_zero - expected) < 1e-9,
            fmt::format("version {}, log-density of a standard normal at 0: {:.6f}", run::libtorch_version(),
                        at_zero),
            "reinstall LibTorch or build against another one (-DCMAKE_PREFIX_PATH=/path/to/libtorch)");
}

void check_floating_point(json& report) {
  volatile double tiny = std::numeric_limits<double>::min();
  const bool denormals = tiny / 2.0 > 0.0;
  const bool nearest = std::fegetround() == FE_TONEAREST;
  add_check(report, "floating-point environment", denormals && nearest,
            fmt::format("rounding to nearest: {}, denormal numbers kept: {}", nearest, denormals),
            "something in this process changed it at load; look for libraries built with -ffast-math in "
            "LD_PRELOAD");
}

void check_plugins(const PluginPath& plugin_path, json& report) {
  const plugin::SearchPath places = plugin::default_search_path(plugin_path);
  for (const auto& place : places) {
    add_check(report, "plugin path entry", std::filesystem::exists(place), place.string(),
              "create the folder, or correct --plugin-path or EPI_PLUGIN_PATH");
  }
  const plugin::Catalogue catalogue(places);
  add_check(report, "models found", !catalogue.models().empty(),
            fmt::format("{} models", catalogue.models().size()),
            "set EPI_PLUGIN_PATH to the folder that holds the plugins");
  for (const auto& entry : catalogue.modules()) {
    if (entry.module == nullptr) {
      add_check(report, "plugin " + entry.file.filename().string(), false, entry.reason,
                "rebuild it against this host's SDK or remove it");
    }
  }
}

}  // namespace

json version_info() {
  const store::Machine machine = store::this_machine();
  return {{"host", run::host_version()},
          {"abi", plugin::abi_version_text(run::abi_version())},
          {"git", run::git_revision()},
          {"libtorch", run::libtorch_version()},
          {"cpu", machine.cpu},
          {"cpu_level", machine.cpu_level},
          {"threads", machine.logical_cpus},
          {"build", run::build_description()}};
}

json diagnose_environment(const PluginPath& plugin_path) {
  json report = {{"ok", true}, {"checks", json::array()}, {"version", version_info()}};
  check_libtorch(report);
  check_floating_point(report);
  check_plugins(plugin_path, report);
  const std::string here = std::filesystem::current_path().string();
  add_check(report, "current folder is writable", access(here.c_str(), W_OK) == 0, here,
            "change to a folder of yours, or give --out");
  return report;
}

}  // namespace epi::host
