#pragma once

#include <limits>

namespace epi::flow {

/// The closed set that one parameter lives in: the real line, a half line or an interval, in natural units.
struct Support {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();

  bool has_lower() const { return lower > -std::numeric_limits<double>::infinity(); }
  bool has_upper() const { return upper < std::numeric_limits<double>::infinity(); }
};

}  // namespace epi::flow
