#include "optimizer/importance_start.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "objective/dual_points.h"
#include "objective/tempered_dual.h"
#include "optimizer/correlated_gaussian.h"
#include "optimizer/initial_fit.h"
#include "optimizer/noise_tag.h"
#include "optimizer/random_parameters.h"

namespace epi::optimizer {
namespace {

// Parameters drawn and simulated at a time: bounds the memory and the wait for a stop.
constexpr std::int64_t kBatch = 10000;
// Later rounds draw from a flow that has been there: they need not search.
constexpr int kMostSamplesOfFlow = 200000;
// What the weights of a round must be worth: enough for the shape of a few parameters.
constexpr double kLeastEffectiveSamples = 200.0;

// Of the way to the targets, after the last round.
constexpr double kLeastShare = 0.5;

// Of one T over all rounds.
struct Range {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();
};

// The parameters of a round that could be simulated.
struct Points {
  std::vector<double> z, t;       // row by row; T of every equality
  std::vector<double> log_ratio;  // log of the weights without multipliers, nats
};

class Rounds {
 public:
  Rounds(const TrainingProblem& problem, std::uint64_t seed, flow::TrainableFlow& flow,
         const std::function<bool()>& should_stop)
      : problem_(problem),
        search_(problem.config.initialization.search.value()),
        seed_(seed),
        flow_(flow),
        should_stop_(should_stop),
        parameters_(problem, seed),
        ranges_(problem.property.equalities.size()),
        noise_seed_(derive_seed(seed, kSearchNoiseTag)) {
    require_moments_of_unbounded_only(problem);
  }

  // False if it was asked to stop.
  bool run() {
    for (int round = 1; round <= search_.rounds; ++round) {
      std::optional<Points> points = draw(round);
      if (!points || !fit(round, std::move(*points))) return false;
    }
    if (result_.share < 1.0) require_means_in_reach();
    if (result_.share < kLeastShare) refuse_far_start();
    return true;
  }

  const ImportanceStart& result() const { return result_; }

 private:
  std::optional<Points> draw(int round) {
    const flow::FrozenFlow flow(problem_.flow, flow_.state());
    const std::int64_t n_samples =
        round == 1 ? search_.samples : std::min(search_.samples, kMostSamplesOfFlow);
    Points points;
    for (std::int64_t first = 0; first < n_samples; first += kBatch) {
      if (should_stop_()) return std::nullopt;
      const std::int64_t n = std::min(kBatch, n_samples - first);
      if (round == 1) {
        // Drawn from the reference itself: every weight is 1.
        add({parameters_.draw(n_batches_, n), std::vector<double>(static_cast<std::size_t>(n), 0.0)}, {},
            points);
      } else {
        const flow::Draw drawn = draw_from(flow, n);
        add(drawn, parameters_.log_density(drawn.z), points);
      }
    }
    return points;
  }

  flow::Draw draw_from(const flow::FrozenFlow& flow, std::int64_t n) const {
    Matrix base(n, static_cast<std::int64_t>(problem_.flow.names.size()));
    Random(seed_, RandomStream::initial_search).normal(n_batches_, base.values());
    return flow.sample_and_log_prob(base);
  }

  void add(const flow::Draw& drawn, const std::vector<double>& log_reference, Points& points) {
    const plugin::Simulated simulated =
        problem_.simulator.simulate(drawn.z, {noise_seed_, n_batches_ * static_cast<std::uint64_t>(kBatch)});
    ++n_batches_;
    result_.simulations += drawn.z.rows();
    const objective::DualPoints found =
        objective::dual_points(problem_.property, simulated, drawn.log_prob, log_reference);
    for (const std::int64_t row : found.rows)
      points.z.insert(points.z.end(), drawn.z.row(row).begin(), drawn.z.row(row).end());
    points.t.insert(points.t.end(), found.t.values().begin(), found.t.values().end());
    points.log_ratio.insert(points.log_ratio.end(), found.log_ratio.begin(), found.log_ratio.end());
  }

