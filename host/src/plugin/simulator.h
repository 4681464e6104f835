#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi::plugin {

/// Why a row has no statistics; the values are those of EPI_ROW_* in the ABI.
enum class RowStatus : std::uint8_t {
  ok = 0,
  out_of_support = 1,
  nonfinite = 2,
  diverged = 3,
  not_converged = 4,
  not_run = 5,
};
const char* to_string(RowStatus status);

/// Thrown out of a simulation that was asked to stop before it was finished. Neither an error nor a result:
/// the batch does not exist.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "the simulation was asked to stop"; }
};

/// The random numbers of a batch: row i is simulated with the noise of (seed, first_sample + i).
struct Noise {
  std::uint64_t seed = 0;
  std::uint64_t first_sample = 0;
};

struct Simulated {
  Matrix statistics;              ///< [n_samples, n_statistics]; all NaN in a failed row
  std::vector<RowStatus> status;  ///< [n_samples]
};

/// Turns the statistics of a batch into the gradient of the objective with respect to them,
/// [n_samples, n_statistics]. Cotangents of failed rows are ignored.
using CotangentFunction = std::function<Matrix(const Simulated&)>;

struct SimulatedGradient {
  Simulated simulated;
  Matrix z_gradient;  ///< [n_samples, n_free]: cotangent . ds/dz, zero in failed rows
  /// Rows with statistics but without a derivative (an adjoint that ran away, a difference across the edge of
  /// what the model can do): their gradient is zero too.
  std::int64_t n_failed_gradients = 0;
};

/// A model with its settings and fixed parameters in place: a map from free parameters to statistics.
/// Row i of every result is a function of (z_i, noise_i) alone, whatever the batch and the number of threads.
class Simulator {
 public:
  virtual ~Simulator() = default;

  /// @param z  [n_samples, n_free], natural units.
  /// @throws Error(plugin) if the module reports a failure of the whole call or breaks its contract;
  ///   Interrupted if the simulator was asked to stop.
  virtual Simulated simulate(const Matrix& z, Noise noise) = 0;

  /// Statistics, and the gradient of sum_ij cotangent_ij s_ij by the realised path (same noise as simulate).
  /// @throws as simulate.
  virtual SimulatedGradient simulate_with_gradient(const Matrix& z, Noise noise,
                                                   const CotangentFunction& cotangent) = 0;
};

}  // namespace epi::plugin
