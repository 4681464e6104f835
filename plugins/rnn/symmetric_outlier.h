#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "outlier_series.h"

namespace rnn {

/// The largest eigenvalue of (W + W^T)/2, W = U V^T + g chi, and its gradient. With B = [U V] it is B K B^T +
/// g S, where K exchanges U and V and halves, and S = (chi + chi^T)/2.
template <class T>
class SymmetricOutlier {
 public:
  /// @param stride  that of the noise (NoiseMatrix)
  explicit SymmetricOutlier(int stride) : stride_(stride) {
    powers_.assign(static_cast<std::size_t>(4 * (kMostProducts + 1) * stride_), T(0));
    product_.assign(static_cast<std::size_t>(4 * stride_), T(0));
  }

  /// @param uv  the columns of U and V, chi.stride() apart, zero beyond N
  /// @param overlaps  B^T B
  /// @return  the largest eigenvalue, or `radius`, the radius of the noise's spectrum, if it is not beyond
  double solve(const NoiseMatrix<T>& chi, T g, double radius, const T* uv, const Eigen::Matrix4d& overlaps) {
    depth_ = 0;
    std::copy(uv, uv + 4 * stride_, powers_.begin());
    moments_[0] = overlaps;
    found_ = false;
    lambda_ = std::max(radius, branch(std::numeric_limits<double>::infinity()).value);
    extend(chi, g, products_for(radius / lambda_));
    if (lambda_ <= radius && branch(radius).value <= radius) return radius;
    found_ = settle() && lambda_ > radius;
    return found_ ? lambda_ : radius;
  }

  /// The gradient [N, 4] by the columns of U, then V; zero if nothing is beyond the noise.
  void gradient(Gradient& out) const {
    out.setZero();
    if (!found_) return;
    // The eigenvector v = sum_j (g S)^j B x / lambda^(j+1), for which B^T v = K^-1 x.
    double square = 0.0, power = 1.0 / lambda_;
    for (int k = 0; k <= 2 * depth_; ++k, power /= lambda_) {
      square +=
          (k + 1) * power / lambda_ * eigenvector_.dot(moments_[static_cast<std::size_t>(k)] * eigenvector_);
    }
    power = 1.0 / lambda_;
    for (int j = 0; j <= depth_; ++j, power /= lambda_) {
      for (int c = 0; c < 4; ++c)
        add(power * eigenvector_(c), powers_.data() + (4 * j + c) * stride_, out.col(0));
    }
    for (int c = 3; c >= 0; --c) out.col(c) = 2.0 * eigenvector_(c) / square * out.col(0);
  }

 private:
  struct Branch {
    double value, slope;  // mu(lambda), the largest eigenvalue of K sum_k M_k / lambda^k, and its derivative
  };

  /// The size of (g S)^n x relative to x is (radius/2)^n sqrt(C_n), C_n the Catalan numbers: moments of the
  /// semicircle.
  static int products_for(double ratio) {
    double size = 1.0;
    int n = 0;
    while (n <= kMostProducts && size > kSeriesTolerance) {
      size *= 0.5 * ratio * std::sqrt((4.0 * n + 2.0) / (n + 2.0));
      ++n;
    }
    return std::clamp(n - 1, 1, kMostProducts);
  }

  void extend(const NoiseMatrix<T>& chi, T g, int depth) {
    for (; depth_ < depth; ++depth_) {
      T *last = powers_.data() + 4 * depth_ * stride_, *next = last + 4 * stride_;
      chi.template times<4>(T(0.5) * g, last, next);
      chi.template transposed_times<4>(T(0.5) * g, last, product_.data());
      for (int i = 0; i < 4 * stride_; ++i) next[i] += product_[static_cast<std::size_t>(i)];
      moments_[2 * depth_ + 1] = overlaps_of(chi, last, next);
      moments_[2 * depth_ + 2] = overlaps_of(chi, next, next);
    }
  }

  Eigen::Matrix4d overlaps_of(const NoiseMatrix<T>& chi, const T* a, const T* b) const {
    Eigen::Matrix4d m;
    for (int c = 0; c < 4; ++c) {
      for (int d = 0; d <= c; ++d) {  // symmetric, as S is
        m(c, d) = m(d, c) = static_cast<double>(chi.dot(a + c * stride_, b + d * stride_));
      }
    }
    return m;
  }

  /// Leaves the eigenvector of K F in eigenvector_. With F = L L^T it is L^-T y, y that of L^T K L.
  Branch branch(double lambda) {
    Eigen::Matrix4d f = moments_[0], by_lambda = Eigen::Matrix4d::Zero();
    double power = 1.0;
    for (int k = 1; k <= 2 * depth_; ++k) {
      power /= lambda;
      f += power * moments_[k];
      by_lambda -= (k * power / lambda) * moments_[k];
    }
    const double size = f.trace();
    if (!(size > 0.0)) return {0.0, 0.0};
    f.diagonal().array() += 1e-14 * size;  // columns that depend on each other
    const Eigen::LLT<Eigen::Matrix4d> factor(f);
    if (factor.info() != Eigen::Success) return {std::numeric_limits<double>::quiet_NaN(), 0.0};
    const Eigen::Matrix4d l = factor.matrixL();
    Eigen::Matrix4d kl;
    kl << 0.5 * l.bottomRows<2>(), 0.5 * l.topRows<2>();
    solver_.compute(l.transpose() * kl);
    const Eigen::Vector4d y = solver_.eigenvectors().col(3);
    eigenvector_ = factor.matrixU().solve(y);
    const double value = solver_.eigenvalues()(3);
    return {value, value * eigenvector_.dot(by_lambda * eigenvector_)};  // x^T F x = 1
  }

  /// Newton's method on lambda = mu(lambda). @return whether it settled.
  bool settle() {
    for (int step = 0; step < 50; ++step) {
      const Branch at = branch(lambda_);
      const double change = (at.value - lambda_) / (1.0 - at.slope);
      lambda_ += change;
      if (!(std::abs(change) > 1e-13 * lambda_)) return std::isfinite(lambda_);
    }
    return false;
  }

  int stride_, depth_ = 0;
  std::vector<T> powers_, product_;  // (g S)^j B: [depth + 1][4][stride]
  std::array<Eigen::Matrix4d, 2 * kMostProducts + 1> moments_;
  Eigen::SelfAdjointEigenSolver<Eigen::Matrix4d> solver_;
  Eigen::Vector4d eigenvector_;
  double lambda_ = 0.0;
  bool found_ = false;
};

}  // namespace rnn
