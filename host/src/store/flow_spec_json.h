#pragma once

#include <nlohmann/json.hpp>

#include "flow/flow_spec.h"

// The parts of flow.json. Reading throws nlohmann::json::exception on a missing or mistyped field.

namespace epi::store {

nlohmann::json to_json(const config::Flow& architecture);
config::Flow architecture_from_json(const nlohmann::json& object);

/// A list of `{name, lower, upper}`, null where the support has no bound.
nlohmann::json parameters_to_json(const flow::FlowSpec& spec);
/// Fills names and support of `spec`.
void parameters_from_json(const nlohmann::json& list, flow::FlowSpec& spec);

/// @param first  element of the binary file that offset 0 stands for.
nlohmann::json tensors_to_json(const std::vector<flow::TensorEntry>& tensors, long first);
std::vector<flow::TensorEntry> tensors_from_json(const nlohmann::json& list, long first);

}  // namespace epi::store
