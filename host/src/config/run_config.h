#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// What a user may say about a run. Every field has a default, a unit, a rule and a line of documentation,
// here and in schemas/run_config.schema.json; docs/reference/config.md is the same table in prose.

namespace epi::config {

/// Which model, with which of its own settings.
struct Model {
  std::string id;                                      ///< as `epi list` prints it
  nlohmann::json settings = nlohmann::json::object();  ///< checked by the model's own JSON Schema
};

/// Which parameters the flow infers; all others stay at `fixed` or at the model's default.
struct Parameters {
  std::vector<std::string> free;        ///< empty: every parameter that is not fixed
  std::map<std::string, double> fixed;  ///< value in the model's unit, inside the support
};

/// A condition on one statistic. Exactly one form: mean; mean and std; at_least and/or at_most.
struct Constraint {
  std::string statistic;
  std::optional<double> mean = {};       ///< target of E[s], in the statistic's unit
  std::optional<double> std = {};        ///< target of sqrt(E[(s - mean)^2]), in the statistic's unit, > 0
  std::optional<double> slack = {};      ///< how far E[s] may be from the mean at no cost, in its unit, >= 0
  std::optional<double> at_least = {};   ///< s >= at_least, sample by sample
  std::optional<double> at_most = {};    ///< s <= at_most, sample by sample
  std::optional<double> tolerance = {};  ///< mean: in the statistic's unit; bounds: a share of samples
  std::optional<double> std_tolerance = {};  ///< std: in the statistic's unit
  std::optional<std::string> enforce = {};   ///< bounds: squared_hinge (if absent) or log_barrier
  std::optional<double> strength =
      {};  ///< bounds, nats, > 0; absent: optimizer.hinge_strength or barrier_strength
};

struct EmergentProperty {
  std::string name;
  std::vector<Constraint> constraints;  ///< at least one
};

struct BatchNorm {
  double momentum = 0.99;  ///< weight of the past in the running moments, in [0, 1)
};

/// The normalizing flow q(z). Each kind has fields of its own; those of another kind are refused. Those of
/// couplings belong to real_nvp and spline.
struct Flow {
  std::string kind = "spline";  ///< spline, real_nvp, autoregressive or planar
  int masks = 12;               ///< couplings, autoregressive: layers, >= 0 (0: an affine layer alone)
  std::string split =
      "auto";  ///< couplings: what one changes: halves or single (parameters); auto: single of up to 8
  std::string mixing = "none";          ///< couplings: between them: none, permutation or linear
  int hidden_layers = 2;                ///< couplings, autoregressive: of a conditioner, >= 1
  int units = 32;                       ///< couplings, autoregressive: per hidden layer, >= 1
  int bins = 8;                         ///< spline: bins of a spline, 2 to 64
  std::optional<BatchNorm> batch_norm;  ///< real_nvp: between masks; absent: none
  int layers = 10;                      ///< planar: planar layers, >= 0 (0: an affine layer alone)
  std::string precision = "float32";    ///< arithmetic of training: float32 or float64
};

/// Whether a flow can be fitted to given points: not with planar layers, whose inverse is found numerically
/// and has no gradient, nor with batch normalisation, whose moments are those of samples.
inline bool fits_by_likelihood(const Flow& flow) {
  return flow.kind != "planar" && !flow.batch_norm;
}

/// Random parameters among which those that already show the property shape the first distribution.
struct Search {
  int samples = 100000;                     ///< simulated parameters, >= 100
  std::map<std::string, double> tolerance;  ///< by statistic, in its unit, > 0: how near counts as a find
  std::string select = "window";  ///< window: what lies within the tolerance, or importance: by weight
  int rounds = 1;          ///< importance: rounds of sampling, the later ones from the fitted flow, >= 1
  int fit_iterations = 0;  ///< Adam steps that fit the whole flow to the finds, >= 0; 0: their Gaussian alone
};

/// The Gaussian that q starts as, per free parameter, in natural units; matched on the support by its first
/// two moments. Absent: the middle of an interval and a quarter of its width (see config.md for other
/// supports).
struct Initialization {
  std::map<std::string, double> mean;
  std::map<std::string, double> std;
  std::optional<double> default_std = {};  ///< of the parameters that `std` does not name, > 0
  std::optional<Search> search = {};       ///< absent: none
};

/// Wide targets first, which narrow to the user's: what a flow that starts far away can follow.
struct Anneal {
  double from = 100.0;  ///< factor on the targets' widths in the first epoch, > 1
  int epochs = 8;       ///< the factor falls geometrically over so many epochs, >= 1, and is 1 afterwards
};

/// The augmented Lagrangian and its inner optimizer (docs/method.md).
struct Optimizer {
  double learning_rate = 1.5e-3;               ///< Adam's step at the start, > 0
  double final_learning_rate = 3e-5;           ///< reached at the end of the last epoch, > 0
  std::string learning_rate_decay = "linear";  ///< linear or geometric
  int warmup = 0;                    ///< iterations of an epoch over which the step rises from 0, >= 0
  int epochs = 14;                   ///< updates of eta and c, >= 1
  int iterations = 400;              ///< Adam steps an epoch, >= 1
  int batch = 1000;                  ///< samples an iteration, even, >= 4
  std::string initial_eta = "zero";  ///< first multipliers: zero or gaussian (objective/multiplier_update.h)
  std::string eta_update = "penalty";  ///< after an epoch: penalty (eta + c R) or reweighting
  double c0 = 1e-3;                    ///< first penalty coefficient, for violations in target units, > 0
  double c_growth = 3.0;               ///< beta >= 1
  double c_max = 8.0;                  ///< cap of c, >= c0
  double violation_decay = 0.25;       ///< gamma in (0, 1): c grows if |R| did not shrink by this factor
  std::string penalty_gradient = "split_batch";  ///< split_batch (unbiased) or whole_batch (biased)
  std::string gradient = "pathwise";             ///< of E[T]: pathwise, or score (no derivative of the model)
  std::string entropy_gradient = "total";        ///< total, or path (without the score's noise)
  double hinge_strength = 100.0;                 ///< weight of the squared hinge of inequalities, > 0
  double barrier_strength = 0.01;                ///< weight of the log barrier of inequalities, nats, > 0
  double barrier_margin = 0.01;       ///< target units, > 0: nearer to its bound the barrier is a parabola
  std::optional<Anneal> anneal = {};  ///< absent: every epoch has the user's targets
  double tail_average = 0.0;          ///< share of an epoch whose weights are averaged at its end, in [0, 1)
  double gradient_clip = 0.0;         ///< largest norm of a gradient step; 0: no limit
};

/// The end of a run, on the exact form of the answer (docs/method.md): epochs after those of the optimizer.
struct Polish {
  int epochs = 20;                    ///< 0: none
  int iterations = 200;               ///< Adam steps an epoch, >= 1
  int batch = 2000;                   ///< samples an iteration, >= 4
  int random_samples = 200000;        ///< random parameters, which show what q lacks, >= 0
  double learning_rate = 1e-3;        ///< Adam's step at the start, > 0
  double final_learning_rate = 1e-4;  ///< reached at the end, by equal factors, > 0
};

/// When is the emergent property met?
struct Convergence {
  std::string test = "equivalence";  ///< the verdict that decides: equivalence or paper
  int samples = 10000;               ///< fresh samples after every epoch and for the verdict, >= 100
  double confidence = 0.95;          ///< of the equivalence test's intervals, in (0.5, 1)
  double tolerance = 0.1;            ///< in target units, for every constraint without its own
  double nu = 0.1;                   ///< paper's test: bootstrap size as a share of the batch
  int bootstraps = 200;              ///< paper's test
  double alpha = 0.05;               ///< paper's test: significance before the Bonferroni correction
  bool stop_early = false;           ///< end at the first converged epoch instead of using the whole budget
};

/// How far from the largest possible entropy is the result?
struct Certificate {
  int samples = 20000;         ///< fresh samples of every seed's result, >= 1000
  int random_samples = 50000;  ///< random parameters, which show what q lacks, >= 0
};

struct Simulation {
  double max_failed_share = 0.2;  ///< a larger share of failed simulations ends the run, in [0, 1]
};

struct Output {
  int samples = 5000;    ///< rows of samples.csv and draws of samples.nc, >= 1
  int trace_every = 10;  ///< iterations between rows of trace.csv, >= 1
};

struct RunConfig {
  std::string schema = "epi-run/1";
  Model model;
  Parameters parameters;
  EmergentProperty emergent_property;
  Flow flow;
  Initialization initialization;
  Optimizer optimizer;
  std::optional<Polish> polish;  ///< absent: as it is where the flow fits by likelihood, else none
  Convergence convergence;
  Certificate certificate;
  Simulation simulation;
  Output output;
  std::vector<std::uint64_t> seeds = {1, 2, 3};  ///< distinct, < 2^63; one optimization each
};

}  // namespace epi::config
