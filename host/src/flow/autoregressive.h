#pragma once

#include <string>
#include <vector>

#include "flow/bijector.h"
#include "flow/conditioner.h"

namespace epi::flow {

/// A masked autoregressive layer: every column is scaled and shifted as the columns before it say,
///     y_i = x_i exp(s_i(x_<i)) + t_i(x_<i),   log|det| = sum s,
/// with one network for all columns, whose masks keep an output from what it must not see
/// (autoregressive_degrees.h). Forward, which sampling and training by samples need, is one pass; the inverse
/// finds column after column and takes a pass for each.
/// Source: Kingma, Salimans, Jozefowicz, Chen, Sutskever & Welling, "Improved variational inference with
/// inverse autoregressive flow", NeurIPS 2016, section 3, with exp(s) for its sigma.
class Autoregressive : public Bijector {
 public:
  /// @param columns  2 or more.   @param reversed  the last column comes first.
  Autoregressive(TensorSource& source, const std::string& name, int columns, int hidden_layers, int units,
                 bool reversed);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  std::vector<long> order_;  // of the columns, each after those that it sees
  Conditioner conditioner_;  // outputs s of all columns, then t
};

}  // namespace epi::flow
