#pragma once

#include <cstddef>
#include <cstdint>

#include "fields.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The recorded activity of a dynamical model: states at times 0, dt, 2 dt, ..., steps * dt. A view, valid
/// while `statistics` runs.
template <class State>
class Trajectory;

template <template <class> class State, class Real>
class Trajectory<State<Real>> {
 public:
  Trajectory(const Real* values, std::int64_t steps, double dt) : values_(values), steps_(steps), dt_(dt) {}

  /// steps + 1, the start included.
  std::int64_t size() const { return steps_ + 1; }
  std::int64_t steps() const { return steps_; }
  double dt() const { return dt_; }  ///< [s]
  double time(std::int64_t k) const { return static_cast<double>(k) * dt_; }

  /// The state at time k dt.
  State<Real> operator[](std::int64_t k) const {
    State<Real> state{};
    read_leaves(state, values_ + k * kUnits);
    return state;
  }
  State<Real> back() const { return (*this)[steps_]; }
  /// One number of the state at time k dt: the `unit`-th in declared order. Cheaper than the whole state.
  const Real& at(std::int64_t k, int unit) const { return values_[k * kUnits + unit]; }

 private:
  static constexpr int kUnits = leaf_count<State<double>>();
  const Real* values_;
  std::int64_t steps_;
  double dt_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
