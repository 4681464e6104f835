#pragma once

#include <epi/model.hpp>

#include "connectivity.h"
#include "parameters.h"

namespace sc {

using namespace epi::sdk;

/// Rapid task switching in the superior colliculus: equations 1 to 6 of README.md. Units in order LP, LA, RP,
/// RA (left and right, Pro and Anti); the stimulus is on the left under both rules.
struct SuperiorColliculus {
  template <class Real>
  struct Parameters {
    Real sW_P, sW_A, vW_PA, vW_AP, dW_PA, dW_AP, hW_P, hW_A;
    EPI_FIELDS(sW_P, sW_A, vW_PA, vW_AP, dW_PA, dW_AP, hW_P, hW_A)
  };
  template <class Real>
  struct Statistics {
    Real accuracy_pro, accuracy_anti, bernoulli_error_pro, bernoulli_error_anti, separation_pro, separation_anti,
        variance_pro, variance_anti;
    EPI_FIELDS(accuracy_pro, accuracy_anti, bernoulli_error_pro, bernoulli_error_anti, separation_pro,
               separation_anti, variance_pro, variance_anti)
  };
  template <class Real>
  struct State {
    std::array<Real, 4> u, x;  // potential, activity
    EPI_FIELDS(u, x)
  };
  /// W seen by the sums and by the differences of the two sides, rows and columns Pro, Anti; times dt/tau and 1/2.
  /// Half of the products of W itself, in the step and in its derivative.
  template <class Real>
  struct Derived {
    std::array<Real, 4> sum, difference;  // PP, PA, AP, AA
    EPI_FIELDS(sum, difference)
  };
  template <class Real>
  struct Constants {
    constant_t<Real> leak, noise;
    EPI_FIELDS(leak, noise)
  };
  template <class Real>
  struct Input {
    std::array<constant_t<Real>, 4> h;
    EPI_FIELDS(h)
  };
  template <class Real>
  struct Noise {
    std::array<passive_t<Real>, 4> w;
    EPI_FIELDS(w)
  };
  template <class Real>
  struct Outcome {
    Real correct;     // activity of the unit that answers correctly
    Real separation;  // x_LP - x_RP
    EPI_FIELDS(correct, separation)
  };
  template <class Real>
  struct Observables {
    Real lambda_all, lambda_side, lambda_task, lambda_diag;
    EPI_FIELDS(lambda_all, lambda_side, lambda_task, lambda_diag)
  };
  struct Settings {
    std::int64_t trials = kTrials;
    double sigma = kSigma;
  };
  static constexpr std::array<const char*, 2> kConditionNames{"pro", "anti"};
  enum Condition { pro, anti };
  enum Unit { LP, LA, RP, RA };

  using Integrator = UpdateRule;
  Settings settings;

  static void declare(Declaration<SuperiorColliculus>& d);

  TimeGrid grid() const { return {kDt, kTimePoints - 1}; }
  std::int64_t trials() const { return settings.trials; }
  Constants<double> constants() const { return {1.0 - kDt / kTau, kDt / kTau * settings.sigma}; }

  /// Equation 4, times dt/tau.
  Input<double> input(double t, int condition) const {
    const auto point = std::llround(t / kDt);
    if (point == kDelayEnd) return {};
    constexpr double share = kDt / kTau, rule = share * kRuleInput;
    if (point > kDelayEnd) {
      constexpr double choice = share * kChoiceInput, lit = share * (kChoiceInput + kLightInput);
      return {{lit, lit, choice, choice}};
    }
    if (condition == pro) return {{rule, 0.0, rule, 0.0}};
    return {{0.0, rule, 0.0, rule}};
  }

  template <class Real>
  Derived<Real> derive(const Parameters<Real>& z) const {
    const auto w = connectivity(z);
    const double half = 0.5 * kDt / kTau;
    Derived<Real> d{};
    for (std::size_t i = 0; i < 2; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        d.sum[2 * i + j] = half * (w[i][j] + w[i][j + 2]);
        d.difference[2 * i + j] = half * (w[i][j] - w[i][j + 2]);
      }
    }
    return d;
  }

  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    State<Real> start{};
    start.u.fill(Real(kStartPotential));
    start.x.fill(Real(kStartActivity));
    return start;
  }

  /// Equations 1 to 3: one step of the potentials, then the activities that follow from them.
  template <class Real>
  static constexpr State<Real> next(const State<Real>& at, const Derived<Real>& w, const Constants<Real>& c,
                                    const Input<Real>& in, const Noise<Real>& noise) {
    const Real sum_P = at.x[LP] + at.x[RP], sum_A = at.x[LA] + at.x[RA];
    const Real difference_P = at.x[LP] - at.x[RP], difference_A = at.x[LA] - at.x[RA];
    const Real common_P = w.sum[0] * sum_P + w.sum[1] * sum_A;
    const Real common_A = w.sum[2] * sum_P + w.sum[3] * sum_A;
    const Real opposed_P = w.difference[0] * difference_P + w.difference[1] * difference_A;
    const Real opposed_A = w.difference[2] * difference_P + w.difference[3] * difference_A;
    const std::array<Real, 4> drive{common_P + opposed_P, common_A + opposed_A, common_P - opposed_P,
                                    common_A - opposed_A};
    State<Real> after{};
    for (std::size_t i = 0; i < 4; ++i) {
      after.u[i] = c.leak * at.u[i] + (drive[i] + (c.noise * noise.w[i] + in.h[i]));
      // (1 + tanh((u - epsilon)/zeta))/2 = sigmoid(2 (u - epsilon)/zeta)
      after.x[i] = sigmoid((2.0 / kZeta) * after.u[i] - 2.0 * kEpsilon / kZeta);
    }
    return after;
  }

  /// Equation 5: the left Pro unit answers a Pro trial, the right Pro unit an Anti trial.
  template <class Real>
  Outcome<Real> outcome(const State<Real>& last, int condition) const {
    return {condition == pro ? last.x[LP] : last.x[RP], last.x[LP] - last.x[RP]};
  }

  /// Equation 6. The variance of y minus m (1 - m), m = mean y, is mean y^2 - m.
  template <class Real>
  Statistics<Real> statistics(const TrialMoments<Outcome<Real>, 2>& m) const {
    const Real y_pro = m.mean[pro].correct, y_anti = m.mean[anti].correct;
    const Real yy_pro = m.mean_square[pro].correct, yy_anti = m.mean_square[anti].correct;
    return {y_pro,
            y_anti,
            yy_pro - y_pro,
            yy_anti - y_anti,
            m.mean_square[pro].separation,
            m.mean_square[anti].separation,
            max(yy_pro - square(y_pro), Real(0.0)),  // rounding may leave a little less than nothing
            max(yy_anti - square(y_anti), Real(0.0))};
  }

  /// Equation 7.
  Observables<double> observables(const Parameters<double>& z, const Statistics<double>&) const {
    return {mode_strength(z, {1.0, 1.0, 1.0, 1.0}), mode_strength(z, {1.0, 1.0, -1.0, -1.0}),
            mode_strength(z, {1.0, -1.0, 1.0, -1.0}), mode_strength(z, {1.0, -1.0, -1.0, 1.0})};
  }
};

}  // namespace sc
