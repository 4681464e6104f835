#pragma once

#include "rank_one.h"

// Settings that the three models share: how their equations are solved.

namespace rnn {

inline constexpr const char *kSettled = "settled", *kDamped = "damped";
inline constexpr const char *kAutomatic = "automatic", *kAccurateRule = "accurate",
                            *kGaussHermite = "gauss_hermite";
inline constexpr const char* kCitation =
    "Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2021), eLife 10:e56265; theory of "
    "Mastrogiuseppe, "
    "Ostojic (2018), Neuron 99, 609-623";

template <class Settings>
Quadrature chosen_quadrature(const Settings& settings) {
  if (settings.quadrature == kAutomatic) {
    return settings.solver == kDamped ? Quadrature::gauss_hermite : Quadrature::accurate;
  }
  return settings.quadrature == kGaussHermite ? Quadrature::gauss_hermite : Quadrature::accurate;
}

template <class M>
void declare_solver(Declaration<M>& d) {
  using Settings = typename M::Settings;
  d.setting("solver", &Settings::solver)
      .one_of({kSettled, kDamped})
      .describe("settled: the fixed point itself; damped: so many damped iterations, as in the paper");
  d.setting("quadrature", &Settings::quadrature)
      .one_of({kAutomatic, kAccurateRule, kGaussHermite})
      .describe("of Gaussian averages; automatic: accurate when settled, 50-point gauss_hermite when damped");
  d.setting("iterations", &Settings::iterations)
      .at_least(1)
      .at_most(1e6)
      .describe("number of damped iterations; the settled solver chooses its own");
  d.setting("step", &Settings::step)
      .above(0.0)
      .at_most(1.0)
      .describe("share of the way that a damped iteration goes; the settled solver chooses its own");
}

}  // namespace rnn
