#pragma once

#include <vector>

#include "flow/bijector.h"
#include "flow/support.h"

namespace epi::flow {

/// Maps R^D onto the support, column by column, with the stable log-determinant of each map:
///     real line   z = u
///     half line   z = lower + softplus(u)            log dz/du = -softplus(-u)
///                 z = upper - softplus(-u)           log dz/du = -softplus(u)
///     interval    z = lower + (upper - lower) Phi(u)
///                 log dz/du = log(upper - lower) - u^2 / 2 - log(2 pi) / 2
/// with the distribution function Phi of the standard normal: the base of every flow becomes the uniform
/// distribution on an interval, and what the property leaves free stays free up to the edges without effort.
/// All four rise with u. The inverse takes a point on an edge of the support as its nearest interior
/// neighbour.
class SupportMap : public Bijector {
 public:
  explicit SupportMap(const std::vector<Support>& support);
  Mapped forward(const at::Tensor& u) override;
  Mapped inverse(const at::Tensor& z) override;

 private:
  enum class Kind { real, above, below, interval };
  /// The columns that share one formula, handled together.
  struct Group {
    Kind kind;
    at::Tensor columns;       // [n_columns] indices
    at::Tensor lower, upper;  // [n_columns], float64; infinite where absent
  };
  static Mapped forward_group(const Group& group, const at::Tensor& u);
  static Mapped inverse_group(const Group& group, const at::Tensor& z);
  template <class Map>
  Mapped by_group(const at::Tensor& input, Map map) const;

  std::vector<Group> groups_;
  at::Tensor order_;  // where each column is once the groups are joined; undefined with a single group
};

}  // namespace epi::flow
