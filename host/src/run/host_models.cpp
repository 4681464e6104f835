#include <cmath>
#include <memory>

#include "base/error.h"
#include "epi/host/models.h"
#include "plugin/abi_version.h"
#include "plugin/catalogue.h"
#include "plugin/model_instance.h"
#include "plugin/model_spec_reader.h"
#include "plugin/plugin_simulator.h"

namespace epi::host {
namespace {

using nlohmann::json;

json bound(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json to_json(const plugin::ParameterSpec& p) {
  return {{"name", p.name},
          {"unit", p.unit},
          {"label", p.label},
          {"description", p.description},
          {"default", p.default_value},
          {"lower", bound(p.lower)},
          {"upper", bound(p.upper)},
          {"scale", p.log_scale ? "log" : "linear"}};
}

json to_json(const plugin::StatisticSpec& s) {
  return {{"name", s.name},
          {"unit", s.unit},
          {"label", s.label},
          {"description", s.description},
          {"lower", bound(s.lower)},
          {"upper", bound(s.upper)},
          {"typical_scale", s.typical_scale > 0.0 ? json(s.typical_scale) : json(nullptr)}};
}

template <class Spec>
json list_of(const std::vector<Spec>& specs) {
  json list = json::array();
  for (const Spec& spec : specs) list.push_back(to_json(spec));
  return list;
}

const char* gradient_text(plugin::GradientMethod method) {
  switch (method) {
    case plugin::GradientMethod::jacobian:
      return "jacobian";
    case plugin::GradientMethod::vjp:
      return "vjp";
    case plugin::GradientMethod::none:
      break;
  }
  return "none (the host uses finite differences)";
}

json to_json(const plugin::ModuleIdentity& module) {
  return {{"id", module.id},
          {"version", module.version},
          {"license", module.license},
          {"build", module.build},
          {"file", module.file},
          {"sha256", module.sha256},
          {"abi", plugin::abi_version_text(module.abi_version)}};
}

// A simulator in which every parameter of the model is free.
std::unique_ptr<plugin::PluginSimulator> open_simulator(const SimulationRequest& request) {
  const plugin::Catalogue catalogue(plugin::default_search_path(request.plugin_path));
  const plugin::ModelEntry entry = catalogue.find(request.model_id);
  const json settings = plugin::resolve_settings(*entry.info, request.settings);
  const plugin::ModelSpec spec =
      plugin::read_model_spec(plugin::ModelInstance(*entry.module, entry.info->id, settings));
  plugin::SimulatorSpec all_free{entry.info->id, settings, {}, {}};
  for (const plugin::ParameterSpec& parameter : spec.parameters) all_free.free.push_back(parameter.name);
  return std::make_unique<plugin::PluginSimulator>(*entry.module, all_free, request.threads);
}

// One row a point, every parameter of the model in its order.
Matrix full_points(const plugin::ModelSpec& spec, const std::vector<std::map<std::string, double>>& points) {
  std::vector<std::string> names;
  for (const plugin::ParameterSpec& parameter : spec.parameters) names.push_back(parameter.name);
  Matrix z(static_cast<std::int64_t>(points.size()), static_cast<std::int64_t>(names.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    // The map of fixed values knows how to check names and supports, and to fill in the defaults.
    plugin::ParameterMap(spec, {}, points[i]).expand({}, z.row(static_cast<std::int64_t>(i)));
  }
  return z;
}

}  // namespace

json list_models(const PluginPath& plugin_path) {
  const plugin::SearchPath places = plugin::default_search_path(plugin_path);
  const plugin::Catalogue catalogue(places);
  json modules = json::array();
  for (const plugin::ModuleEntry& entry : catalogue.modules()) {
    if (entry.module == nullptr) {
      modules.push_back({{"file", entry.file.string()},
                         {"status", "broken"},
                         {"reason", entry.reason},
                         {"models", json::array()}});
      continue;
    }
    json models = json::array();
    for (const plugin::ModelInfo& info : entry.module->models()) {
      if (catalogue.find(info.id).module != entry.module) continue;  // an earlier module's; a note says so
      models.push_back({{"id", info.id}, {"version", info.version}, {"title", info.title}});
    }
    json module = to_json(entry.module->identity());
    module["status"] = "ok";
    module["models"] = models;
    modules.push_back(std::move(module));
  }
  json searched = json::array();
  for (const auto& place : places) searched.push_back(place.string());
  return {{"modules", modules}, {"searched", searched}, {"notes", catalogue.notes()}};
}

json describe_model(const std::string& id, const json& settings, const PluginPath& plugin_path) {
  const plugin::Catalogue catalogue(plugin::default_search_path(plugin_path));
  const plugin::ModelEntry entry = catalogue.find(id);
  const json resolved = plugin::resolve_settings(*entry.info, settings);
  const plugin::ModelSpec spec =
      plugin::read_model_spec(plugin::ModelInstance(*entry.module, entry.info->id, resolved));
  json properties = json::array();
  for (const plugin::PropertySpec& property : spec.properties) {
    properties.push_back(
        {{"name", property.name}, {"title", property.title}, {"fragment", property.fragment}});
  }
  return {{"id", spec.id},
          {"version", spec.version},
          {"title", spec.title},
          {"summary", spec.summary},
          {"citation", spec.citation},
          {"fingerprint", spec.fingerprint},
          {"gradient", gradient_text(spec.gradient)},
          {"stochastic", spec.stochastic},
          {"has_trajectory", spec.has_trajectory},
          {"settings", resolved},
          {"settings_schema", spec.settings_schema},
          {"parameters", list_of(spec.parameters)},
          {"statistics", list_of(spec.statistics)},
          {"observables", list_of(spec.observables)},
          {"properties", properties},
          {"module", to_json(entry.module->identity())}};
}

Table simulate(const SimulationRequest& request) {
  const auto simulator = open_simulator(request);
  const plugin::ModelSpec& spec = simulator->model();
  const Matrix z = full_points(spec, request.points);
  const plugin::Noise noise{request.seed, 0};
  const plugin::Simulated simulated = simulator->simulate(z, noise);
  const Matrix observables = simulator->observables(z, simulated, noise);

  Table table;
  for (const auto& p : spec.parameters) table.columns.push_back(p.name), table.units.push_back(p.unit);
  for (const auto& s : spec.statistics) table.columns.push_back(s.name), table.units.push_back(s.unit);
  for (const auto& o : spec.observables) table.columns.push_back(o.name), table.units.push_back(o.unit);
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    std::vector<double>& row = table.rows.emplace_back(z.row(i).begin(), z.row(i).end());
    row.insert(row.end(), simulated.statistics.row(i).begin(), simulated.statistics.row(i).end());
    row.insert(row.end(), observables.row(i).begin(), observables.row(i).end());
    table.status.emplace_back(plugin::to_string(simulated.status[static_cast<std::size_t>(i)]));
  }
  return table;
}

Table simulate_trajectory(const SimulationRequest& request, std::optional<double> t_end) {
  const auto simulator = open_simulator(request);
  const Matrix z = full_points(simulator->model(), request.points);
  const plugin::Trajectory trajectory =
      simulator->trajectory(z.row(0), {request.seed, 0}, t_end.value_or(0.0));
  Table table{{"t"}, {"s"}, {}, {}};
  for (const auto& channel : trajectory.channels) {
    table.columns.push_back(channel.name);
    table.units.push_back(channel.unit);
  }
  for (std::size_t i = 0; i < trajectory.t.size(); ++i) {
    std::vector<double>& row = table.rows.emplace_back(1, trajectory.t[i]);
    const auto activity = trajectory.activity.row(static_cast<std::int64_t>(i));
    row.insert(row.end(), activity.begin(), activity.end());
  }
  return table;
}

}  // namespace epi::host
