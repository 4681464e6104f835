#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "config/run_config.h"
#include "flow/flow.h"
#include "objective/emergent_property.h"
#include "optimizer/records.h"
#include "plugin/simulator.h"

namespace epi::optimizer {

/// Parameters drawn from a frozen flow and simulated, independent of everything that trained it.
struct FreshSample {
  flow::Draw draw;
  plugin::Simulated simulated;
};

/// Draws `n` base samples at `position` of `base`, pushes them through the flow and simulates them.
FreshSample draw_fresh_sample(const flow::FrozenFlow& flow, plugin::Simulator& simulator, std::int64_t n,
                              const Random& base, std::uint64_t position, plugin::Noise noise);

/// -E[log q] with its standard error, nats, of q among what could be simulated.
struct Entropy {
  double value = 0.0, error = 0.0;
};
/// @param fresh  with at least two successes.
Entropy entropy_of(const FreshSample& fresh);

/// What a fresh sample says about a flow.
struct Evaluation {
  double entropy = 0.0, entropy_error = 0.0;  ///< nats, with its standard error
  std::vector<double> violation;              ///< R of the equalities, target units of the epoch
  std::vector<double> violation_norms;        ///< |R| of independent sub-samples, the same units
  std::vector<ConstraintVerdict> constraints;
  bool met = false, paper_met = false;  ///< all constraints, by either test
};

/// Judges the property on a fresh sample with at least two successes.
/// @param asked     the user's property: what the verdicts are about.
/// @param of_epoch  the same with the targets of this epoch: what the violation is measured by.
/// @param bootstrap, position  random numbers of the paper's test.
Evaluation evaluate(const objective::EmergentProperty& asked, const objective::EmergentProperty& of_epoch,
                    const config::RunConfig& config, const FreshSample& fresh, const Random& bootstrap,
                    std::uint64_t position);

}  // namespace epi::optimizer
