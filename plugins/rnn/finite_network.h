#pragma once

#include <epi/model.hpp>

#include "parameters.h"

namespace rnn {

using namespace epi::sdk;

/// A network of N neurons with the connectivity and input of posterior conditioning, equations 1 and 2 of
/// README.md:
///   dx/dt = -x + g chi tanh(x) + m (n . tanh(x))/N + y r + n - M_n,
/// chi_ij ~ N(0, 1/N), m_i ~ N(M_m, 1), n_i ~ N(M_n, 1), r_i = 1; forward Euler. It starts where the theory's
/// solution starts: x_i ~ N(kappa_r, Delta_0).
class FiniteNetwork {
 public:
  static constexpr std::size_t kShown = 4;  ///< neurons whose input is recorded

  struct Structure {
    double M_m, M_n, y;
  };
  struct Measurement {
    double kappa_r, kappa_n, variance;
    std::array<double, kShown> x;
  };

  template <class Channels>
  FiniteNetwork(std::int64_t size, double g, const Structure& structure, Recording<Channels>& out)
      : n_(static_cast<std::size_t>(size)),
        chi_(n_ * n_),
        m_(n_),
        n_vector_(n_),
        input_(n_),
        x_(n_),
        phi_(n_),
        drive_(n_) {
    NormalSequence vectors = out.normal(vector_draws), random = out.normal(random_draws);
    for (std::size_t i = 0; i < n_; ++i) {
      m_[i] = structure.M_m + vectors.next();
      const double deviation = vectors.next();
      n_vector_[i] = structure.M_n + deviation;
      input_[i] = structure.y + deviation;
      x_[i] = posterior::kStart + std::sqrt(kStartDelta0) * vectors.next();
    }
    const double scale = g / std::sqrt(static_cast<double>(n_));
    for (std::size_t j = 0; j < n_; ++j) {
      out.poll();
      for (std::size_t i = 0; i < n_; ++i) chi_[j * n_ + i] = static_cast<float>(scale * random.next());
    }
  }

  /// Goes on for `duration` [s] in equal steps of at most kNetworkStep.
  template <class Channels>
  void advance(double duration, Recording<Channels>& out) {
    const auto steps = static_cast<std::int64_t>(std::ceil(duration / posterior::kNetworkStep - 1e-9));
    const double dt = duration / static_cast<double>(steps);
    for (std::int64_t k = 0; k < steps; ++k) {
      for (std::size_t i = 0; i < n_; ++i) phi_[i] = std::tanh(x_[i]);
      std::fill(drive_.begin(), drive_.end(), 0.0F);
      for (std::size_t j = 0; j < n_; ++j) {
        if (j % 64 == 0) out.poll();
        // A column at a time: sums over j in one order, whatever the processor.
        const float rate = static_cast<float>(phi_[j]);
        const float* column = &chi_[j * n_];
        for (std::size_t i = 0; i < n_; ++i) drive_[i] += column[i] * rate;
      }
      const double kappa_n = overlap();
      for (std::size_t i = 0; i < n_; ++i) {
        x_[i] += dt * (-x_[i] + static_cast<double>(drive_[i]) + m_[i] * kappa_n + input_[i]);
      }
    }
  }

  Measurement measure() {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      phi_[i] = std::tanh(x_[i]);
      sum += x_[i];
    }
    const double mean = sum / static_cast<double>(n_);
    for (const double x : x_) squares += (x - mean) * (x - mean);
    Measurement out{mean, overlap(), squares / static_cast<double>(n_), {}};
    for (std::size_t i = 0; i < kShown; ++i) out.x[i] = x_[i];
    return out;
  }

 private:
  enum Stream : std::uint32_t { vector_draws = 0, random_draws = 1 };

  /// n . phi / N for the rates in phi_.
  double overlap() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < n_; ++i) sum += n_vector_[i] * phi_[i];
    return sum / static_cast<double>(n_);
  }

  std::size_t n_;
  std::vector<float> chi_;  // g chi, column by column; single precision, as the columns are read from memory
  std::vector<double> m_, n_vector_, input_, x_, phi_;
  std::vector<float> drive_;
};

}  // namespace rnn
