#include "optimizer/polish.h"

#include "base/random.h"
#include "objective/dual_points.h"
#include "optimizer/noise_tag.h"

namespace epi::optimizer {
namespace {

// One point of the pool for so many samples of q.
constexpr std::int64_t kSamplesAPoint = 4;

}  // namespace

Polish::Polish(const TrainingProblem& problem, std::uint64_t seed)
    : problem_(problem), seed_(seed), random_(problem, seed) {}

bool Polish::draw_pool(const std::function<bool()>& should_stop) {
  if (pool_) return true;
  const std::uint64_t pool_seed = derive_seed(seed_, kPolishPoolTag);
  pool_ = draw_random_pool(problem_, pool_seed, derive_seed(pool_seed, kPolishNoiseTag),
                           problem_.config.polish.value().random_samples, should_stop);
  return pool_.has_value();
}

void Polish::begin_epoch(const std::vector<double>& eta, const flow::FrozenFlow& flow,
                         std::int64_t n_samples_of_q) {
  toward_answer_.emplace(pool_.value(), eta, flow, n_samples_of_q);
}

double Polish::add_batch(const plugin::Simulated& simulated, const flow::Draw& draw,
                         std::span<const double> log_reference, double emphasis,
                         std::span<double> score_weight) const {
  return toward_answer_.value().add_batch(
      objective::dual_points(problem_.property, simulated, draw.log_prob, log_reference), draw.log_prob,
      random_.log_density(draw.z), emphasis, score_weight);
}

void Polish::add_pool(flow::TrainableFlow& flow, double part, std::uint64_t position, std::int64_t batch,
                      std::span<double> gradient) {
  if (part <= 0.0) return;
  std::vector<double> uniform(static_cast<std::size_t>(batch / kSamplesAPoint));
  Random(seed_, RandomStream::polish_pool).uniform(position, uniform);
  toward_answer_.value().add_pool(flow, part, uniform, gradient);
}

}  // namespace epi::optimizer
