#pragma once

#include <cstdint>
#include <vector>

#include "base/matrix.h"
#include "optimizer/records.h"
#include "plugin/simulator.h"

namespace epi::optimizer {

std::int64_t count_failures(const plugin::Simulated& simulated);

/// The first `at_most` failed rows; epoch and iteration are the caller's to fill in.
std::vector<FailureRecord> first_failures(const Matrix& z, const plugin::Simulated& simulated,
                                          std::size_t at_most);

/// @throws Error(failed_simulations) when more than `max_share` of `n` simulations failed.
void require_enough_successes(std::int64_t failed, std::int64_t n, double max_share);

}  // namespace epi::optimizer
