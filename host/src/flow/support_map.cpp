#include "flow/support_map.h"

#include <cmath>
#include <limits>

#include "flow/softplus.h"

namespace epi::flow {
namespace {

// log(exp(y) - 1) for y > 0 without overflow: the inverse of softplus.
at::Tensor inverse_softplus(const at::Tensor& y) {
  return y + at::log(-at::expm1(-y));
}

at::Tensor like(const at::Tensor& bounds, const at::Tensor& values) {
  return bounds.to(values.scalar_type());
}

constexpr double kHalfLogTwoPi = 0.91893853320467274178;

// Next to an edge at 0 a division would round to 0, whose quantile is infinite.
double smallest_normal(at::ScalarType type) {
  return type == at::kFloat ? static_cast<double>(std::numeric_limits<float>::min())
                            : std::numeric_limits<double>::min();
}

// Moves points on (or, by rounding, beyond) an edge to the nearest interior value of their dtype.
at::Tensor inside(const at::Tensor& z, const at::Tensor& lower, const at::Tensor& upper) {
  const at::Tensor up = at::full_like(lower, std::numeric_limits<double>::infinity());
  return at::minimum(at::maximum(z, at::nextafter(lower, up)), at::nextafter(upper, -up));
}

}  // namespace

SupportMap::SupportMap(const std::vector<Support>& support) {
  std::vector<long> joined;
  for (const Kind kind : {Kind::real, Kind::above, Kind::below, Kind::interval}) {
    std::vector<long> columns;
    std::vector<double> lower, upper;
    for (std::size_t i = 0; i < support.size(); ++i) {
      const Support& s = support[i];
      const Kind of_column = s.has_lower() ? (s.has_upper() ? Kind::interval : Kind::above)
                                           : (s.has_upper() ? Kind::below : Kind::real);
      if (of_column != kind) continue;
      columns.push_back(static_cast<long>(i));
      lower.push_back(s.lower);
      upper.push_back(s.upper);
    }
    if (columns.empty()) continue;
    joined.insert(joined.end(), columns.begin(), columns.end());
    groups_.push_back({kind, at::tensor(at::ArrayRef<long>(columns)),
                       at::tensor(at::ArrayRef<double>(lower), at::kDouble),
                       at::tensor(at::ArrayRef<double>(upper), at::kDouble)});
  }
  if (groups_.size() > 1) {
    std::vector<long> order(joined.size());
    for (std::size_t i = 0; i < joined.size(); ++i)
      order[static_cast<std::size_t>(joined[i])] = static_cast<long>(i);
    order_ = at::tensor(at::ArrayRef<long>(order));
  }
}

template <class Map>
Mapped SupportMap::by_group(const at::Tensor& input, Map map) const {
  if (groups_.size() == 1) return map(groups_.front(), input);
  std::vector<at::Tensor> values;
  at::Tensor log_det;
  for (const Group& group : groups_) {
    const Mapped part = map(group, input.index_select(1, group.columns));
    values.push_back(part.value);
    log_det = log_det.defined() ? log_det + part.log_det : part.log_det;
  }
  return {at::cat(values, 1).index_select(1, order_), log_det};
}

Mapped SupportMap::forward_group(const Group& group, const at::Tensor& u) {
  const at::Tensor lower = like(group.lower, u);
  const at::Tensor upper = like(group.upper, u);
  switch (group.kind) {
    case Kind::above:
      return {lower + exact_softplus(u), -exact_softplus(-u).sum(1)};
    case Kind::below:
      return {upper - exact_softplus(-u), -exact_softplus(u).sum(1)};
    case Kind::interval: {
      const at::Tensor width = upper - lower;
      // From the nearer edge, where the distance is exact.
      const at::Tensor distance = width * at::special_ndtr(-at::abs(u));
      return {at::where(u < 0, lower + distance, upper - distance),
              at::log(width).sum() - (0.5 * u * u + kHalfLogTwoPi).sum(1)};
    }
    case Kind::real:
      break;
  }
  return {u, at::zeros({u.size(0)}, u.options())};
}

Mapped SupportMap::inverse_group(const Group& group, const at::Tensor& z) {
  if (group.kind == Kind::real) return {z, at::zeros({z.size(0)}, z.options())};
  const at::Tensor lower = like(group.lower, z);
  const at::Tensor upper = like(group.upper, z);
  const at::Tensor interior = inside(z, lower, upper);
  at::Tensor u;
  if (group.kind == Kind::above) {
    u = inverse_softplus(interior - lower);
  } else if (group.kind == Kind::below) {
    u = -inverse_softplus(upper - interior);
  } else {
    const at::Tensor from_lower = interior - lower, from_upper = upper - interior;
    const at::Tensor share = at::minimum(from_lower, from_upper) / (upper - lower);
    const at::Tensor below = at::special_ndtri(share.clamp_min(smallest_normal(z.scalar_type())));
    u = at::where(from_lower < from_upper, below, -below);
  }
  return {u, -forward_group(group, u).log_det};
}

Mapped SupportMap::forward(const at::Tensor& u) {
  return by_group(u, &SupportMap::forward_group);
}
Mapped SupportMap::inverse(const at::Tensor& z) {
  return by_group(z, &SupportMap::inverse_group);
}

}  // namespace epi::flow
