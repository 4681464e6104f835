#include "optimizer/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "objective/augmented_lagrangian.h"
#include "objective/multiplier_update.h"
#include "objective/score_gradient.h"
#include "optimizer/adam.h"
#include "optimizer/annealing.h"
#include "optimizer/epoch_plan.h"
#include "optimizer/evaluation.h"
#include "optimizer/failures.h"
#include "optimizer/importance_start.h"
#include "optimizer/initial_fit.h"
#include "optimizer/initial_gaussian.h"
#include "optimizer/initial_search.h"
#include "optimizer/next_eta.h"
#include "optimizer/noise_tag.h"
#include "optimizer/phase_clock.h"
#include "optimizer/polish.h"
#include "optimizer/random_parameters.h"
#include "optimizer/ranking.h"
#include "optimizer/tail_average.h"

namespace epi::optimizer {
namespace {

using Clock = std::chrono::steady_clock;

objective::PenaltyGradient penalty_gradient_of(const config::Optimizer& optimizer) {
  return optimizer.penalty_gradient == "whole_batch" ? objective::PenaltyGradient::whole_batch
                                                     : objective::PenaltyGradient::split_batch;
}

flow::EntropyGradient entropy_gradient_of(const config::Optimizer& optimizer) {
  return optimizer.entropy_gradient == "path" ? flow::EntropyGradient::path : flow::EntropyGradient::total;
}

// One seed's optimization: epochs of Adam on the augmented Lagrangian with updates of eta and c between them.
class Training {
 public:
  Training(const TrainingProblem& problem, std::uint64_t seed, const std::optional<TrainingState>& from,
           TrainingObserver& observer)
      : problem_(problem),
        optimizer_(problem.config.optimizer),
        seed_(seed),
        observer_(observer),
        state_(from.value_or(TrainingState{})),
        reference_(entropy_reference(problem, seed)),
        flow_(from ? flow::TrainableFlow(problem.flow, from->flow) : flow::TrainableFlow(problem.flow, seed)),
        polish_(problem, seed),
        started_(Clock::now() -
                 std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(state_.seconds))),
        is_new_(!from) {}

  SeedResult run() {
    try {
      if (is_new_ && !start()) return {seed_, Outcome::interrupted, state_};
      while (const std::optional<EpochPlan> plan = next_epoch()) {
        if (plan->is_polish && !prepare_polish(*plan)) return {seed_, Outcome::interrupted, state_};
        if (!run_epoch(*plan)) return {seed_, Outcome::interrupted, state_};
        finish_epoch(*plan);
      }
    } catch (const plugin::Interrupted&) {
      return {seed_, Outcome::interrupted, state_};
    }
    return {seed_, state_.converged ? Outcome::converged : Outcome::budget_exhausted, state_};
  }

 private:
  // False when the observer asked to stop.
  bool start() {
    if (!set_first_distribution()) return false;
    if (state_.eta.empty()) state_.eta = objective::initial_eta(problem_.property, optimizer_.initial_eta);
    state_.penalty_c = optimizer_.c0;
    record_epoch(0, evaluate_epoch(0, target_width(optimizer_, 0)), &PhaseSeconds::start);
    return true;
  }

  bool set_first_distribution() {
    if (const std::optional<config::Search>& search = problem_.config.initialization.search) {
      const auto should_stop = [&] { return observer_.should_stop(); };
      if (search->select == "importance") {
        const auto found = importance_start(problem_, seed_, flow_, should_stop);
        if (!found) return false;
        state_.simulations += found->simulations;
        state_.eta = found->eta;
        if (found->share < 1.0)
          observer_.on_remark(fmt::format("starts {:.0f}% of the way to the targets; more rounds go further",
                                          100.0 * found->share));
        return true;
      }
      const auto found = search_initial(problem_, seed_, should_stop);
      if (!found) return false;
      state_.simulations += search->samples;
      flow_.set_affine(found->gaussian.mean, found->gaussian.factor);
      return search->fit_iterations == 0 ||
             fit_flow(flow_, found->z, std::vector<double>(static_cast<std::size_t>(found->z.rows()), 1.0),
                      optimizer_, search->fit_iterations, seed_, should_stop);
    }
    const InitialGaussian gaussian =
        match_initial_gaussian(problem_.config.initialization, problem_.flow.names, problem_.flow.support);
    flow_.set_affine(gaussian.mean, gaussian.std);
    return true;
  }

