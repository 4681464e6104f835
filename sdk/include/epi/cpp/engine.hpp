#pragma once

#include <functional>
#include <string>

#include "batch.hpp"
#include "declaration.hpp"
#include "rows.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// One instance of a model at work: batches in, statistics and derivatives out. Not thread-safe; instances
/// are independent. After the first call of a kind no call allocates.
template <class M>
class Engine {
 public:
  static constexpr int S = ModelTraits<M>::kStatistics;

  explicit Engine(M model) : model_(std::move(model)), parameters_(parameters_of(model_)) {
    for (const ParameterText& p : parameters_) {
      bounds_.lower.push_back(p.lower());
      bounds_.upper.push_back(p.upper());
      bounds_.defaults.push_back(p.default_value());
    }
    active_.resize(parameters_.size());
  }
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const M& model() const { return model_; }
  /// The parameters of this instance, as described.
  const std::vector<ParameterText>& parameters() const { return parameters_; }
  int n_parameters() const { return static_cast<int>(parameters_.size()); }

  virtual void simulate(const epi_call& call, const epi_cmat* z, const epi_mat* x) = 0;
  /// jac [n, S * n_active], statistic-major; x may be null.
  virtual void jacobian(const epi_call& call, const epi_cmat* z, const epi_mat* x, const epi_mat* jac) = 0;
  /// g [n, n_active] = cot [n, S] times dx/dz; x may be null. Not of models that work row by row.
  virtual void vjp(const epi_call&, const epi_cmat*, const epi_cmat*, const epi_mat*, const epi_mat*) {
    throw Failure(EPI_E_UNSUPPORTED, "this model has no vector-Jacobian product");
  }
  /// States y [points, conditions * units] of the single row z [P], `stride` steps apart; only of dynamical
  /// models.
  virtual void states(const double*, Rows&, std::int64_t, const epi_mat&) {
    throw Failure(EPI_E_UNSUPPORTED, "this model has no states");
  }

  /// Runs `work(parameters, rows)` for a single row z; if the row is illegal or `y` comes out not finite,
  /// marks it and fills y with NaN.
  void one_row(const epi_call& call, const epi_cmat& z, const epi_mat& y,
               const std::function<void(const double*, Rows&)>& work) {
    const Batch batch(call, z, bounds_, ModelTraits<M>::kStochastic);
    Poll poll(call.should_stop, call.ctx);
    Rows rows(call.seed, poll);
    for (int lane = 0; lane < Rows::kMaxWidth; ++lane) rows.set_sample(lane, batch.sample(0));
    std::vector<double> parameters(parameters_.size());
    std::uint8_t status = batch.read(0, parameters.size(), parameters.data());
    work(parameters.data(), rows);
    bool finite = true;
    for (std::int64_t k = 0; k < y.rows; ++k) {
      for (std::int64_t c = 0; c < y.cols; ++c) finite = finite && std::isfinite(element(y, k, c));
    }
    if (status == EPI_ROW_OK) status = rows.status(0);
    if (status == EPI_ROW_OK && !finite) status = EPI_ROW_NONFINITE;
    batch.finish(0, status);
    if (status == EPI_ROW_OK) return;
    for (std::int64_t k = 0; k < y.rows; ++k) {
      for (std::int64_t c = 0; c < y.cols; ++c) element(y, k, c) = std::numeric_limits<double>::quiet_NaN();
    }
  }

 protected:
  const ParameterBounds& bounds() const { return bounds_; }

  /// Notes the parameters to differentiate by, and counts them. @throws Failure(EPI_E_ARG) if they are not
  /// distinct parameters.
  int choose_active(const epi_call& call) {
    const int n_parameters = this->n_parameters();
    if (!call.active) {
      for (int p = 0; p < n_parameters; ++p) active_[p] = p;
      return n_parameters;
    }
    if (call.n_active < 1 || call.n_active > n_parameters) {
      throw Failure(EPI_E_ARG, "n_active is " + std::to_string(call.n_active) + ", must be between 1 and " +
                                   std::to_string(n_parameters));
    }
    for (int k = 0; k < call.n_active; ++k) {
      const std::int32_t p = call.active[k];
      if (p < 0 || p >= n_parameters) {
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
  int active(int k) const { return active_[k]; }

 private:
  M model_;
  std::vector<ParameterText> parameters_;
  ParameterBounds bounds_;
  std::vector<std::int32_t> active_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
