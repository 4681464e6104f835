#pragma once

#include <type_traits>
#include <vector>

#include "batch.hpp"
#include "closed_form.hpp"
#include "declaration.hpp"
#include "dual.hpp"
#include "dynamics.hpp"
#include "settings_reader.hpp"

namespace epi::sdk {

namespace detail {

template <class M, class = void>
struct HasPrepare : std::false_type {};
template <class M>
struct HasPrepare<M, std::void_t<decltype(std::declval<M&>().prepare())>> : std::true_type {};

/// A model with its settings in place and its tables prepared.
template <class M>
M configured_model(const std::string& settings_json) {
  M model{};
  auto settings = read_settings(settings_json, declaration_of<M>().settings());
  if constexpr (!std::is_same_v<SettingsOf<M>, NoSettings>) model.settings = std::move(settings);
  if constexpr (HasPrepare<M>::value) model.prepare();
  return model;
}

}  // namespace detail

/// One instance of a model at work: batches in, statistics and derivatives out. Not thread-safe; instances
/// are independent. After the first call of a kind no call allocates.
template <class M>
class Engine {
 public:
  using R = Rows8;
  using Traits = ModelTraits<M>;
  using Evaluator = std::conditional_t<Traits::kDynamical, Dynamics<M>, ClosedForm<M>>;
  static constexpr int P = Traits::kParameters;
  static constexpr int S = Traits::kStatistics;
  /// Up to this many parameters forward derivatives are cheaper than a backward sweep.
  static constexpr int kMostTangents = 4;
  static constexpr int kRoom = P > kMostTangents ? P : kMostTangents;