  // Nothing when all is done.
  std::optional<EpochPlan> next_epoch() const {
    const bool stops_early = problem_.config.convergence.stop_early && state_.converged;
    if (state_.polished == 0 && state_.epoch < optimizer_.epochs && !stops_early)
      return descent_epoch(optimizer_, state_.epoch + 1);
    const std::optional<config::Polish>& polish = problem_.config.polish;
    if (polish && state_.polished < polish->epochs) return polish_epoch(*polish, state_.polished + 1);
    return std::nullopt;
  }

  // What the polish needs beside the state; false when the observer asked to stop.
  bool prepare_polish(const EpochPlan& plan) {
    if (!polish_.draw_pool([&] { return observer_.should_stop(); })) return false;
    if (plan.position == 1) {
      state_.simulations += polish_.pool_samples();
      state_.eta = polish_eta(problem_.property, state_.eta, fresh_sample(state_.epoch), reference_,
                              /*corrects_bias=*/false);
    }
    polish_.begin_epoch(state_.eta, flow::FrozenFlow(problem_.flow, flow_.state()),
                        static_cast<std::int64_t>(plan.iterations) * plan.batch);
    lap(&PhaseSeconds::evaluate);
    return true;
  }

  // False when the observer asked to stop; the state then still is that of the epoch before.
  bool run_epoch(const EpochPlan& plan) {
    Adam adam(flow_.state().weights.size());
    std::vector<double> weights = flow_.state().weights;
    std::vector<double> gradient(weights.size());
    base_ = Matrix(plan.batch, static_cast<std::int64_t>(problem_.flow.names.size()));
    epoch_failures_.clear();
    const objective::EmergentProperty property = objective::widened(problem_.property, plan.target_width);
    TailAverage average(weights.size(), plan.iterations, plan.tail_average);
    for (int iteration = 1; iteration <= plan.iterations; ++iteration) {
      if (observer_.should_stop()) return false;
      descend(plan, iteration, property, adam, gradient, weights);
      average.add(iteration, weights);
    }
    if (average.count() > 0) flow_.set_weights(average.mean());
    return true;
  }

  void descend(const EpochPlan& plan, int iteration, const objective::EmergentProperty& property, Adam& adam,
               std::vector<double>& gradient, std::vector<double>& weights) {
    const std::uint64_t position =
        static_cast<std::uint64_t>(plan.position - 1) * static_cast<std::uint64_t>(plan.iterations) +
        static_cast<std::uint64_t>(iteration - 1);
    Random(seed_, plan.is_polish ? RandomStream::polish_base : RandomStream::training_base)
        .normal(position, base_.values());
    const flow::Draw& draw = flow_.forward(base_);
    lap(&PhaseSeconds::sample);

    const plugin::Noise noise{derive_seed(seed_, plan.is_polish ? kPolishNoiseTag : kTrainingNoiseTag),
                              position * static_cast<std::uint64_t>(plan.batch)};
    const Step step = plan.uses_score ? score_step(plan, position, iteration, property, draw, noise, gradient)
                                      : pathwise_step(iteration, property, draw, noise, gradient);
    lap(&PhaseSeconds::backward);
    state_.simulations += plan.batch;
    clip(plan.gradient_clip, gradient);
    adam.step(gradient, learning_rate(problem_.config, plan, iteration), weights);
    flow_.set_weights(weights);
    lap(&PhaseSeconds::step);
    if (iteration % problem_.config.output.trace_every == 0) trace(plan, iteration, step);
  }

  // What the trace tells about an iteration.
  struct Step {
    double entropy;
    std::vector<double> violation;
    std::int64_t n_ok;
  };

  // The gradient of the weights by the derivative of the model.
  Step pathwise_step(int iteration, const objective::EmergentProperty& property, const flow::Draw& draw,
                     plugin::Noise noise, std::vector<double>& gradient) {
    objective::BatchGradient batch;
    plugin::SimulatedGradient simulated =
        problem_.simulator.simulate_with_gradient(draw.z, noise, [&](const plugin::Simulated& s) {
          note_failures(state_.epoch + 1, iteration, draw.z, s);
          batch = objective::batch_gradient(property, {state_.eta, state_.penalty_c},
                                            penalty_gradient_of(optimizer_), s, draw.log_prob);
          return batch.cotangent;
        });
    if (simulated.n_failed_gradients > 0) {
      // Statistics without a gradient pull nothing: as good as failed.
      require_successes(draw.z.rows() - batch.n_ok + simulated.n_failed_gradients, draw.z.rows());
    }
    if (reference_) {
      const Matrix slope = reference_->log_density_slope(draw.z);
      for (std::int64_t i = 0; i < slope.rows(); ++i)
        for (std::int64_t j = 0; j < slope.cols(); ++j)
          simulated.z_gradient(i, j) -= batch.log_prob_gradient[static_cast<std::size_t>(i)] * slope(i, j);
    }
    lap(&PhaseSeconds::simulate);
    flow_.backward(simulated.z_gradient, batch.log_prob_gradient, gradient, entropy_gradient_of(optimizer_));
    return {batch.entropy, std::move(batch.violation), batch.n_ok};
  }

