#pragma once

#include <vector>

#include "model_traits.hpp"
#include "tape.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

template <class M, class Real, class = void>
struct StatisticsTakeRows : std::false_type {};
template <class M, class Real>
struct StatisticsTakeRows<M, Real,
                          std::void_t<decltype(std::declval<const M&>().template statistics<Real>(
                              std::declval<const ParametersOf<M, Real>&>(), std::declval<Rows&>()))>>
    : std::true_type {};

}  // namespace detail

/// Evaluates a model that computes its statistics directly from the parameters, a pack of rows at a time.
template <class M, class Pack>
class ClosedForm {
 public:
  using R = Pack;
  static constexpr int kParameters = ModelTraits<M>::kParameters;
  static constexpr int kStatistics = ModelTraits<M>::kStatistics;

  /// Up to this many parameters forward derivatives are cheaper than a recording: what a solver inside the
  /// model computes in thousands of operations would all have to be kept.
  static constexpr int kMostTangents = 8;

  explicit ClosedForm(const M& model) : model_(model) {}

  /// Statistics x [S] of parameters z [P]; X is a pack or a dual over it.
  template <class X>
  EPI_FLATTEN void evaluate(const X* z, Rows& rows, X* x) {
    ParametersOf<M, X> parameters{};
    read_leaves(parameters, z);
    write_leaves(statistics(parameters, rows), x);
  }

  /// The same, recorded for `pull_back`.
  void record(const R* z, Rows& rows, R* x) {
    tape_.clear();
    ParametersOf<M, Variable<R>> parameters{};
    for_each_leaf(parameters, [&](Variable<R>& leaf) { leaf = Variable<R>::leaf(*z++, tape_); });
    write_leaves(statistics(parameters, rows), statistics_.data());
    for (const Variable<R>& statistic : statistics_) *x++ = statistic.value();
  }

  /// g [P] = cotangent [S] times dx/dz of the recorded calculation.
  void pull_back(const R* cotangent, R* g) {
    tape_.zero_adjoints();
    for (std::size_t s = 0; s < statistics_.size(); ++s) {
      if (statistics_[s].index() >= 0) tape_.adjoint(statistics_[s].index()) += cotangent[s];
    }
    tape_.sweep();
    for (int p = 0; p < kParameters; ++p) g[p] = tape_.adjoint(p);  // the parameters are the first leaves
  }

 private:
  template <class X>
  StatisticsOf<M, X> statistics(const ParametersOf<M, X>& parameters, [[maybe_unused]] Rows& rows) const {
    if constexpr (detail::StatisticsTakeRows<M, X>::value) {
      return model_.template statistics<X>(parameters, rows);
    } else {
      return model_.template statistics<X>(parameters);
    }
  }

  const M& model_;
  Tape<R> tape_;
  std::array<Variable<R>, kStatistics> statistics_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
