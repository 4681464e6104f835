#include "optimizer/importance_remarks.h"

#include <fmt/format.h>

namespace epi::optimizer {

using objective::Constraint;
using objective::ConstraintKind;

std::vector<std::string> remarks_on(const ImportanceStart& start,
                                    const objective::EmergentProperty& property) {
  std::vector<std::string> remarks;
  if (start.share >= 1.0) return remarks;
  remarks.push_back(fmt::format(
      "the first distribution goes {:.0f}% of the way to the targets: the samples of {} simulations show no "
      "more",
      100.0 * start.share, start.simulations));
  for (std::size_t k = 0; k < property.equalities.size(); ++k) {
    const Constraint& constraint = property.equalities[k];
    if (constraint.kind != ConstraintKind::mean) continue;
    const bool is_above = constraint.target > start.highest[k];
    if (!is_above && constraint.target >= start.lowest[k]) continue;
    const std::string unit = constraint.unit.empty() ? "" : " " + constraint.unit;
    const auto in_unit = [&](double t) { return constraint.centre + constraint.scale * t; };
    remarks.push_back(fmt::format("{}: {:.4g}{} is asked, none of them is {} {:.4g}{}", constraint.name,
                                  in_unit(constraint.target), unit, is_above ? "above" : "below",
                                  in_unit(is_above ? start.highest[k] : start.lowest[k]), unit));
  }
  return remarks;
}

}  // namespace epi::optimizer
