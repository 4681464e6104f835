#include "optimizer/failures.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace epi::optimizer {

std::int64_t count_failures(const plugin::Simulated& simulated) {
  return std::count_if(simulated.status.begin(), simulated.status.end(),
                       [](plugin::RowStatus status) { return status != plugin::RowStatus::ok; });
}

std::vector<FailureRecord> first_failures(const Matrix& z, const plugin::Simulated& simulated,
                                          std::size_t at_most) {
  std::vector<FailureRecord> failures;
  for (std::int64_t i = 0; i < z.rows() && failures.size() < at_most; ++i) {
    const plugin::RowStatus status = simulated.status[static_cast<std::size_t>(i)];
    if (status == plugin::RowStatus::ok) continue;
    failures.push_back({.reason = plugin::to_string(status), .z = {z.row(i).begin(), z.row(i).end()}});
  }
  return failures;
}

void require_enough_successes(std::int64_t failed, std::int64_t n, double max_share) {
  const double share = static_cast<double>(failed) / static_cast<double>(n);
  // Two successes are the least from which a mean with an error can be formed.
  if (share <= max_share && n - failed >= 2) return;
  throw Error(
      ErrorKind::failed_simulations,
      {.what = "too many simulations failed",
       .where = "simulation.max_failed_share",
       .value = fmt::format("{} of {} ({:.1f}%)", failed, n, 100.0 * share),
       .rule = fmt::format("at most {:.1f}% may fail", 100.0 * max_share),
       .next = "failures.csv lists parameters that failed and why; narrow `initialization`, fix parameters, "
               "or allow a larger share"});
}

}  // namespace epi::optimizer
