#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi::objective {

/// The multipliers whose distribution q should follow next, found by weighting samples of q. Weighted by
/// p/q, p ~ exp(-eta . T), they stand for p itself. What q's own mean of T has beyond p's is the bias of an
/// imperfect q, which hardly changes from one epoch to the next: so p must have the mean  mu - bias,  and the
/// dual on the samples tells the eta that gives it. In contrast to a Newton step this stays exact however far
/// it leads. Where p/q is too uneven, the largest power of it, down to 0, is taken that leaves the weights
/// worth a fifth of the samples; and the mean is moved as far as leaves them worth half of what they were.
/// Where no part of the way does, eta stays.
/// @param t  T of samples from q, [n_samples, n_equalities], finite.
/// @param log_ratio  [n_samples], minus log q and whatever else p pays, nats.
/// @param eta, target, slack  [n_equalities], target units.
std::vector<double> reweighted_eta(const Matrix& t, std::span<const double> log_ratio,
                                   std::span<const double> eta, std::span<const double> target,
                                   std::span<const double> slack);

}  // namespace epi::objective
