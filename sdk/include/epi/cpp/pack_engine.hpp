#pragma once

#include <type_traits>

#include "closed_form.hpp"
#include "dynamics.hpp"
#include "engine.hpp"
#include "row_pack.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The engine of models without trials: the lanes of a pack are rows. R is the pack, Rows8 or Rows16f.
template <class M, class Pack>
class PackEngine final : public Engine<M> {
 public:
  using R = Pack;
  using Traits = ModelTraits<M>;
  using Evaluator = std::conditional_t<Traits::kDynamical, Dynamics<M, R>, ClosedForm<M, R>>;
  static constexpr int P = Traits::kParameters;
  static constexpr int S = Engine<M>::S;

  explicit PackEngine(M model) : Engine<M>(std::move(model)), evaluator_(this->model()) {}

  void simulate(const epi_call& call, const epi_cmat* z, const epi_mat* x) override {
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(x, "x", z->rows, S);
    each_pack(call, *z, {x, nullptr}, [&](RowPack<P, R>& pack, const R* parameters, Rows& rows) {
      R statistics[S];
      evaluator_.evaluate(parameters, rows, statistics);
      pack.settle(rows, statistics, S);
      pack.store(statistics, *x);
    });
  }

  void jacobian(const epi_call& call, const epi_cmat* z, const epi_mat* x, const epi_mat* jac) override {
    const int n_active = this->choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(jac, "jac", z->rows, static_cast<std::int64_t>(S) * n_active);
    each_pack(call, *z, {x, jac}, [&](RowPack<P, R>& pack, const R* parameters, Rows& rows) {
      R outputs[S + S * P];  // statistics, then the Jacobian
      differentiate(parameters, rows, n_active, outputs);
      pack.settle(rows, outputs, S + S * n_active);
      if (x) pack.store(outputs, *x);
      pack.store(outputs + S, *jac);
    });
  }

  void vjp(const epi_call& call, const epi_cmat* z, const epi_cmat* cot, const epi_mat* x,
           const epi_mat* g) override {
    const int n_active = this->choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(cot, "cot", z->rows, S);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(g, "g", z->rows, n_active);
    each_pack(call, *z, {x, g}, [&](RowPack<P, R>& pack, const R* parameters, Rows& rows) {
      R outputs[S + P];  // statistics, then the gradient
      R cotangent[S];
      load_cotangent(pack, *cot, cotangent);
      pull_back(parameters, rows, n_active, cotangent, outputs);
      pack.settle(rows, outputs, S + n_active);
      if (x) pack.store(outputs, *x);
      pack.store(outputs + S, *g);
    });
  }

  void states([[maybe_unused]] const double* z, [[maybe_unused]] Rows& rows,
              [[maybe_unused]] std::int64_t stride, [[maybe_unused]] const epi_mat& y) override {
    if constexpr (Traits::kDynamical) {
      R parameters[P];
      for (int p = 0; p < P; ++p) parameters[p] = R(z[p]);
      const R* path = evaluator_.run(parameters, rows, stride * (y.rows - 1));
      for (std::int64_t k = 0; k < y.rows; ++k) {
        for (std::int64_t c = 0; c < y.cols; ++c) {
          element(y, k, c) = static_cast<double>(path[k * stride * y.cols + c].lane(0));
        }
      }
    }
  }

 private:
  struct Outputs {
    const epi_mat *first, *second;
  };

  template <class Work>
  void each_pack(const epi_call& call, const epi_cmat& z, Outputs outputs, Work work) {
    const Batch batch(call, z, this->bounds(), Traits::kStochastic);
    RowPack<P, R> pack(batch);
    Poll poll(call.should_stop, call.ctx);
    std::int64_t first = 0;
    try {
      for (; first < batch.size(); first += R::kWidth) {
        poll.check();
        Rows rows(call.seed, poll);
        R parameters[P];
        pack.load(first, parameters, rows);
        work(pack, parameters, rows);
      }
    } catch (...) {
      batch.abandon(first, outputs.first);
      batch.abandon(first, outputs.second);
      throw;
    }
  }

  static void load_cotangent(const RowPack<P, R>& pack, const epi_cmat& cot, R* cotangent) {
    for (int s = 0; s < S; ++s) {
      alignas(R) typename R::Scalar lanes[R::kWidth] = {};
      for (int lane = 0; lane < R::kWidth; ++lane) {
        if (pack.row(lane) >= 0)
          lanes[lane] = static_cast<typename R::Scalar>(element(cot, pack.row(lane), s));
      }
      cotangent[s] = R::load(lanes);
    }
  }

  /// Forward derivatives if the model has few parameters, or is differentiated by a few of many; else one
  /// backward sweep a statistic.
  static constexpr bool kForward = P <= Evaluator::kMostTangents;
  static constexpr int kFewOfMany = 4;

  /// Statistics [S], then the Jacobian [S, n_active].
  void differentiate(const R* z, Rows& rows, int n_active, R* outputs) {
    if constexpr (kForward) {
      // The code of each number of tangents is large: a model gets that for all its parameters, and one for
      // the usual two or four free ones.
      constexpr int few = P > 4 ? 4 : 2;
      if (few < P && n_active > few) {
        tangents<P>(z, rows, n_active, outputs);
      } else {
        tangents<(few < P ? few : P)>(z, rows, n_active, outputs);
      }
    } else if (n_active <= kFewOfMany) {
      tangents<kFewOfMany>(z, rows, n_active, outputs);
    } else {
      evaluator_.record(z, rows, outputs);
      R* row = outputs + S;
      for (int s = 0; s < S; ++s, row += n_active) {
        R cotangent[S], g[P];
        for (int i = 0; i < S; ++i) cotangent[i] = R(i == s ? 1 : 0);
        evaluator_.pull_back(cotangent, g);
        for (int k = 0; k < n_active; ++k) row[k] = g[this->active(k)];
      }
    }
  }

  template <int K>
  void tangents(const R* z, Rows& rows, int n_active, R* outputs) {
    Dual<R, K> parameters[P], statistics[S];
    for (int p = 0; p < P; ++p) parameters[p] = z[p];
    for (int k = 0; k < n_active; ++k) {
      parameters[this->active(k)].derivative[k] = R(1);
    }
    evaluator_.evaluate(parameters, rows, statistics);
    for (int s = 0; s < S; ++s) {
      outputs[s] = statistics[s].value;
      for (int k = 0; k < n_active; ++k) outputs[S + s * n_active + k] = statistics[s].derivative[k];
    }
  }

  /// Statistics [S], then the gradient [n_active].
  void pull_back(const R* z, Rows& rows, int n_active, const R* cotangent, R* outputs) {
    if (kForward || n_active <= kFewOfMany) {
      R all[S + S * P];
      differentiate(z, rows, n_active, all);
      for (int s = 0; s < S; ++s) outputs[s] = all[s];
      for (int k = 0; k < n_active; ++k) {
        R sum(0);
        for (int s = 0; s < S; ++s) sum += cotangent[s] * all[S + s * n_active + k];
        outputs[S + k] = sum;
      }
    } else {
      R g[P];
      evaluator_.record(z, rows, outputs);
      evaluator_.pull_back(cotangent, g);
      for (int k = 0; k < n_active; ++k) outputs[S + k] = g[this->active(k)];
    }
  }

  Evaluator evaluator_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
