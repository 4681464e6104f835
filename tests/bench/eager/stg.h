#pragma once

#include <torch/types.h>

namespace epi::bench {

/// The stomatogastric subcircuit as a user of LibTorch writes it: tensors over the batch and the five
/// neurons, derivatives by autograd through all steps. Equations, constants and start as in plugins/stg;
/// forward Euler, 200 steps of 0.025 s.
class EagerStg {
 public:
  /// @param type  torch::kFloat32 or torch::kFloat64: the arithmetic of everything.
  explicit EagerStg(torch::ScalarType type);

  /// Frequencies [n, 5] in Hz, in the order f1, f2, hub, s1, s2.
  /// @param z  [n, 2]: g_el and g_synA in nS.
  torch::Tensor frequencies(const torch::Tensor& z) const;

 private:
  torch::Tensor spectrum_weights(const torch::Tensor& voltages) const;

  torch::Tensor calcium_, potassium_, hyperpolarization_;  // [5] conductances, S
  torch::Tensor start_v_, start_n_, start_h_;              // [5]
  torch::Tensor coupling_;                                 // [5, 5]: I_el = g_el V coupling
  torch::Tensor inputs_a_, inputs_b_;        // [5, 5]: which S reaches whom through g_synA, g_synB
  torch::Tensor frequency_, cosine_, sine_;  // [F] Hz; [time, F]
};

}  // namespace epi::bench
