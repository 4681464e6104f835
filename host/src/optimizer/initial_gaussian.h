#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "flow/support.h"

namespace epi::optimizer {

/// A Gaussian of the unconstrained coordinate u, one parameter each.
struct InitialGaussian {
  std::vector<double> mean, std;
};

/// Finds, parameter by parameter, the Gaussian of u whose image under the support map has the wanted mean and
/// standard deviation in natural units: the starting q, exact in its first two moments on every support.
/// Defaults where the user is silent: on an interval its middle and a quarter of its width; on a half line
/// the bound plus (or minus) 1 and std 0.5; on the real line 0 and 1.
/// @param names, support  [n_parameters].
/// @throws Error(config) when no distribution of this shape on the support has such moments.
InitialGaussian match_initial_gaussian(const config::Initialization& wanted,
                                       std::span<const std::string> names,
                                       std::span<const flow::Support> support);

}  // namespace epi::optimizer
