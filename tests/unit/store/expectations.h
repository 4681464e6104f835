#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/error.h"

// What the tests of this room ask again and again.

namespace epi::store {

/// Numbers that careless code changes: signed zeros, denormals, the extremes, and those that are not finite.
inline const std::vector<double> kDifficultNumbers = {
    0.0,
    -0.0,
    0.1,
    1.0 / 3.0,
    -1e-300,
    std::numeric_limits<double>::denorm_min(),
    -4e-320,
    std::numeric_limits<double>::min(),
    std::numeric_limits<double>::max(),
    std::numeric_limits<double>::lowest(),
    std::numeric_limits<double>::infinity(),
    -std::numeric_limits<double>::infinity(),
    std::numeric_limits<double>::quiet_NaN(),
    16777217.0,
    9007199254740993.0,
};

/// Equal to the last bit; all NaNs count as equal.
MATCHER_P(SameNumber, expected, "") {
  if (std::isnan(expected)) return std::isnan(arg);
  return std::bit_cast<std::uint64_t>(arg) == std::bit_cast<std::uint64_t>(static_cast<double>(expected));
}

MATCHER_P(SameNumbers, expected, "") {
  return arg.size() == expected.size() &&
         std::equal(arg.begin(), arg.end(), expected.begin(), [](double a, double b) {
           return std::isnan(a) ? std::isnan(b)
                                : std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
         });
}

/// The error that `operation` throws; a failure if it throws none.
template <class Operation>
Error error_of(Operation operation) {
  try {
    operation();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "expected an epi::Error";
  return Error(ErrorKind::internal, {.what = "none"});
}

MATCHER_P2(IsError, kind, text, "") {
  *result_listener << arg.what();
  return arg.kind() == kind && std::string(arg.what()).find(text) != std::string::npos;
}

}  // namespace epi::store
