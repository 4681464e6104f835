#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "outlier_series.h"

namespace rnn {

/// The outlier with the largest real part of W = U V^T + g chi, and its gradient. U and V have two columns.
template <class T>
class LeadingOutlier {
 public:
  /// @param stride  that of the noise (NoiseMatrix)
  explicit LeadingOutlier(int stride) : stride_(stride) {
    for (auto* vectors : {&right_, &left_}) {
      vectors->assign(static_cast<std::size_t>(2 * (kMostProducts + 1) * stride_), T(0));
    }
  }

  /// @param u, v  two columns, chi.stride() apart, zero beyond N
  /// @param overlaps  V^T U
  /// @return  the largest real part of the eigenvalues beyond `radius`, the radius of the noise's spectrum,
  ///   or `radius` if none has a larger one
  double solve(const NoiseMatrix<T>& chi, T g, double radius, const T* u, const T* v,
               const Eigen::Matrix2d& overlaps) {
    depth_ = 0;
    std::copy(u, u + 2 * stride_, right_.begin());
    std::copy(v, v + 2 * stride_, left_.begin());
    moments_[0] = overlaps;
    extend(chi, g, kFirstProducts);
    std::array<Complex, kRoots> roots = rough_roots(radius);
    choose(roots, radius);
    if (!found_) return radius;
    const int needed = products_for(radius / std::abs(lambda_));
    if (needed > depth_) {
      extend(chi, g, needed);
      choose(roots, radius);
    }
    return found_ ? lambda_.real() : radius;
  }

  /// The gradient [N, 4] by the columns of U, then V, at the eigenvalue just found; zero if there was none.
  void gradient(Gradient& out) const {
    out.setZero();
    if (!found_) return;
    // Right and left eigenvectors sum_j (g chi)^j U a / lambda^(j+1) and the same with chi^T and V b, for
    // which V^T r = a and U^T l = b.
    Matrix2c sum = Matrix2c::Zero(), slope = Matrix2c::Zero();
    const Complex w = 1.0 / lambda_;
    Complex power = w;
    for (int k = 0; k <= 2 * depth_; ++k, power *= w) {
      sum += power * moments_[k].template cast<Complex>();
      slope += (static_cast<double>(k + 1) * power * w) * moments_[k].template cast<Complex>();
    }
    const Matrix2c singular = Matrix2c::Identity() - sum;
    const Vector2c a = null_vector(singular), b = null_vector(singular.transpose());
    const Complex overlap = (b.transpose() * slope * a)(0);  // l^T r
    power = w;
    for (int j = 0; j <= depth_; ++j, power *= w) {
      for (int d = 0; d < 2; ++d) {
        const T *left = left_.data() + (2 * j + d) * stride_, *right = right_.data() + (2 * j + d) * stride_;
        for (int c = 0; c < 2; ++c) {
          const double of_left = (power * b(d) * a(c) / overlap).real();
          const double of_right = (power * a(d) * b(c) / overlap).real();
          add(of_left, left, out.col(c));
          add(of_right, right, out.col(c + 2));
        }
      }
    }
  }

 private:
  using Complex = std::complex<double>;
  using Matrix2c = Eigen::Matrix2cd;
  using Vector2c = Eigen::Vector2cd;
  static constexpr int kFirstProducts = 3;  // all roots are looked for with so many products
  static constexpr int kRoots = 2 * kFirstProducts + 1;
  static constexpr int kMostTerms = 2 * kMostProducts + 2;

  static int products_for(double ratio) {
    const double terms = std::log(kSeriesTolerance) / std::log(std::min(ratio, 0.99));
    return static_cast<int>(std::min(std::ceil(terms) - 1.0, static_cast<double>(kMostProducts)));
  }

