#pragma once

#include "config/run_config.h"
#include "flow/flow_spec.h"
#include "objective/emergent_property.h"
#include "plugin/simulator.h"

namespace epi::optimizer {

/// What one seed optimizes.
struct TrainingProblem {
  const config::RunConfig& config;
  const flow::FlowSpec& flow;
  const objective::EmergentProperty& property;
  plugin::Simulator& simulator;
};

}  // namespace epi::optimizer
