#include "run/user_units.h"

#include <algorithm>
#include <cmath>

namespace epi::run {

nlohmann::json in_user_units(const optimizer::ConstraintVerdict& v) {
  const bool is_share = v.kind == "at_least" || v.kind == "at_most";
  const auto convert = [&](double value) {
    if (v.kind == "mean") return v.centre + v.scale * value;
    if (v.kind == "std") return v.scale * std::sqrt(std::max(0.0, value));
    return value;
  };
  const double allowed_lower = is_share ? 0.0 : convert(v.target - v.tolerance);
  nlohmann::json result = {{"name", v.name},
                           {"unit", is_share ? "share of samples" : v.unit},
                           {"target", convert(v.target)},
                           {"mean", convert(v.mean)},
                           {"lower", convert(v.lower)},
                           {"upper", convert(v.upper)},
                           {"allowed", {allowed_lower, convert(v.target + v.tolerance)}},
                           {"met", v.met},
                           {"paper_p", v.paper_p},
                           {"paper_met", v.paper_met}};
  if (is_share) result["bound"] = v.centre;
  return result;
}

}  // namespace epi::run
