#include <gtest/gtest.h>
#include <epi/model.hpp>

#include <cmath>

namespace {

using namespace epi::sdk;
using D = Dual<Rows8, 2>;

std::int32_t go_on(void*) {
  return 0;
}

class FixedPoint : public ::testing::Test {
 protected:
  Poll poll{go_on, nullptr};
  Rows rows{1, poll};
};

Rows8 lanes(const std::array<double, 8>& values) {
  return Rows8::load(values.data());
}

/// s = tanh(w s + h): bistable for w > 1.
struct Neuron {
  template <class X>
  std::array<X, 1> operator()(const std::array<X, 1>& s, const std::array<X, 2>& z) const {
    return {tanh(z[0] * s[0] + z[1])};
  }
};

double solve_neuron(double w, double h, double s) {
  for (int k = 0; k < 20000; ++k) s += 0.2 * (std::tanh(w * s + h) - s);
  return s;
}

/// Two rows that excite each other, and an inequality: s_2 >= 0, s_2 + 1 - z_0 >= 0, one with equality.
struct Bounded {
  template <class X>
  std::array<X, 2> operator()(const std::array<X, 2>& s, const std::array<X, 2>& z) const {
    return {0.3 * sin(s[0]) + z[1] * s[1] + z[0], max(s[1] - 0.7 * (s[1] + 1.0 - z[0]), X(0.0))};
  }
};

/// No fixed point at all.
struct Runaway {
  template <class X>
  std::array<X, 1> operator()(const std::array<X, 1>& s, const std::array<X, 2>& z) const {
    return {s[0] + 1.0 + square(z[0])};
  }
};

}  // namespace

TEST_F(FixedPoint, EachLaneSettlesOnTheBranchThatDampedIterationReaches) {
  const std::array<double, 8> w{0.5, 2.0, 2.0, 1.5, 3.0, -2.0, 0.9, 2.5},
      h{0.3, 0.1, -0.1, 0.0, -0.2, 0.4, -0.5, 0.05};
  for (const double start : {1.0, -1.0}) {
    const std::array<Rows8, 1> s =
        fixed_point(Neuron{}, Neuron{}, std::array{start}, std::array<Rows8, 2>{lanes(w), lanes(h)},
                    FixedPointRule{}, rows);
    for (std::size_t i = 0; i < 8; ++i) {
      EXPECT_EQ(rows.status(static_cast<int>(i)), EPI_ROW_OK);
      EXPECT_NEAR(s[0].lane(static_cast<int>(i)), solve_neuron(w[i], h[i], start), 1e-10) << "lane " << i;
    }
  }
}

// s' = (1 - s^2)(s dw + dh)/(1 - w (1 - s^2)) by differentiating s = tanh(w s + h).
TEST_F(FixedPoint, DerivativesAreThoseOfTheImplicitFunction) {
  const std::array<double, 8> w{0.5, 2.0, 2.0, 1.5, 3.0, -2.0, 0.9, 2.5},
      h{0.3, 0.1, -0.1, 0.2, -0.2, 0.4, -0.5, 0.05};
  std::array<D, 2> z{D(lanes(w)), D(lanes(h))};
  z[0].derivative[0] = Rows8(1);
  z[1].derivative[1] = Rows8(1);
  const std::array<D, 1> s = fixed_point(Neuron{}, Neuron{}, std::array{1.0}, z, FixedPointRule{}, rows);
  const std::array<Rows8, 1> plain = fixed_point(
      Neuron{}, Neuron{}, std::array{1.0}, std::array<Rows8, 2>{lanes(w), lanes(h)}, FixedPointRule{}, rows);
  for (std::size_t i = 0; i < 8; ++i) {
    const int lane = static_cast<int>(i);
    const double value = s[0].value.lane(lane), slope = 1.0 - value * value,
                 share = slope / (1.0 - w[i] * slope);
    EXPECT_EQ(value, plain[0].lane(lane));
    EXPECT_NEAR(s[0].derivative[0].lane(lane), value * share, 1e-9);
    EXPECT_NEAR(s[0].derivative[1].lane(lane), share, 1e-9);
  }
}