  // Solves the dual on the points and fits the flow to them; false if it was asked to stop. A later round
  // whose points show no solution, because a few of them outweigh all others, is worth nothing: the flow
  // stays as it is, and the next round draws others.
  bool fit(int round, Points points) {
    const std::size_t n = points.log_ratio.size();
    if (n == 0) {
      if (round == 1) refuse(n);
      return true;
    }
    const Matrix t(std::move(points.t), std::ssize(points.log_ratio), std::ssize(ranges_));
    note_range(t);
    auto found = objective::solve_tempered_dual(
        t, objective::plain_mean(t), objective::targets_of(problem_.property),
        objective::slack_of(problem_.property), points.log_ratio, kLeastEffectiveSamples);
    if (!found) {
      if (round == 1) refuse(n);
      return true;
    }
    result_.eta = std::move(found->solution.eta);
    result_.share = found->share;
    std::vector<double>& weights = found->solution.weights;
    const Matrix z(std::move(points.z), static_cast<std::int64_t>(problem_.flow.names.size()));
    if (round == 1) {
      const CorrelatedGaussian gaussian = gaussian_of(z, weights, problem_.flow.support);
      flow_.set_affine(gaussian.mean, gaussian.factor);
    }
    // The largest weights are the least certain. Source: Ionides, J. Comput. Graph. Stat. 17 (2008).
    const double most = 1.0 / std::sqrt(static_cast<double>(n));
    for (double& weight : weights) weight = std::min(weight, most);
    return fit_flow(flow_, z, weights, problem_.config.optimizer, search_.fit_iterations, seed_,
                    should_stop_);
  }

  void note_range(const Matrix& t) {
    for (std::int64_t i = 0; i < t.rows(); ++i)
      for (std::int64_t k = 0; k < t.cols(); ++k) {
        Range& range = ranges_[static_cast<std::size_t>(k)];
        range.lowest = std::min(range.lowest, t(i, k));
        range.highest = std::max(range.highest, t(i, k));
      }
  }

  // No weighting of what was simulated has a mean beyond all of it.
  void require_means_in_reach() const {
    for (std::size_t k = 0; k < ranges_.size(); ++k) {
      const objective::Constraint& constraint = problem_.property.equalities[k];
      if (constraint.kind != objective::ConstraintKind::mean) continue;
      const bool is_above = constraint.target > ranges_[k].highest;
      if (!is_above && constraint.target >= ranges_[k].lowest) continue;
      const std::string unit = constraint.unit.empty() ? "" : " " + constraint.unit;
      const auto in_unit = [&](double t) {
        return fmt::format("{:.4g}{}", constraint.centre + constraint.scale * t, unit);
      };
      throw Error(ErrorKind::infeasible,
                  {.what = "no simulation reaches the mean that is asked",
                   .where = "emergent_property: " + constraint.name,
                   .value = in_unit(constraint.target),
                   .rule = fmt::format("of {} simulations none is {} {}", result_.simulations,
                                       is_above ? "above" : "below",
                                       in_unit(is_above ? ranges_[k].highest : ranges_[k].lowest)),
                   .next = "ask for less, free more parameters, or raise initialization.search.rounds"});
    }
  }

  [[noreturn]] void refuse_far_start() const {
    throw Error(
        ErrorKind::infeasible,
        {.what = "rounds of importance sampling do not come near the property",
         .where = "initialization.search",
         .value = fmt::format("{:.0f}% of the way to the targets after {} simulations", 100.0 * result_.share,
                              result_.simulations),
         .rule = fmt::format("at least {:.0f}%: no descent leads from farther away", 100.0 * kLeastShare),
         .next = "ask for less, free more parameters, or raise initialization.search.rounds"});
  }

  [[noreturn]] void refuse(std::size_t n) const {
    throw Error(ErrorKind::config,
                {.what = "random parameters say too little about the property",
                 .where = "initialization.search",
                 .value = fmt::format("{} of {} could be simulated", n, search_.samples),
                 .rule = fmt::format("their weights must be worth {} samples", kLeastEffectiveSamples),
                 .next = "raise initialization.search.samples, or fix parameters"});
  }

  const TrainingProblem& problem_;
  const config::Search& search_;
  const std::uint64_t seed_;
  flow::TrainableFlow& flow_;
  const std::function<bool()>& should_stop_;
  const RandomParameters parameters_;
  std::vector<Range> ranges_;  // [n_equalities]
  const std::uint64_t noise_seed_;
  std::uint64_t n_batches_ = 0;  // of all rounds: no two share random numbers
  ImportanceStart result_;
};

}  // namespace

std::optional<ImportanceStart> importance_start(const TrainingProblem& problem, std::uint64_t seed,
                                                flow::TrainableFlow& flow,
                                                const std::function<bool()>& should_stop) {
  Rounds rounds(problem, seed, flow, should_stop);
  if (!rounds.run()) return std::nullopt;
  return rounds.result();
}

}  // namespace epi::optimizer
