#pragma once

#include <nlohmann/json.hpp>

#include "optimizer/records.h"

namespace epi::run {

/// A verdict in the words of the configuration: a mean or a standard deviation in the statistic's unit, or
/// the share of samples beyond a bound. {"name", "unit", "target", "mean", "lower", "upper", "allowed":
/// [lower, upper], "met", "paper_p", "paper_met"}; what reaches below zero variance starts at a standard
/// deviation of 0.
nlohmann::json in_user_units(const optimizer::ConstraintVerdict& verdict);

}  // namespace epi::run