  // The same by the derivative of the density alone.
  Step score_step(const EpochPlan& plan, std::uint64_t position, int iteration,
                  const objective::EmergentProperty& property, const flow::Draw& draw, plugin::Noise noise,
                  std::vector<double>& gradient) {
    const plugin::Simulated simulated = problem_.simulator.simulate(draw.z, noise);
    note_failures(state_.epoch + 1, iteration, draw.z, simulated);
    const std::vector<double> log_reference =
        reference_ ? reference_->log_density(draw.z) : std::vector<double>{};
    objective::ScoreGradient batch = objective::score_gradient(
        property, {state_.eta, plan.is_polish ? 0.0 : state_.penalty_c}, penalty_gradient_of(optimizer_),
        simulated, draw.log_prob, log_reference, plan.far_exponent);
    double part_of_pool = 0.0;
    if (plan.is_polish)
      part_of_pool =
          polish_.add_batch(simulated, draw, log_reference, plan.forward_emphasis, batch.score_weight);
    lap(&PhaseSeconds::simulate);
    flow_.score(batch.score_weight, gradient);
    if (plan.is_polish) polish_.add_pool(flow_, part_of_pool, position, plan.batch, gradient);
    return {batch.entropy, std::move(batch.violation), batch.n_ok};
  }

  void note_failures(int epoch, int iteration, const Matrix& z, const plugin::Simulated& simulated) {
    const std::int64_t failed = count_failures(simulated);
    if (failed == 0) return;
    for (FailureRecord& failure :
         first_failures(z, simulated, kMaxFailuresPerEpoch - epoch_failures_.size())) {
      failure.epoch = epoch;
      failure.iteration = iteration;
      epoch_failures_.push_back(std::move(failure));
    }
    require_successes(failed, z.rows());
  }

  void require_successes(std::int64_t failed, std::int64_t n) {
    try {
      require_enough_successes(failed, n, problem_.config.simulation.max_failed_share);
    } catch (const Error&) {
      observer_.on_failures(epoch_failures_);
      throw;
    }
  }

  static void clip(double most, std::vector<double>& gradient) {
    if (most <= 0.0) return;
    double squares = 0.0;
    for (const double g : gradient) squares += g * g;
    const double norm = std::sqrt(squares);
    if (norm <= most) return;
    for (double& g : gradient) g *= most / norm;
  }

  void trace(const EpochPlan& plan, int iteration, const Step& step) {
    observer_.on_trace(
        {.epoch = state_.epoch + 1,
         .iteration = iteration,
         .n_iterations = plan.iterations,
         .simulations = state_.simulations,
         .seconds = seconds(),
         .entropy = step.entropy,
         .violation = step.violation,
         .eta = state_.eta,
         .penalty_c = state_.penalty_c,
         .failed_share = 1.0 - static_cast<double>(step.n_ok) / static_cast<double>(base_.rows())});
  }

  // The same for the same epoch and flow.
  FreshSample fresh_sample(int epoch) {
    const auto position = static_cast<std::uint64_t>(epoch);
    const std::int64_t n = problem_.config.convergence.samples;
    state_.simulations += n;
    return draw_fresh_sample(
        flow::FrozenFlow(problem_.flow, flow_.state()), problem_.simulator, n,
        Random(seed_, RandomStream::epoch_base), position,
        {derive_seed(seed_, kEvaluationNoiseTag), position * static_cast<std::uint64_t>(n)});
  }

