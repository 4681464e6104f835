#pragma once

#include <string>
#include <vector>

#include "flow/bijector.h"
#include "flow/column_split.h"
#include "flow/conditioner.h"

namespace epi::flow {

/// Real NVP's affine coupling: masked columns pass unchanged and steer a scale and a shift of the others,
///     y_a = x_a,   y_b = x_b exp(s(x_a)) + t(x_a),   log|det| = sum s.
/// Source: Dinh, Sohl-Dickstein & Bengio, "Density estimation using real NVP", ICLR 2017, eqs. 4-6.
class AffineCoupling : public Bijector {
 public:
  /// Of the conditioner: s and t.
  static constexpr long kOutputsOfColumn = 2;
  /// @param mask  [n_parameters], true = passes unchanged; at least one of each.
  AffineCoupling(TensorSource& source, const std::string& name, const std::vector<bool>& mask,
                 int hidden_layers, int units);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  struct Steering {
    at::Tensor log_scale;  // s, [n_samples, n_changed]
    at::Tensor shift;      // t, [n_samples, n_changed]
  };
  Steering steer(const at::Tensor& passed) const;

  ColumnSplit split_;
  Conditioner conditioner_;
};

}  // namespace epi::flow
