#pragma once

#include "model_traits.hpp"
#include "tape.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The first state of a run, `initial` of the model, with its derivative by the parameters.
template <class M, class R>
class Start {
 public:
  static constexpr int kParameters = ModelTraits<M>::kParameters;
  static constexpr int kUnits = leaf_count<typename M::template State<double>>();

  explicit Start(const M& model) : model_(model) {}

  /// The state [units] at t = 0; X is a pack or a dual over it.
  template <class X>
  void evaluate(const X* z, X* state) const {
    ParametersOf<M, X> parameters{};
    read_leaves(parameters, z);
    write_leaves(model_.template initial<X>(parameters), state);
  }

  /// Prepares `pull_back` at z [P].
  void record(const R* z) {
    tape_.clear();
    ParametersOf<M, Variable<R>> parameters{};
    for_each_leaf(parameters, [&](Variable<R>& leaf) { leaf = Variable<R>::leaf(*z++, tape_); });
    write_leaves(model_.template initial<Variable<R>>(parameters), units_.data());
  }

  /// Whether the recorded start depends on any parameter.
  bool depends_on_parameters() const {
    for (const Variable<R>& unit : units_) {
      if (unit.index() >= 0) return true;
    }
    return false;
  }

  /// Adds adjoints [units] times d(state)/dz of the recorded start to g [P].
  void pull_back(const R* adjoints, R* g) {
    tape_.zero_adjoints();
    for (std::size_t u = 0; u < units_.size(); ++u) {
      if (units_[u].index() >= 0) tape_.adjoint(units_[u].index()) += adjoints[u];
    }
    tape_.sweep();
    for (int p = 0; p < kParameters; ++p) g[p] += tape_.adjoint(p);  // the parameters are the first leaves
  }

 private:
  const M& model_;
  Tape<R> tape_;
  std::array<Variable<R>, kUnits> units_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
