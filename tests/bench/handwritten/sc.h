#pragma once

#include <cstddef>
#include <cstdint>

// The superior colliculus model written by hand for speed: what generic code is measured against.
//
// Lanes are trials. Three pieces of algebra, which no tool finds by itself, save half of the arithmetic:
//  * the state is kept as s = -(2 log2(e) / zeta) (u - eps), so that x = 1 / (1 + 2^s) needs no affine map;
//  * left and right are alike, so the sum and the difference of the two sides see one 2x2 matrix each;
//  * every statistic is a function of two final activities, so two backward sweeps give the gradients of all.
// Both conditions run interleaved: they share the noise, and one hides the other's latency.

namespace epi::bench {

inline constexpr int kScSteps = 74;      ///< after the start
inline constexpr int kScUnits = 4;       ///< LP, LA, RP, RA
inline constexpr int kScWeights = 8;     ///< sW_P, sW_A, vW_PA, vW_AP, dW_PA, dW_AP, hW_P, hW_A
inline constexpr int kScStatistics = 8;  ///< accuracy, bernoulli_error, separation, variance; each pro, anti

/// The kernel in one precision for one processor level. All buffers are the caller's and 64-byte aligned.
template <class T>
struct ScKernel {
  int width;  ///< lanes

  /// Elements of the prepared noise and of the scratch memory.
  std::size_t (*noise_size)(int trials);
  std::size_t (*scratch_size)();

  /// Brings draws [kScSteps, kScUnits, trials] into the kernel's order and units.
  void (*prepare)(const double* draws, int trials, double sigma, T* noise);
  /// The same from draws of its own, a function of (seed, sample).
  void (*draw)(std::uint64_t seed, std::uint64_t sample, int trials, double sigma, T* noise);

  /// Statistics [kScStatistics] and Jacobian [kScStatistics, kScWeights] of one parameter vector z
  /// [kScWeights].
  void (*row)(const double* z, const T* noise, int trials, T* scratch, double* statistics, double* jacobian);
};

/// For the best processor level that both the machine and this program know.
template <class T>
const ScKernel<T>& sc_kernel();
/// Its name, e.g. "x86-64-v3".
const char* sc_kernel_level();

}  // namespace epi::bench
