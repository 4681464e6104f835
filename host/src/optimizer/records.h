#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "flow/flow_spec.h"

// What an optimization leaves behind: plain records that log, files, plots and tests all read.

namespace epi::optimizer {

/// One logged iteration: a row of trace.csv.
struct TraceRecord {
  int epoch = 0;                 ///< from 1
  int iteration = 0;             ///< within the epoch, from 1
  int n_iterations = 0;          ///< of the epoch; not in the file
  std::int64_t simulations = 0;  ///< since the start of the seed
  double seconds = 0.0;          ///< wall time since the start of the seed, earlier sessions included
  double entropy = 0.0;          ///< nats, Monte Carlo estimate from this batch
  std::vector<double>
      violation;  ///< R, target units of the epoch: one an equality, then one an inequality (violating share)
  std::vector<double> eta;  ///< one an equality
  double penalty_c = 0.0;
  double failed_share = 0.0;  ///< of this batch
};

/// One constraint judged on fresh samples.
struct ConstraintVerdict {
  std::string name;
  std::string kind;                 ///< mean, std, at_least or at_most
  std::string unit;                 ///< of the statistic; may be empty
  double centre = 0.0;              ///< the user's mean or bound, in `unit`
  double scale = 1.0;               ///< `unit`s per target unit
  double target = 0.0;              ///< what `mean` should be, target units
  double mean = 0.0;                ///< estimate of E[T], or the violating share of an inequality
  double lower = 0.0, upper = 0.0;  ///< confidence interval of the mean
  double tolerance = 0.0;           ///< target units
  bool met = false;                 ///< equivalence: the whole interval lies within the tolerance
  double paper_p = 0.0;             ///< paper's bootstrap p-value; 1 for inequalities
  bool paper_met = false;           ///< paper_p > alpha / m
};

/// Everything known at the end of an epoch: an item of epochs.json. Epoch 0 is the initial distribution.
struct EpochRecord {
  int epoch = 0;
  double entropy = 0.0;        ///< nats, from fresh samples
  double entropy_error = 0.0;  ///< standard error
  std::int64_t samples = 0;    ///< fresh samples of this evaluation, failed ones included
  std::int64_t failed = 0;
  std::int64_t simulations = 0;  ///< since the start of the seed
  double target_width = 1.0;     ///< factor on the targets' widths in this epoch: its R and eta are per width
  double penalty_c = 0.0;        ///< after the update
  std::vector<double> eta;       ///< after the update
  std::vector<ConstraintVerdict> constraints;
  bool met = false;        ///< all constraints, equivalence test
  bool paper_met = false;  ///< all constraints, paper's test
};

/// A simulation that failed: a row of failures.csv.
struct FailureRecord {
  int epoch = 0, iteration = 0;  ///< iteration 0: the evaluation after the epoch
  std::string reason;            ///< as plugin::to_string
  std::vector<double> z;         ///< free parameters, natural units
};

/// Where a seed's time went, seconds of all sessions.
struct PhaseSeconds {
  double start = 0.0;     ///< the first distribution and its evaluation
  double sample = 0.0;    ///< base samples and the flow's forward pass
  double simulate = 0.0;  ///< the model, with derivatives where they are used, and the objective
  double backward = 0.0;  ///< the flow's gradient
  double step = 0.0;      ///< Adam and the new weights
  double evaluate = 0.0;  ///< between epochs: fresh samples, tests, multipliers, checkpoint
};

/// A seed's optimization at the end of an epoch; enough to continue it bit for bit.
struct TrainingState {
  int epoch = 0;     ///< finished epochs
  int polished = 0;  ///< how many of them were of the polish
  std::int64_t simulations = 0;
  double seconds = 0.0;
  PhaseSeconds phases;
  flow::FlowState flow;
  std::vector<double> eta;
  double penalty_c = 0.0;
  std::vector<double> violation_norms;  ///< |R| of independent fresh sub-samples, for the update of c
  bool converged = false;               ///< whether some epoch has
  /// The epoch that stands for the seed: the converged one of highest entropy, else the one that comes
  /// closest to the property; -1 before the first with the user's targets.
  int best_epoch = -1;
  flow::FlowState best_flow;  ///< of that epoch; empty before
  std::vector<EpochRecord> epochs;
  std::vector<FailureRecord> failures;  ///< the first kMaxFailuresPerEpoch of every epoch
};
inline constexpr int kMaxFailuresPerEpoch = 100;

/// How close a seed's density comes to the largest entropy that the property allows
/// (objective/dual_bound.h). Estimates from fresh samples of it.
struct Certificate {
  std::int64_t samples = 0;  ///< of q, failed ones included
  std::int64_t failed = 0;
  std::int64_t random_samples = 0;            ///< random parameters, failed ones included
  double entropy = 0.0, entropy_error = 0.0;  ///< H(q), nats, with its standard error
  /// What is bounded: H(q) minus the penalties of inequalities, relative to the reference where there is one
  /// (docs/method.md); without either, H(q). Nats.
  double objective = 0.0;
  double bound =
      std::numeric_limits<double>::infinity();  ///< no density that meets the property has more, nats
  double bound_error = 0.0;                     ///< its standard error
  double divergence = std::numeric_limits<double>::infinity();  ///< KL from q to the answer at eta, nats
  std::vector<double> eta;                                      ///< multipliers of the bound, one an equality
  double missed_share = 0.0;     ///< of the answer: where q has less than a tenth of its density
  double effective_share = 0.0;  ///< of the samples, under the weights answer/q
  double samples_pareto_k = std::numeric_limits<double>::infinity();  ///< k-hat of those weights
  double pareto_k =
      std::numeric_limits<double>::infinity();  ///< k-hat of the bound (objective/pareto_tail.h)
  std::string doubt;  ///< why the bound cannot be relied on; empty: it can, as far as q reaches

  double gap() const { return bound - objective; }
  bool operator==(const Certificate&) const = default;
};

/// How a seed ended.
enum class Outcome {
  converged,         ///< some epoch met the property; the best one is the result
  budget_exhausted,  ///< no epoch met it
  interrupted,       ///< stopped by a signal; resume continues
};

struct SeedResult {
  std::uint64_t seed = 0;
  Outcome outcome = Outcome::budget_exhausted;
  TrainingState state;
};

}  // namespace epi::optimizer
