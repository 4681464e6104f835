#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "dense_spectrum.h"
#include "leading_outlier.h"
#include "parameters.h"
#include "symmetric_outlier.h"

namespace rnn {

/// Transient amplification in a linear network of N units, dx/dt = -x + W x with W = U V^T + g chi: activity
/// decays in the end if no eigenvalue of W has a real part above 1, but grows at first if its symmetric part
/// has an eigenvalue above 1. Equations 14 to 17 of README.md.
struct Amplification {
  template <class Real>
  struct Statistics {
    Real real_lambda_1, lambda_1_symmetric;
    EPI_FIELDS(real_lambda_1, lambda_1_symmetric)
  };
  struct Settings {
    std::int64_t N = amplification::kFewestUnits;
    double g = amplification::kNoise;
  };
  Settings settings;
  static constexpr bool kStochastic = true;
  // Single precision is that of the noise and its products; README.md has the errors.
  static constexpr const char* kPrecision = "float32";

  static void declare(Declaration<Amplification>& d);

  /// U_1_1 ... U_N_1, U_1_2 ... U_N_2, then V likewise: the first couplings of a flow that steer one half of
  /// the parameters by the other then move V by U.
  std::vector<ParameterText> parameters() const {
    std::vector<ParameterText> all;
    for (const char* matrix : {"U_", "V_"}) {
      for (const char* column : {"_1", "_2"}) {
        for (std::int64_t unit = 1; unit <= settings.N; ++unit) {
          all.emplace_back(matrix + std::to_string(unit) + column);
          all.back()
              .support(-amplification::kMostEntry, amplification::kMostEntry)
              .describe("entry of U or V: unit, column");
        }
      }
    }
    return all;
  }

  template <class T>
  class Evaluator;
};

/// Works out one network after the other. T is the arithmetic of the noise and of its products.
template <class T>
class Amplification::Evaluator {
 public:
  explicit Evaluator(const Amplification& model)
      : n_(static_cast<int>(model.settings.N)),
        g_(model.settings.g),
        chi_(n_),
        uv_(n_, 4),
        gradients_{Columns(n_, 4), Columns(n_, 4)},
        columns_(static_cast<std::size_t>(4 * chi_.stride()), T(0)),
        leading_(chi_.stride()),
        symmetric_(chi_.stride()) {}

  /// @param z  [4, N]: the columns of U and of V   @param x  [2]   @param jacobian  [2, 4, N], or null
  std::uint8_t operator()(const double* z, const RowNoise& noise, double* x, double* jacobian) {
    chi_.draw(noise);
    uv_ = Eigen::Map<const Columns>(z, n_, 4);
    if (n_ <= amplification::kMostDense) {
      dense(x);
    } else {
      outliers(x, jacobian != nullptr);
    }
    for (std::size_t s = 0; jacobian && s < 2; ++s) {
      Eigen::Map<Columns>(jacobian + s * static_cast<std::size_t>(4 * n_), n_, 4) = gradients_[s];
    }
    return EPI_ROW_OK;
  }

 private:
  using Columns = Eigen::Matrix<double, Eigen::Dynamic, 4>;  // those of U, then those of V

  void dense(double* x) {
    const auto u = uv_.leftCols<2>(), v = uv_.rightCols<2>();
    Eigen::MatrixXd w = u * v.transpose();
    for (int i = 0; i < n_; ++i) {
      for (int j = 0; j < n_; ++j) w(i, j) += g_ * static_cast<double>(chi_.entry(i, j));
    }
    const std::array<DenseEigenvalue, 2> found = {leading_eigenvalue(w), largest_symmetric_eigenvalue(w)};
    for (std::size_t s = 0; s < 2; ++s) {
      x[s] = found[s].value;
      gradients_[s].leftCols<2>() = found[s].by_matrix * v;
      gradients_[s].rightCols<2>() = found[s].by_matrix.transpose() * u;
    }
  }

  void outliers(double* x, bool with_gradients) {
    const Eigen::Matrix4d overlaps = uv_.transpose() * uv_;
    for (int c = 0; c < 4; ++c) {
      for (int i = 0; i < n_; ++i) {
        columns_[static_cast<std::size_t>(c * chi_.stride() + i)] = static_cast<T>(uv_(i, c));
      }
    }
    const double size = n_;
    const T *u = columns_.data(), *v = u + 2 * chi_.stride(), g = static_cast<T>(g_);
    x[0] = leading_.solve(chi_, g, g_ * std::sqrt(size), u, v, overlaps.bottomLeftCorner<2, 2>());
    x[1] = symmetric_.solve(chi_, g, g_ * std::sqrt(2.0 * size), u, overlaps);
    if (!with_gradients) return;
    leading_.gradient(gradients_[0]);
    symmetric_.gradient(gradients_[1]);
  }

  int n_;
  double g_;
  NoiseMatrix<T> chi_;
  Columns uv_;
  std::array<Columns, 2> gradients_;
  std::vector<T> columns_;  // uv_, chi_.stride() apart
  LeadingOutlier<T> leading_;
  SymmetricOutlier<T> symmetric_;
};

/// The property as a fragment of a run configuration. Large penalties from the start: the entropy of 4 N
/// parameters pulls at the statistics with some N/2 nats a target unit, and once all samples lie inside the
/// noise, where real_lambda_1 is flat, no gradient leads out. The wide coupling lets every V be steered by
/// its U.
inline std::string amplification_property() {
  const auto constraint = [](const char* statistic, double mean) {
    return std::string("{\"statistic\": \"") + statistic + "\", \"mean\": " + to_text(mean) +
           ", \"std\": " + to_text(amplification::kPropertyStd) + "}";
  };
  return R"({"emergent_property": {"name": "transient amplification", "constraints": [)" +
         constraint("real_lambda_1", amplification::kMean) + ", " +
         constraint("lambda_1_symmetric", amplification::kMeanSymmetric) +
         R"(]}, "initialization": {"default_std": 0.12},
            "flow": {"kind": "real_nvp", "split": "halves", "masks": 2, "hidden_layers": 1, "units": 128},
            "polish": {"epochs": 0}, "certificate": {"samples": 5000, "random_samples": 0},
            "optimizer": {"epochs": 12, "iterations": 200, "batch": 300, "learning_rate": 0.003,
              "initial_eta": "gaussian", "c0": 100, "c_growth": 1, "c_max": 100, "tail_average": 0.5}})";
}

inline void Amplification::declare(Declaration<Amplification>& d) {
  d.id("rnn.amplification").version("1.0.0").title("Low-rank network: transient amplification");
  d.summary(
      "A linear network of N units whose connections are of rank two, with a little noise on every one: its "
      "eigenvalues say whether activity decays, those of its symmetric part whether it grows first.");
  d.citation(
      "Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2019), bioRxiv 837567; theory of "
      "Bondanelli, Ostojic (2020), PLOS Computational Biology 16:e1007655");
  d.statistic("real_lambda_1")
      .typical_scale(amplification::kPropertyStd)
      .describe("largest real part of an eigenvalue of W: below 1 activity decays");
  d.statistic("lambda_1_symmetric")
      .typical_scale(amplification::kPropertyStd)
      .describe("largest eigenvalue of (W + W^T)/2: above 1 activity grows at first");
  d.setting("N", &Settings::N)
      .at_least(amplification::kFewestUnits)
      .at_most(amplification::kMostUnits)
      .describe("units; there are 4 N parameters");
  d.setting("g", &Settings::g).at_least(0.0).describe("standard deviation of the noise on every weight");
  d.property("amplification", "Activity that grows before it decays", amplification_property());
}

}  // namespace rnn
