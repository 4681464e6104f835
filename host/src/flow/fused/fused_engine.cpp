#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "flow/fused/layer.h"
#include "flow/training_engine.h"

namespace epi::flow {
namespace {

using fused::Buffer;
using fused::kTile;
using fused::SupportKind;

SupportKind kind_of(const Support& s) {
  if (s.has_lower()) return s.has_upper() ? SupportKind::interval : SupportKind::above;
  return s.has_upper() ? SupportKind::below : SupportKind::real;
}

// The support map's inverse at a point that is rounded to T and then moved to the inside (support_map.h).
template <class T>
double unconstrained(const Support& support, double z) {
  const SupportKind kind = kind_of(support);
  if (kind == SupportKind::real) return z;
  constexpr T infinity = std::numeric_limits<T>::infinity();
  T inside = static_cast<T>(z);
  inside = std::max(inside, std::nextafter(static_cast<T>(support.lower), infinity));
  inside = std::min(inside, std::nextafter(static_cast<T>(support.upper), -infinity));
  const double at = static_cast<double>(inside);
  const auto inverse_softplus = [](double y) { return y + std::log(-std::expm1(-y)); };
  if (kind == SupportKind::above) return inverse_softplus(at - support.lower);
  if (kind == SupportKind::below) return -inverse_softplus(support.upper - at);
  const double from_lower = at - support.lower, from_upper = support.upper - at;
  const double share = std::max(std::min(from_lower, from_upper) / (support.upper - support.lower),
                                static_cast<double>(std::numeric_limits<T>::min()));
  const double below = -std::sqrt(2.0) * boost::math::erfc_inv(2.0 * share);
  return from_lower < from_upper ? below : -below;
}

template <class T>
class FusedEngine : public TrainingEngine {
 public:
  FusedEngine(const FlowSpec& spec, BatchNorm::Mode mode) : FusedEngine(spec, layout_of(spec), mode) {}

  void set_weights(std::span<const double> weights) override {
    EPI_CHECK(weights.size() == weights_.size());
    std::ranges::transform(weights, weights_.begin(), [](double w) { return static_cast<T>(w); });
    for (const auto& layer : layers_) layer->prepare(weights_.data());
  }

  void forward(const Matrix& base_sample, std::span<double> moments, Draw& draw) override {
    begin(base_sample.rows());
    work_.moments = moments;
    kernels_.pack(work_.batch, columns_, base_sample.data(), state(0));
    for (std::size_t k = 0; k < layers_.size(); ++k) layers_[k]->forward(work_, state(k), state(k + 1));
    kernels_.support_forward(support_.data(), columns_, work_.batch, unconstrained_state(), z_.data(),
                             slope_.data(), work_.log_det.data());
    if (draw.z.rows() != base_sample.rows() || draw.z.cols() != base_sample.cols())
      draw.z = Matrix(base_sample.rows(), base_sample.cols());
    kernels_.unpack(work_.batch, columns_, z_.data(), draw.z.data());
    clamp(draw.z);
    log_prob(draw.log_prob);
  }

  void backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient, EntropyGradient how,
                std::span<double> weight_gradient) override {
    begin_gradient(log_prob_gradient);
    if (how == EntropyGradient::path) {
      // The slope of log q at z with the weights held, as the gradient of u.
      base_gradient();
      for (std::size_t k = 0; k < layers_.size(); ++k) layers_[k]->score(work_, state(k), g_.data(), nullptr);
      log_det_backward();
      std::swap(g_, along_);
    }
    kernels_.pack(work_.batch, columns_, z_gradient.data(), g_.data());
    kernels_.support_backward(columns_, work_.batch, slope_.data(), g_.data());
    if (how == EntropyGradient::path) {
      for (std::size_t i = 0; i < work_.numbers(columns_); ++i) g_.data()[i] += along_.data()[i];
      std::fill_n(work_.g_log_det.data(), work_.numbers(1), T(0));
      work_.g_log_det_sum = 0.0;
    } else {
      log_det_backward();
    }
    for (std::size_t k = layers_.size(); k-- > 0;)
      layers_[k]->backward(work_, state(k), state(k + 1), g_.data(), gradient_.data());
    std::ranges::copy(gradient_, weight_gradient.begin());
  }

  void score(std::span<const double> log_prob_gradient, std::span<double> weight_gradient) override {
    begin_gradient(log_prob_gradient);
    base_gradient();
    for (std::size_t k = 0; k < layers_.size(); ++k)
      layers_[k]->score(work_, state(k), g_.data(), gradient_.data());
    std::ranges::copy(gradient_, weight_gradient.begin());
  }

  void log_prob(const Matrix& z, std::vector<double>& out) override {
    begin(z.rows());
    Matrix u(z.rows(), z.cols());
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      for (std::int64_t j = 0; j < z.cols(); ++j)
        u(i, j) = unconstrained<T>(bounds_[static_cast<std::size_t>(j)], z(i, j));
    }
    kernels_.pack(work_.batch, columns_, u.data(), unconstrained_state());
    kernels_.support_forward(support_.data(), columns_, work_.batch, unconstrained_state(), z_.data(),
                             slope_.data(), work_.log_det.data());
    for (std::size_t k = layers_.size(); k-- > 0;) layers_[k]->inverse(work_, state(k + 1), state(k));
    log_prob(out);
  }