  void extend(const NoiseMatrix<T>& chi, T g, int depth) {
    for (; depth_ < depth; ++depth_) {
      T *right = right_.data() + 2 * depth_ * stride_, *left = left_.data() + 2 * depth_ * stride_;
      chi.template times<2>(g, right, right + 2 * stride_);
      chi.template transposed_times<2>(g, left, left + 2 * stride_);
      moments_[2 * depth_ + 1] = overlaps_of(chi, left, right + 2 * stride_);
      moments_[2 * depth_ + 2] = overlaps_of(chi, left + 2 * stride_, right + 2 * stride_);
    }
    // det(1 - sum_k m_k w^(k+1)) as a polynomial in w = 1 / lambda.
    const int terms = 2 * depth_ + 1;
    terms_[0] = 1.0;
    for (int n = 1; n <= terms; ++n) {
      double sum = -moments_[n - 1].trace();
      for (int i = 1; i < n; ++i) {
        sum += moments_[i - 1](0, 0) * moments_[n - i - 1](1, 1) -
               moments_[i - 1](0, 1) * moments_[n - i - 1](1, 0);
      }
      terms_[n] = sum;
    }
  }

  /// Polishes the roots beyond the radius and takes the one with the largest real part, if it is beyond too.
  void choose(std::array<Complex, kRoots>& roots, double radius) {
    found_ = false;
    for (Complex& root : roots) {
      Complex polished = root;
      if (root.imag() < 0.0 || !(std::abs(root) > radius) || !polish(polished)) continue;
      root = polished;
      if (!(root.real() > radius) || (found_ && root.real() <= lambda_.real())) continue;
      lambda_ = root;
      found_ = true;
    }
  }

  Eigen::Matrix2d overlaps_of(const NoiseMatrix<T>& chi, const T* left, const T* right) const {
    Eigen::Matrix2d m;
    for (int c = 0; c < 2; ++c) {
      for (int d = 0; d < 2; ++d) {
        m(c, d) = static_cast<double>(chi.dot(left + c * stride_, right + d * stride_));
      }
    }
    return m;
  }

  /// All roots lambda of the first terms, from a companion matrix whose entries are of order one.
  std::array<Complex, kRoots> rough_roots(double radius) {
    const double scale = std::max({radius, std::abs(terms_[1]), std::sqrt(std::abs(terms_[2])), 1e-300});
    companion_.setZero();
    double power = 1.0;
    for (int n = 1; n <= kRoots; ++n) {
      power /= scale;
      companion_(0, n - 1) = -terms_[n] * power;
      if (n < kRoots) companion_(n, n - 1) = 1.0;
    }
    solver_.compute(companion_, false);
    std::array<Complex, kRoots> roots{};
    for (int n = 0; n < kRoots; ++n) roots[static_cast<std::size_t>(n)] = scale * solver_.eigenvalues()(n);
    return roots;
  }

  /// Newton's method on the polynomial in 1 / lambda. @return whether it settled.
  bool polish(Complex& lambda) const {
    constexpr int most_steps = 50;
    Complex w = 1.0 / lambda;
    for (int step = 0; step < most_steps; ++step) {
      const int degree = 2 * depth_ + 1;
      Complex value = terms_[degree], slope = 0.0;
      for (int n = degree - 1; n >= 0; --n) {
        slope = slope * w + value;
        value = value * w + terms_[n];
      }
      const Complex change = value / slope;
      w -= change;
      if (!(std::abs(change) > 1e-14 * std::abs(w))) break;  // rounding; also ends at a NaN
      if (step == most_steps - 1 && std::abs(change) > 1e-7 * std::abs(w)) return false;
    }
    lambda = 1.0 / w;
    return std::isfinite(lambda.real()) && std::isfinite(lambda.imag());
  }

  static Vector2c null_vector(const Matrix2c& m) {
    const int row = m.row(0).squaredNorm() >= m.row(1).squaredNorm() ? 0 : 1;
    return Vector2c(-m(row, 1), m(row, 0)).normalized();
  }

  int stride_, depth_ = 0;
  std::vector<T> right_, left_;  // (g chi)^j U and (g chi^T)^j V: [depth + 1][2][stride]
  std::array<Eigen::Matrix2d, kMostTerms> moments_;
  std::array<double, kMostTerms> terms_{};
  Eigen::Matrix<double, kRoots, kRoots> companion_;
  Eigen::EigenSolver<Eigen::Matrix<double, kRoots, kRoots>> solver_;
  Complex lambda_;
  bool found_ = false;
};

}  // namespace rnn