TEST_F(FixedPoint, AnInequalityHoldsWithEqualityOnOneSide) {
  const std::array<double, 8> a{0.2, 0.5, 0.9, 1.1, 1.5, 2.0, 3.0, -1.0};
  std::array<D, 2> z{D(lanes(a)), D(Rows8(0.1))};
  z[0].derivative[0] = Rows8(1);
  z[1].derivative[1] = Rows8(1);
  const std::array<D, 2> s =
      fixed_point(Bounded{}, Bounded{}, std::array{0.0, 1.0}, z, FixedPointRule{}, rows);
  for (std::size_t i = 0; i < 8; ++i) {
    const int lane = static_cast<int>(i);
    EXPECT_NEAR(s[1].value.lane(lane), std::max(a[i] - 1.0, 0.0), 1e-10);
    EXPECT_NEAR(s[1].derivative[0].lane(lane), a[i] > 1.0 ? 1.0 : 0.0, 1e-10);
    EXPECT_NEAR(s[1].derivative[1].lane(lane), 0.0, 1e-10);
  }
}

TEST_F(FixedPoint, RowsThatDoNotSettleAreMarked) {
  fixed_point(Runaway{}, Runaway{}, std::array{0.0}, std::array<Rows8, 2>{Rows8(0.5), Rows8(0)},
              FixedPointRule{}, rows);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(rows.status(i), EPI_ROW_NOT_CONVERGED);
}

TEST_F(FixedPoint, ALaneDoesNotNoticeItsNeighbours) {
  const std::array<double, 8> w{0.5, 1.01, 2.0, 1.5, 3.0, -2.0, 0.9, 2.5},
      h{0.3, 0.0, -0.1, 0.2, -0.2, 0.4, -0.5, 0.05};
  const auto solve = [this](const Rows8& weights, const Rows8& inputs) {
    return fixed_point(Neuron{}, Neuron{}, std::array{1.0}, std::array<Rows8, 2>{weights, inputs},
                       FixedPointRule{}, rows)[0];
  };
  const Rows8 together = solve(lanes(w), lanes(h));
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(solve(Rows8(w[i]), Rows8(h[i])).lane(0), together.lane(static_cast<int>(i))) << "lane " << i;
  }
}

TEST(LinearSolve, SolvesWhereEachLaneNeedsAnotherPivot) {
  std::array<std::array<Rows8, 3>, 3> a;
  std::array<std::array<Rows8, 2>, 3> b, x;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      std::array<double, 8> values;
      for (std::size_t lane = 0; lane < 8; ++lane) {
        values[lane] =
            i == (j + lane) % 3 ? 0.0 : std::sin(static_cast<double>(1 + 7 * i + 3 * j + 11 * lane));
      }
      a[i][j] = lanes(values);
    }
    x[i] = {Rows8(static_cast<double>(i) - 0.5), Rows8(2.0)};
  }
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 2; ++j) b[i][j] = a[i][0] * x[0][j] + a[i][1] * x[1][j] + a[i][2] * x[2][j];
  }
  const Rows8 expected = a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
                         a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
                         a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
  const Rows8 determinant = linear_solve(a, b);
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_NEAR(determinant.lane(lane), expected.lane(lane), 1e-13);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(b[i][j].lane(lane), x[i][j].lane(lane), 1e-11);
    }
  }
}

// log cosh with its own slope, tanh, handed over by hand.
TEST(Partials, TheChainRuleGoesOnFromSlopesByHand) {
  D x(Rows8(0.7));
  x.derivative[0] = Rows8(1);
  const D y = x * x;
  const D by_hand =
      with_partials<D>(log_cosh(y.value), std::array<Rows8, 1>{tanh(y.value)}, std::array<D, 1>{y});
  const D by_rules = log_cosh(y);
  EXPECT_EQ(by_hand.value.lane(0), by_rules.value.lane(0));
  EXPECT_NEAR(by_hand.derivative[0].lane(0), by_rules.derivative[0].lane(0), 1e-15);
  EXPECT_EQ(
      with_partials<Rows8>(Rows8(3.0), std::array<Rows8, 1>{Rows8(5.0)}, std::array<Rows8, 1>{Rows8(2.0)})
          .lane(0),
      3.0);
}
