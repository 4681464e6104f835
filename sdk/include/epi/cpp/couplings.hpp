#pragma once

#include "model_traits.hpp"
#include "tape.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// What the steps of a run see of the parameters: the parameters themselves, or what the model's `derive`
/// makes of them once a run.
template <class M, class R>
class Couplings {
 public:
  static constexpr int kParameters = ModelTraits<M>::kParameters;
  static constexpr bool kDerived = detail::CouplingsOf<M, double>::kDerived;
  static constexpr int kCount = leaf_count<typename detail::CouplingsOf<M, double>::type>();

  explicit Couplings(const M& model) : model_(model) {}

  /// The couplings [kCount] of z [P]; X is a pack or a dual over it.
  template <class X>
  void evaluate(const X* z, X* couplings) const {
    if constexpr (kDerived) {
      ParametersOf<M, X> parameters{};
      read_leaves(parameters, z);
      write_leaves(model_.template derive<X>(parameters), couplings);
    } else {
      for (int p = 0; p < kParameters; ++p) couplings[p] = z[p];
    }
  }

  /// Prepares `pull_back` at z [P].
  void record(const R* z) {
    if constexpr (kDerived) {
      tape_.clear();
      ParametersOf<M, Variable<R>> parameters{};
      for_each_leaf(parameters, [&](Variable<R>& leaf) { leaf = Variable<R>::leaf(*z++, tape_); });
      write_leaves(model_.template derive<Variable<R>>(parameters), variables_.data());
    }
  }

  /// Adds adjoints [kCount] times d(couplings)/dz of the recorded ones to g [P].
  void pull_back(const R* adjoints, R* g) {
    if constexpr (kDerived) {
      tape_.zero_adjoints();
      for (std::size_t i = 0; i < variables_.size(); ++i) {
        if (variables_[i].index() >= 0) tape_.adjoint(variables_[i].index()) += adjoints[i];
      }
      tape_.sweep();
      for (int p = 0; p < kParameters; ++p) g[p] += tape_.adjoint(p);  // the parameters are the first leaves
    } else {
      for (int p = 0; p < kParameters; ++p) g[p] += adjoints[p];
    }
  }

 private:
  const M& model_;
  Tape<R> tape_;
  std::array<Variable<R>, kCount> variables_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
