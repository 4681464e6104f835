#pragma once

#include <nlohmann/json.hpp>

#include "optimizer/records.h"

// The optimizer's records as JSON values. Numbers that JSON lacks are written as number_json says. Reading
// throws nlohmann::json::exception on a missing or mistyped field.

namespace epi::store {

nlohmann::json numbers_to_json(const std::vector<double>& values);
std::vector<double> numbers_from_json(const nlohmann::json& values);

nlohmann::json to_json(const optimizer::EpochRecord& record);
optimizer::EpochRecord epoch_record_from_json(const nlohmann::json& object);

nlohmann::json to_json(const optimizer::PhaseSeconds& phases);
optimizer::PhaseSeconds phases_from_json(const nlohmann::json& object);

nlohmann::json to_json(const optimizer::Certificate& certificate);
optimizer::Certificate certificate_from_json(const nlohmann::json& object);

nlohmann::json to_json(const optimizer::TrainingState& state);
optimizer::TrainingState training_state_from_json(const nlohmann::json& object);

}  // namespace epi::store