  struct Evaluated {
    double target_width;
    FreshSample fresh;
    Evaluation evaluation;
  };
  Evaluated evaluate_epoch(int epoch, double target_width) {
    FreshSample fresh = fresh_sample(epoch);
    note_failures(epoch, /*iteration=*/0, fresh.draw.z, fresh.simulated);
    Evaluation evaluation =
        evaluate(problem_.property, objective::widened(problem_.property, target_width), problem_.config,
                 fresh, Random(seed_, RandomStream::bootstrap), static_cast<std::uint64_t>(epoch));
    return {target_width, std::move(fresh), std::move(evaluation)};
  }

  void finish_epoch(const EpochPlan& plan) {
    const int epoch = state_.epoch + 1;
    Evaluated evaluated = evaluate_epoch(epoch, plan.target_width);
    if (plan.is_polish) {
      state_.eta = polish_eta(problem_.property, state_.eta, evaluated.fresh, reference_,
                              /*corrects_bias=*/plan.forward_emphasis == 0.0);
      state_.polished = plan.position;
    } else {
      const Evaluation& evaluation = evaluated.evaluation;
      const double c_of_epoch = state_.penalty_c;
      if (penalty_grows(epoch, evaluation)) {
        state_.penalty_c = std::min(optimizer_.c_growth * state_.penalty_c, optimizer_.c_max);
      }
      state_.eta = next_eta(optimizer_, objective::widened(problem_.property, plan.target_width),
                            {state_.eta, c_of_epoch}, evaluated.fresh, evaluation, reference_);
    }
    record_epoch(epoch, std::move(evaluated), &PhaseSeconds::evaluate);
  }

  bool penalty_grows(int epoch, const Evaluation& evaluation) const {
    if (state_.violation_norms.size() < 2 || evaluation.violation_norms.size() < 2) return false;
    double chance = 0.0;
    Random(seed_, RandomStream::penalty_update).uniform(static_cast<std::uint64_t>(epoch), {&chance, 1});
    return chance < objective::penalty_growth_probability(state_.violation_norms, evaluation.violation_norms,
                                                          optimizer_.violation_decay);
  }

  void lap(double PhaseSeconds::*phase) { clock_.lap(phase, state_.phases); }

  void record_epoch(int epoch, Evaluated evaluated, double PhaseSeconds::*phase) {
    Evaluation& evaluation = evaluated.evaluation;
    state_.failures.insert(state_.failures.end(), epoch_failures_.begin(), epoch_failures_.end());
    epoch_failures_.clear();
    state_.epoch = epoch;
    lap(phase);
    state_.seconds = seconds();
    state_.flow = flow_.state();
    state_.violation_norms = evaluation.violation_norms;
    state_.epochs.push_back({.epoch = epoch,
                             .entropy = evaluation.entropy,
                             .entropy_error = evaluation.entropy_error,
                             .samples = problem_.config.convergence.samples,
                             .failed = count_failures(evaluated.fresh.simulated),
                             .simulations = state_.simulations,
                             .target_width = evaluated.target_width,
                             .penalty_c = state_.penalty_c,
                             .eta = state_.eta,
                             .constraints = std::move(evaluation.constraints),
                             .met = evaluation.met,
                             .paper_met = evaluation.paper_met});
    if (epoch > 0 && evaluated.target_width == 1.0) note_if_best(state_.epochs.back());
    observer_.on_epoch(state_);
    lap(phase);
  }

  void note_if_best(const EpochRecord& epoch) {
    const config::Convergence& convergence = problem_.config.convergence;
    if (state_.best_epoch >= 0 &&
        !is_better(epoch, state_.epochs[static_cast<std::size_t>(state_.best_epoch)], convergence))
      return;
    state_.converged = has_converged(epoch, convergence);
    state_.best_epoch = epoch.epoch;
    state_.best_flow = state_.flow;
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

  const TrainingProblem& problem_;
  const config::Optimizer& optimizer_;
  const std::uint64_t seed_;
  TrainingObserver& observer_;
  TrainingState state_;
  const std::optional<RandomParameters> reference_;  // what entropy is relative to, if not to the volume
  flow::TrainableFlow flow_;
  Polish polish_;
  Matrix base_;  // samples of an iteration
  const Clock::time_point started_;
  PhaseClock clock_;
  const bool is_new_;                          // not continued from an earlier session
  std::vector<FailureRecord> epoch_failures_;  // of the epoch under way
};

}  // namespace

SeedResult train(const TrainingProblem& problem, std::uint64_t seed, const std::optional<TrainingState>& from,
                 TrainingObserver& observer) {
  return Training(problem, seed, from, observer).run();
}

}  // namespace epi::optimizer
