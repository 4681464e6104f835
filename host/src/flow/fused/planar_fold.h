#pragma once

#include <span>
#include <vector>

namespace epi::flow::fused {

/// The fold that a planar layer's weights make (planar.h): u_hat and s, and their derivatives.
struct FoldOfWeights {
  std::vector<double> direction;  ///< u_hat
  double slope = 1.0;             ///< s

  FoldOfWeights(std::span<const double> w, std::span<const double> u);

  /// From gradients of u_hat and s to those of w and u, added.
  void backward(std::span<const double> w, std::span<const double> u, std::span<const double> g_direction,
                double g_slope, std::span<double> g_w, std::span<double> g_u) const;

 private:
  double square_ = 1.0, shift_ = 0.0, rise_ = 0.0;  // |w|^2, what moves u along w, ds / d w.u
};

}  // namespace epi::flow::fused
