#pragma once

#include <string>
#include <vector>

#include "flow/bijector.h"
#include "flow/column_split.h"
#include "flow/conditioner.h"
#include "flow/rational_quadratic.h"

namespace epi::flow {

/// A coupling by splines: masked columns pass unchanged and steer, for each of the others, a monotone
/// rational-quadratic spline g (rational_quadratic.h) and then a scale and a shift as in AffineCoupling,
/// which it contains,
///     y_a = x_a,   y_b = g(x_b; x_a) exp(s(x_a)) + t(x_a),   log|det| = sum (log g' + s).
/// One such layer can cut a density in two; an affine one only moves and stretches it.
/// Source: Durkan, Bekasov, Murray & Papamakarios, "Neural spline flows", NeurIPS 2019, section 3.
class SplineCoupling : public Bijector {
 public:
  /// Of the conditioner: s and t, and the spline's widths, heights and inner slopes.
  static constexpr long outputs_of_column(int bins) { return 2 + 3L * bins - 1; }
  /// The conditioner's outputs are first s, then t of all changed columns, then the splines column by column.
  /// @param mask  [n_parameters], true = passes unchanged; at least one of each.   @param bins  2 or more.
  SplineCoupling(TensorSource& source, const std::string& name, const std::vector<bool>& mask,
                 int hidden_layers, int units, int bins);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  struct Steering {
    at::Tensor log_scale, shift;  // [n_samples, n_changed]
    RationalQuadratic spline;     // of [n_samples, n_changed]
  };
  Steering steer(const at::Tensor& passed) const;

  ColumnSplit split_;
  Conditioner conditioner_;
};

}  // namespace epi::flow
