#pragma once

#include <cstdint>
#include <span>

namespace epi {

/// Names the independent uses of one run's seed, so that no two draws share numbers. Values are part of the
/// result: never renumber, only append.
enum class RandomStream : std::uint32_t {
  flow_weights = 1,       ///< initial weights of the flow
  training_base = 2,      ///< base samples of the training iterations
  epoch_base = 3,         ///< base samples of the evaluation after an epoch
  penalty_update = 4,     ///< the chance that decides whether the penalty grows
  bootstrap = 5,          ///< resampling in the convergence test
  result_base = 7,        ///< base samples of samples.csv
  user_base = 8,          ///< base samples drawn later by `epi sample`
  initial_search = 9,     ///< random parameters of the search for a first distribution
  initial_fit = 10,       ///< which finds of that search enter an iteration of the fit
  certificate_base = 11,  ///< base samples of the certificate
  resampling = 12,        ///< the offset of the resampled set
  polish_base = 13,       ///< base samples of the polish's iterations
  polish_pool = 14,       ///< which random parameters enter an iteration of the polish
};

/// A counter-based random stream: Philox4x32-10 (Salmon et al. 2011), the SDK's generator. A draw is a
/// function of (seed, stream, position) alone; nothing is carried from one call to the next, so a resumed
/// run draws the same numbers. Element i does not depend on the length of `out`. The streams lie apart from
/// those that models use, so a model's noise never repeats the host's, even with the same seed.
class Random {
 public:
  Random(std::uint64_t seed, RandomStream stream) : seed_(seed), stream_(stream) {}

  /// Fills `out` with standard normal draws of the given position (e.g. the index of the iteration), by the
  /// Box-Muller transform of the uniform draws: |out| < 8.6.
  void normal(std::uint64_t position, std::span<double> out) const;
  /// Fills `out` with uniform draws on the open interval (0, 1): odd multiples of 2^-53, which keep the
  /// interval open at both ends without rounding.
  void uniform(std::uint64_t position, std::span<double> out) const;

 private:
  std::uint64_t seed_;
  RandomStream stream_;
};

/// A seed for another purpose derived from `seed`: distinct tags give unrelated seeds (SplitMix64 finaliser).
std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t tag);

}  // namespace epi