  double negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient) override {
    std::vector<double> values;
    log_prob(z, values);
    double sum = 0.0;
    for (const double value : values) sum -= value;
    const auto n = static_cast<double>(values.size());
    score(std::vector<double>(values.size(), -1.0 / n), weight_gradient);
    return sum / n;
  }

 private:
  FusedEngine(const FlowSpec& spec, const FlowLayout& layout, BatchNorm::Mode mode)
      : columns_(static_cast<int>(spec.support.size())),
        bounds_(spec.support),
        weights_(static_cast<std::size_t>(layout.n_weights)),
        gradient_(weights_.size()),
        layers_(fused::build_layers<T>(spec, layout, mode)),
        states_(layers_.size() + 1) {
    for (const Support& s : bounds_)
      support_.push_back({kind_of(s), static_cast<T>(s.lower), static_cast<T>(s.upper)});
  }

  T* state(std::size_t k) { return states_[k].data(); }
  T* unconstrained_state() { return states_.back().data(); }

  void begin(std::int64_t samples) {
    work_.batch = {samples, (samples + kTile<T> - 1) / kTile<T>};
    const std::size_t numbers = work_.numbers(columns_), of_samples = work_.numbers(1);
    for (Buffer<T>& state : states_) state.require(numbers);
    for (Buffer<T>* buffer : {&z_, &slope_, &g_, &along_}) buffer->require(numbers);
    for (Buffer<T>* buffer : {&work_.log_det, &work_.g_log_det, &base_log_prob_}) buffer->require(of_samples);
    std::fill_n(work_.log_det.data(), of_samples, T(0));
    work_.log_det_of_all = 0.0;
  }

  void log_prob(std::vector<double>& out) {
    kernels_.base_log_prob(work_.batch, columns_, state(0), base_log_prob_.data());
    out.resize(static_cast<std::size_t>(work_.batch.samples));
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<double>(base_log_prob_.data()[i] - work_.log_det.data()[i]) - work_.log_det_of_all;
    }
  }

  // Rounding at the edges of the support undone.
  void clamp(Matrix& z) const {
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      for (std::size_t j = 0; j < bounds_.size(); ++j) {
        double& value = z(i, static_cast<std::int64_t>(j));
        value = std::clamp(value, bounds_[j].lower, bounds_[j].upper);
      }
    }
  }

  // log q = log N(base) - log_det.
  void begin_gradient(std::span<const double> log_prob_gradient) {
    EPI_CHECK(static_cast<long>(log_prob_gradient.size()) == work_.batch.samples);
    std::ranges::fill(gradient_, T(0));
    T* g = work_.g_log_det.data();
    std::fill_n(g, work_.numbers(1), T(0));
    work_.g_log_det_sum = 0.0;
    for (std::size_t i = 0; i < log_prob_gradient.size(); ++i) {
      g[i] = static_cast<T>(-log_prob_gradient[i]);
      work_.g_log_det_sum -= log_prob_gradient[i];
    }
  }

  // Of log N(x; 0, 1) by x, weighted: -x times the weight.
  void base_gradient() {
    const T* x = state(0);
    const T* weight = work_.g_log_det.data();
    T* g = g_.data();
    for (long tile = 0; tile < work_.batch.tiles; ++tile, weight += kTile<T>) {
      for (int j = 0; j < columns_; ++j, x += kTile<T>, g += kTile<T>) {
        for (int lane = 0; lane < kTile<T>; ++lane) g[lane] = x[lane] * weight[lane];
      }
    }
  }

  void log_det_backward() {
    kernels_.support_log_det_backward(support_.data(), columns_, work_.batch, unconstrained_state(),
                                      slope_.data(), work_.g_log_det.data(), g_.data());
  }

  const fused::LayerKernels<T>& kernels_ = fused::layer_kernels<T>();
  int columns_;
  std::vector<Support> bounds_;
  std::vector<fused::SupportColumn<T>> support_;
  std::vector<T> weights_, gradient_;
  std::vector<std::unique_ptr<fused::Layer<T>>> layers_;
  fused::Workspace<T> work_;
  std::vector<Buffer<T>> states_;        // what enters each layer; the last is u
  Buffer<T> z_, slope_;                  // of the support map
  Buffer<T> g_, along_, base_log_prob_;  // gradients on their way, and log N of the base samples
};

}  // namespace

std::unique_ptr<TrainingEngine> make_fused_engine(const FlowSpec& spec, BatchNorm::Mode mode) {
  if (spec.architecture.kind == "autoregressive") return nullptr;
  if (spec.architecture.precision == "float64") return std::make_unique<FusedEngine<double>>(spec, mode);
  return std::make_unique<FusedEngine<float>>(spec, mode);
}

}  // namespace epi::flow
