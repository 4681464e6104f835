#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "../abi/parameter.h"
#include "../abi/statistic.h"
#include "level.hpp"

// What an author says about the quantities of a model. Texts end up in the tables of the ABI.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A parameter: [unit], closed support [lower, upper], default inside it.
class ParameterText {
 public:
  explicit ParameterText(std::string name) : name_(std::move(name)), label_(name_) {}

  ParameterText& unit(std::string unit) { return unit_ = std::move(unit), *this; }
  ParameterText& label(std::string label) { return label_ = std::move(label), *this; }
  ParameterText& describe(std::string text) { return description_ = std::move(text), *this; }
  ParameterText& default_value(double value) { return default_ = value, *this; }
  ParameterText& support(double lower, double upper) { return lower_ = lower, upper_ = upper, *this; }
  ParameterText& log_scale() { return log_scale_ = true, *this; }

  const std::string& name() const { return name_; }
  double lower() const { return lower_; }
  double upper() const { return upper_; }
  double default_value() const { return default_; }

  /// The ABI's view; its strings live as long as this object.
  epi_param view() const {
    epi_param out{};
    const bool bounded_below = lower_ > -kInfinity, bounded_above = upper_ < kInfinity;
    out.support = static_cast<std::uint32_t>(bounded_below && bounded_above ? EPI_SUPPORT_INTERVAL
                                             : bounded_below                ? EPI_SUPPORT_LOWER
                                             : bounded_above                ? EPI_SUPPORT_UPPER
                                                                            : EPI_SUPPORT_REAL);
    out.scale = static_cast<std::uint32_t>(log_scale_ ? EPI_SCALE_LOG : EPI_SCALE_LINEAR);
    out.lower = lower_;
    out.upper = upper_;
    out.default_value = default_;
    out.name = name_.c_str();
    out.unit = unit_.c_str();
    out.label = label_.c_str();
    out.description = description_.c_str();
    return out;
  }

 private:
  std::string name_, label_, unit_, description_;
  double lower_ = -kInfinity, upper_ = kInfinity, default_ = 0.0;
  bool log_scale_ = false;
};

/// A statistic, a channel of the trajectory or an observable: [unit], range that it can take.
class StatisticText {
 public:
  explicit StatisticText(std::string name) : name_(std::move(name)), label_(name_) {}

  StatisticText& unit(std::string unit) { return unit_ = std::move(unit), *this; }
  StatisticText& label(std::string label) { return label_ = std::move(label), *this; }
  StatisticText& describe(std::string text) { return description_ = std::move(text), *this; }
  StatisticText& typical_scale(double scale) { return typical_scale_ = scale, *this; }
  StatisticText& range(double lower, double upper) { return lower_ = lower, upper_ = upper, *this; }

  const std::string& name() const { return name_; }
  double lower() const { return lower_; }
  double upper() const { return upper_; }
  double typical_scale() const { return typical_scale_; }

  epi_stat view() const {
    epi_stat out{};
    out.typical_scale = typical_scale_;
    out.lower = lower_;
    out.upper = upper_;
    out.name = name_.c_str();
    out.unit = unit_.c_str();
    out.label = label_.c_str();
    out.description = description_.c_str();
    return out;
  }

 private:
  std::string name_, label_, unit_, description_;
  double lower_ = -kInfinity, upper_ = kInfinity, typical_scale_ = 0.0;
};

/// A named emergent property: a fragment of a run configuration, as JSON.
struct PropertyText {
  std::string name, title, json;
};

/// A row with a known result, for default settings. |x - expected| <= absolute + relative |expected|.
struct SelftestRow {
  std::vector<double> z, x;
  double relative_tolerance = 1e-9, absolute_tolerance = 1e-12;
  std::uint64_t seed = 0, sample_id = 0;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
