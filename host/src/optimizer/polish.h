#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "optimizer/answer_gradient.h"
#include "optimizer/random_parameters.h"
#include "optimizer/random_pool.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// What the epochs of a polish need beside the state of the training: all of it follows from the seed, so
/// that a resumed training makes it anew.
class Polish {
 public:
  /// @param seed  fixes all random numbers.
  Polish(const TrainingProblem& problem, std::uint64_t seed);

  /// Draws the pool of random parameters, once.   @return false if it was asked to stop.
  bool draw_pool(const std::function<bool()>& should_stop);
  std::int64_t pool_samples() const { return pool_.value().n_samples; }

  /// @param eta  of the epoch.  @param flow  q at its start.  @param n_samples_of_q  drawn during it.
  void begin_epoch(const std::vector<double>& eta, const flow::FrozenFlow& flow, std::int64_t n_samples_of_q);

  /// AnswerGradient::add_batch for a batch of q.   @param log_reference  [n_samples]; empty: none.
  double add_batch(const plugin::Simulated& simulated, const flow::Draw& draw,
                   std::span<const double> log_reference, double emphasis,
                   std::span<double> score_weight) const;
  /// AnswerGradient::add_pool for the batch at `position`, of `batch` samples.
  void add_pool(flow::TrainableFlow& flow, double part, std::uint64_t position, std::int64_t batch,
                std::span<double> gradient);

 private:
  const TrainingProblem& problem_;
  const std::uint64_t seed_;
  const RandomParameters random_;
  std::optional<RandomPool> pool_;
  std::optional<AnswerGradient> toward_answer_;  // of the epoch
};

}  // namespace epi::optimizer
