#include "store/flow_spec_json.h"

#include <limits>

namespace epi::store {

using nlohmann::json;

namespace {

json bound_to_json(bool exists, double value) {
  return exists ? json(value) : json();
}

double bound_from_json(const json& value, double none) {
  return value.is_null() ? none : value.get<double>();
}

}  // namespace

// Every kind of flow has fields of its own; those of real_nvp came first and stay as they were.
json to_json(const config::Flow& architecture) {
  json object = {{"kind", architecture.kind}, {"precision", architecture.precision}};
  if (architecture.kind == "planar") {
    object["layers"] = architecture.layers;
    return object;
  }
  object["masks"] = architecture.masks;
  object["hidden_layers"] = architecture.hidden_layers;
  object["units"] = architecture.units;
  if (architecture.kind == "autoregressive") return object;
  if (architecture.split != "halves")
    object["split"] = architecture.split;  // as it was before there was a choice
  if (architecture.mixing != "none") object["mixing"] = architecture.mixing;
  if (architecture.kind == "spline") {
    object["bins"] = architecture.bins;
    return object;
  }
  const auto& batch_norm = architecture.batch_norm;
  object["batch_norm"] = batch_norm ? json{{"momentum", batch_norm->momentum}} : json();
  return object;
}

config::Flow architecture_from_json(const json& object) {
  config::Flow architecture;
  object.at("kind").get_to(architecture.kind);
  object.at("precision").get_to(architecture.precision);
  if (architecture.kind == "planar") {
    object.at("layers").get_to(architecture.layers);
    return architecture;
  }
  object.at("masks").get_to(architecture.masks);
  object.at("hidden_layers").get_to(architecture.hidden_layers);
  object.at("units").get_to(architecture.units);
  if (architecture.kind == "autoregressive") return architecture;
  architecture.split = object.value("split", "halves");
  architecture.mixing = object.value("mixing", "none");
  if (architecture.kind == "spline") {
    object.at("bins").get_to(architecture.bins);
    return architecture;
  }
  const json& batch_norm = object.at("batch_norm");
  if (!batch_norm.is_null()) {
    architecture.batch_norm = config::BatchNorm{.momentum = batch_norm.at("momentum").get<double>()};
  }
  return architecture;
}

json parameters_to_json(const flow::FlowSpec& spec) {
  json list = json::array();
  for (std::size_t i = 0; i < spec.names.size(); ++i) {
    const flow::Support& support = spec.support[i];
    list.push_back({{"name", spec.names[i]},
                    {"lower", bound_to_json(support.has_lower(), support.lower)},
                    {"upper", bound_to_json(support.has_upper(), support.upper)}});
  }
  return list;
}

void parameters_from_json(const json& list, flow::FlowSpec& spec) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const json& item : list) {
    spec.names.push_back(item.at("name").get<std::string>());
    spec.support.push_back({.lower = bound_from_json(item.at("lower"), -kInfinity),
                            .upper = bound_from_json(item.at("upper"), kInfinity)});
  }
}

json tensors_to_json(const std::vector<flow::TensorEntry>& tensors, long first) {
  json list = json::array();
  for (const flow::TensorEntry& tensor : tensors) {
    list.push_back({{"name", tensor.name}, {"shape", tensor.shape}, {"offset", tensor.offset + first}});
  }
  return list;
}

std::vector<flow::TensorEntry> tensors_from_json(const json& list, long first) {
  std::vector<flow::TensorEntry> tensors;
  for (const json& item : list) {
    tensors.push_back({.name = item.at("name").get<std::string>(),
                       .shape = item.at("shape").get<std::vector<long>>(),
                       .offset = item.at("offset").get<long>() - first});
  }
  return tensors;
}

}  // namespace epi::store
