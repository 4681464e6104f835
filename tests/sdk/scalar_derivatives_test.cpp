#include <gtest/gtest.h>
#include <epi/cpp/dual.hpp>
#include <epi/cpp/tape.hpp>
#include <epi/cpp/trace.hpp>

#include <cmath>

namespace {

using namespace epi::sdk;

using R = Rows8;

/// Every primitive and operator at once, for any scalar.
template <class Real>
constexpr Real everything(const Real& x, const Real& y) {
  const Real a = (x + 2.0) * y - x / (y + 3.0) + (1.0 - x) * 0.5 + 2.0 / y - y / 4.0;
  const Real b = exp(-x) + log(y) + log1p(x * x) + tanh(x * y) + sin(x) * cos(y);
  const Real c = sqrt(y) + positive_sqrt(x) + abs(x - y) + max(x, y) * min(x, y) + square(-x);
  const Real d = sigmoid(x) + softplus(y) + log_cosh(x) + cosh(y) + sinh(x) + relu(x - 0.5);
  const Real e = select(x < y && !(y <= 0.1), a * b, c) + select(x >= y || x > 100.0, d, Real(1.5));
  Real f = e + a;
  f += b;
  f -= c * 0.1;
  f *= d;
  f /= y;
  return f;
}

constexpr auto trace_everything() {
  Recorder recorder{};
  const Symbol x = Symbol::leaf(recorder, true), y = Symbol::leaf(recorder, true);
  const Symbol f = everything(x, y);
  Trace<200, 1> trace{};
  trace.outputs[0] = static_cast<std::int16_t>(f.index(recorder));
  for (std::size_t i = 0; i < trace.nodes.size(); ++i) trace.nodes[i] = recorder.nodes[i];
  fuse_products(trace);
  gather_lots(trace);
  plan_backward(trace, [](int) { return false; });
  for (TraceNode& node : trace.nodes) {
    if (node.active && is_expensive(node.op)) node.slot = static_cast<std::int16_t>(trace.slots++);
  }
  return trace;
}

struct Traced {
  static constexpr auto kTrace = trace_everything();
};

struct Derived {
  double value, by_x, by_y;
};

Derived by_dual(double x, double y) {
  Dual<R, 2> dx(x), dy(y);
  dx.derivative[0] = R(1);
  dy.derivative[1] = R(1);
  const Dual<R, 2> f = everything(dx, dy);
  return {f.value.lane(0), f.derivative[0].lane(0), f.derivative[1].lane(0)};
}

Derived by_tape(double x, double y) {
  Tape<R> tape;
  const auto vx = Variable<R>::leaf(R(x), tape), vy = Variable<R>::leaf(R(y), tape);
  const Variable<R> f = everything(vx, vy);
  tape.zero_adjoints();
  tape.adjoint(f.index()) = R(1);
  tape.sweep();
  return {f.value().lane(0), tape.adjoint(vx.index()).lane(0), tape.adjoint(vy.index()).lane(0)};
}

struct TracedLeaves {
  R x, y;
  template <int I>
  const R& get() const {
    return I == 0 ? x : y;
  }
};

Derived by_trace(double x, double y) {
  constexpr int count = Traced::kTrace.kNodes;
  constexpr auto all = std::make_index_sequence<count>{};
  const TracedLeaves leaves{R(x), R(y)};
  using Values = TraceValues<Traced::kTrace, R, R, TracedLeaves>;
  Values values(leaves), again(leaves);
  R kept[Traced::kTrace.slots], adjoints[count];
  forward<Traced::kTrace, true, R, R>(values, kept, all);
  replay<Traced::kTrace, 1, R>(again, /*results=*/nullptr, kept, all);
  adjoints[Traced::kTrace.outputs[0]] = R(1);
  backward<Traced::kTrace, R>(again, adjoints, all);
  return {values.get<Traced::kTrace.outputs[0]>().lane(0), adjoints[0].lane(0), adjoints[1].lane(0)};
}

class ScalarDerivatives : public ::testing::TestWithParam<std::pair<double, double>> {};

}  // namespace

INSTANTIATE_TEST_SUITE_P(BothSidesOfEverySelect, ScalarDerivatives,
                         ::testing::Values(std::pair{0.3, 1.2}, std::pair{0.9, 0.4}, std::pair{-0.7, 2.1},
                                           std::pair{2.5, 0.05}));

TEST_P(ScalarDerivatives, OfDualTapeAndTraceAgreeWithEachOtherAndWithDifferences) {
  const auto [x, y] = GetParam();
  const Derived dual = by_dual(x, y), tape = by_tape(x, y), trace = by_trace(x, y);
  EXPECT_EQ(dual.value, tape.value);
  EXPECT_NEAR(dual.value, trace.value, 1e-14 * std::abs(dual.value));  // the trace may fuse products and sums
  EXPECT_NEAR(dual.value, everything(x, y), 1e-13 * std::abs(dual.value));
  // Rounding only: fewer than a hundred operations.
  EXPECT_NEAR(dual.by_x, tape.by_x, 1e-13 * (1.0 + std::abs(dual.by_x)));
  EXPECT_NEAR(dual.by_y, tape.by_y, 1e-13 * (1.0 + std::abs(dual.by_y)));
  EXPECT_NEAR(dual.by_x, trace.by_x, 1e-13 * (1.0 + std::abs(dual.by_x)));
  EXPECT_NEAR(dual.by_y, trace.by_y, 1e-13 * (1.0 + std::abs(dual.by_y)));
  // Central differences with h = 1e-6: h^2 f'''/6 and rounding/h are both below 1e-8 |f|.
  const double h = 1e-6, scale = 1e-7 * (1.0 + std::abs(dual.value) + std::abs(dual.by_y));
  EXPECT_NEAR(dual.by_x, (everything(x + h, y) - everything(x - h, y)) / (2 * h), scale);
  EXPECT_NEAR(dual.by_y, (everything(x, y + h) - everything(x, y - h)) / (2 * h), scale);
}

TEST(PositiveSqrt, HasAFiniteDerivativeWhereTheRootBegins) {
  Dual<R, 1> x(0.0);
  x.derivative[0] = R(1);
  const Dual<R, 1> root = positive_sqrt(x);
  EXPECT_EQ(root.value.lane(0), 0.0);
  EXPECT_EQ(root.derivative[0].lane(0), 0.0);
}

TEST(Softplus, HasSlopeOneHalfAtZero) {
  Dual<R, 1> x(0.0);
  x.derivative[0] = R(1);
  EXPECT_EQ(softplus(x).derivative[0].lane(0), 0.5);
}

TEST(Tape, AnOperationOnConstantsLeavesNoTrace) {
  const Variable<R> a(2.0), b(3.0);
  const Variable<R> c = a * b + exp(a);
  EXPECT_EQ(c.index(), -1);
  EXPECT_NEAR(c.value().lane(0), 6.0 + std::exp(2.0), 1e-14);
}