  explicit Engine(const std::string& settings_json)
      : model_(detail::configured_model<M>(settings_json)), evaluator_(model_) {
    const Declaration<M>& declared = declaration_of<M>();
    for (std::size_t p = 0; p < P; ++p) {
      lower_[p] = declared.parameters()[p].lower();
      upper_[p] = declared.parameters()[p].upper();
      defaults_[p] = declared.parameters()[p].default_value();
    }
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const M& model() const { return model_; }
  Evaluator& evaluator() { return evaluator_; }

  void simulate(const epi_call& call, const epi_cmat* z, const epi_mat* x) {
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(x, "x", z->rows, S);
    each_pack(call, *z, {x, nullptr}, [&](Batch<P>& batch, const R* parameters, Rows& rows) {
      R statistics[S];
      evaluator_.evaluate(parameters, rows, statistics);
      batch.settle(rows, statistics, S);
      batch.store(statistics, *x);
    });
  }

  /// jac [n, S * n_active], statistic-major; x may be null.
  void jacobian(const epi_call& call, const epi_cmat* z, const epi_mat* x, const epi_mat* jac) {
    const int n_active = choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(jac, "jac", z->rows, static_cast<std::int64_t>(S) * n_active);
    each_pack(call, *z, {x, jac}, [&](Batch<P>& batch, const R* parameters, Rows& rows) {
      R outputs[S + S * kRoom];  // statistics, then the Jacobian
      differentiate(parameters, rows, n_active, outputs);
      batch.settle(rows, outputs, S + S * n_active);
      if (x) batch.store(outputs, *x);
      batch.store(outputs + S, *jac);
    });
  }

  /// g [n, n_active] = cot [n, S] times dx/dz; x may be null.
  void vjp(const epi_call& call, const epi_cmat* z, const epi_cmat* cot, const epi_mat* x, const epi_mat* g) {
    const int n_active = choose_active(call);
    require_shape(z, "z", z ? z->rows : 0, P);
    require_shape(cot, "cot", z->rows, S);
    if (x) require_shape(x, "x", z->rows, S);
    require_shape(g, "g", z->rows, n_active);
    each_pack(call, *z, {x, g}, [&](Batch<P>& batch, const R* parameters, Rows& rows) {
      R outputs[S + kRoom];  // statistics, then the gradient
      R cotangent[S];
      load_cotangent(batch, *cot, cotangent);
      pull_back(parameters, rows, n_active, cotangent, outputs);
      batch.settle(rows, outputs, S + n_active);
      if (x) batch.store(outputs, *x);
      batch.store(outputs + S, *g);
    });
  }

  /// Runs `work(parameters, rows)` for a single row z; if the row is illegal or `y` comes out not finite,
  /// marks it and fills y with NaN.
  template <class Work>
  void one_row(const epi_call& call, const epi_cmat& z, const epi_mat& y, Work work) {
    Batch<P> batch(call, z, lower_, upper_, defaults_, Traits::kStochastic);
    Poll poll(call.should_stop, call.ctx);
    Rows rows(call.seed, poll);
    R parameters[P];
    batch.load(0, parameters, rows);
    work(parameters, rows);
    bool finite = true;
    for (std::int64_t k = 0; k < y.rows; ++k) {
      for (std::int64_t c = 0; c < y.cols; ++c) finite = finite && std::isfinite(element(y, k, c));
    }
    const R witness(finite ? 0.0 : kInfinity);
    batch.settle(rows, &witness, 1);
    if (call.row_status[0] == EPI_ROW_OK) return;
    for (std::int64_t k = 0; k < y.rows; ++k) {
      for (std::int64_t c = 0; c < y.cols; ++c) element(y, k, c) = std::numeric_limits<double>::quiet_NaN();
    }
  }

 private:
  struct Outputs {
    const epi_mat *first, *second;
  };

  template <class Work>
  void each_pack(const epi_call& call, const epi_cmat& z, Outputs outputs, Work work) {
    Batch<P> batch(call, z, lower_, upper_, defaults_, Traits::kStochastic);
    Poll poll(call.should_stop, call.ctx);
    std::int64_t first = 0;
    try {
      for (; first < batch.size(); first += R::kWidth) {
        poll.check();
        Rows rows(call.seed, poll);
        R parameters[P];
        batch.load(first, parameters, rows);
        work(batch, parameters, rows);
      }
    } catch (...) {
      batch.abandon(first, outputs.first);
      batch.abandon(first, outputs.second);
      throw;
    }
  }

  /// Notes the parameters to differentiate by. @throws Failure(EPI_E_ARG) if they are not distinct
  /// parameters.
  int choose_active(const epi_call& call) {
    if (!call.active) {
      for (int p = 0; p < P; ++p) active_[p] = p;
      return P;
    }
    if (call.n_active < 1 || call.n_active > P) {
      throw Failure(EPI_E_ARG, "n_active is " + std::to_string(call.n_active) + ", must be between 1 and " +
                                   std::to_string(P));
    }
    for (int k = 0; k < call.n_active; ++k) {
      const std::int32_t p = call.active[k];
      if (p < 0 || p >= P) {
        throw Failure(EPI_E_ARG, "active[" + std::to_string(k) + "] is " + std::to_string(p) +
                                     ", not the index of a parameter");
      }
      for (int j = 0; j < k; ++j) {
        if (active_[j] == p) {
          throw Failure(EPI_E_ARG, "parameter " + std::to_string(p) + " is active twice");
        }
      }
      active_[k] = p;
    }
    return call.n_active;
  }

  static void load_cotangent(const Batch<P>& batch, const epi_cmat& cot, R* cotangent) {
    for (int s = 0; s < S; ++s) {
      alignas(R) double lanes[R::kWidth] = {};
      for (int lane = 0; lane < R::kWidth; ++lane) {
        if (batch.row(lane) >= 0) lanes[lane] = element(cot, batch.row(lane), s);
      }
      cotangent[s] = R::load(lanes);
    }
  }

  /// Statistics [S], then the Jacobian [S, n_active].
  void differentiate(const R* z, Rows& rows, int n_active, R* outputs) {
    if (P <= 2 || n_active <= 2) {
      tangents<2>(z, rows, n_active, outputs);
    } else if constexpr (P > 2) {
      many_tangents(z, rows, n_active, outputs);
    }
  }

  void many_tangents(const R* z, Rows& rows, int n_active, R* outputs) {
    if (P <= kMostTangents || n_active <= kMostTangents) {
      tangents<kMostTangents>(z, rows, n_active, outputs);
    } else if constexpr (P > kMostTangents) {
      evaluator_.record(z, rows, outputs);
      R* row = outputs + S;
      for (int s = 0; s < S; ++s, row += n_active) {
        R cotangent[S], g[P];
        for (int i = 0; i < S; ++i) cotangent[i] = R(i == s ? 1 : 0);
        evaluator_.pull_back(cotangent, g);
        for (int k = 0; k < n_active; ++k) row[k] = g[active_[k]];
      }
    }
  }

  template <int K>
  void tangents(const R* z, Rows& rows, int n_active, R* outputs) {
    Dual<R, K> parameters[P], statistics[S];
    for (int p = 0; p < P; ++p) parameters[p] = z[p];
    for (int k = 0; k < n_active; ++k) {
      parameters[active_[k]].derivative[k] = R(1);
    }
    evaluator_.evaluate(parameters, rows, statistics);
    for (int s = 0; s < S; ++s) {
      outputs[s] = statistics[s].value;
      for (int k = 0; k < n_active; ++k) outputs[S + s * n_active + k] = statistics[s].derivative[k];
    }
  }

  /// Statistics [S], then the gradient [n_active].
  void pull_back(const R* z, Rows& rows, int n_active, const R* cotangent, R* outputs) {
    if (P <= kMostTangents || n_active <= kMostTangents) {
      R all[S + S * kMostTangents];
      differentiate(z, rows, n_active, all);
      for (int s = 0; s < S; ++s) outputs[s] = all[s];
      for (int k = 0; k < n_active; ++k) {
        R sum(0);
        for (int s = 0; s < S; ++s) sum += cotangent[s] * all[S + s * n_active + k];
        outputs[S + k] = sum;
      }
    } else if constexpr (P > kMostTangents) {
      R g[P];
      evaluator_.record(z, rows, outputs);
      evaluator_.pull_back(cotangent, g);
      for (int k = 0; k < n_active; ++k) outputs[S + k] = g[active_[k]];
    }
  }

  M model_;
  Evaluator evaluator_;
  typename Batch<P>::Bounds lower_, upper_, defaults_;
  std::array<std::int32_t, kRoom> active_{};
};

}  // namespace epi::sdk
