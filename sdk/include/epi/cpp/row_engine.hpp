#pragma once

#include <vector>

#include "engine.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// What names the noise of a row: its draws are functions of (seed, sample, stream, block) (abi/random.h).
struct RowNoise {
  std::uint64_t seed, sample;
};

/// The engine of models that work row by row, with derivatives of their own, and as many parameters as their
/// settings say. T is the arithmetic, double or float. The author's `template <class T> class Evaluator` is
/// made once from the model, owns the scratch memory, and is called for every legal row:
///   Evaluator(const Model&);
///   std::uint8_t operator()(const double* z, const RowNoise& noise, double* x, double* jacobian);
/// It writes statistics x [S] and, unless it is null, jacobian [S, P], and returns EPI_ROW_OK or why the row
/// failed; the statistics are the same bits with and without the Jacobian. There is no vector-Jacobian
/// product: with the whole Jacobian the host needs one pass instead of two.
template <class M, class T>
class RowEngine final : public Engine<M> {
 public:
  static constexpr int S = Engine<M>::S;

  explicit RowEngine(M model)
      : Engine<M>(std::move(model)),
        evaluator_(this->model()),
        z_(this->parameters().size()),
        jacobian_(S * this->parameters().size()),
        active_jacobian_(jacobian_.size()) {}

  void simulate(const epi_call& call, const epi_cmat* z, const epi_mat* x) override {
    require_shape(z, "z", z ? z->rows : 0, this->n_parameters());
    require_shape(x, "x", z->rows, S);
    run(call, *z, x, nullptr, 0);
  }

  void jacobian(const epi_call& call, const epi_cmat* z, const epi_mat* x, const epi_mat* jac) override {
    const int n_active = this->choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, this->n_parameters());
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(jac, "jac", z->rows, static_cast<std::int64_t>(S) * n_active);
    run(call, *z, x, jac, n_active);
  }

 private:
  void run(const epi_call& call, const epi_cmat& z, const epi_mat* x, const epi_mat* jac, int n_active) {
    const Batch batch(call, z, this->bounds(), ModelTraits<M>::kStochastic);
    Poll poll(call.should_stop, call.ctx);
    std::int64_t row = 0;
    try {
      for (; row < batch.size(); ++row) {
        poll.check();
        std::uint8_t status = batch.read(row, z_.size(), z_.data());
        double statistics[S] = {};
        if (status == EPI_ROW_OK) {
          status = evaluator_(z_.data(), RowNoise{call.seed, batch.sample(row)}, statistics,
                              jac ? jacobian_.data() : nullptr);
        }
        if (jac) select_active(n_active);
        if (status == EPI_ROW_OK && !finite(statistics, S)) status = EPI_ROW_NONFINITE;
        if (status == EPI_ROW_OK && !finite(active_jacobian_.data(), S * n_active))
          status = EPI_ROW_NONFINITE;
        batch.finish(row, status);
        if (x) batch.store(row, statistics, *x);
        if (jac) batch.store(row, active_jacobian_.data(), *jac);
      }
    } catch (...) {
      batch.abandon(row, x);
      batch.abandon(row, jac);
      throw;
    }
  }

  void select_active(int n_active) {
    for (int s = 0; s < S; ++s) {
      for (int k = 0; k < n_active; ++k) {
        active_jacobian_[s * n_active + k] = jacobian_[s * this->n_parameters() + this->active(k)];
      }
    }
  }

  static bool finite(const double* values, int count) {
    bool all = true;
    for (int i = 0; i < count; ++i) all = all && std::isfinite(values[i]);
    return all;
  }

  typename M::template Evaluator<T> evaluator_;
  std::vector<double> z_, jacobian_, active_jacobian_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
