#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "model_driver.hpp"
#include "wilson_cowan.hpp"

namespace {

using namespace epi_test;

using Noisy = ModuleOf<WilsonCowan<EulerMaruyama>>;

const std::vector<double> kLower = {1.0, 1.0, 1.0, -1.0, 0.5, 0.2};
const std::vector<double> kUpper = {6.0, 5.0, 6.0, 2.0, 2.0, 0.9};
const double kNan = std::numeric_limits<double>::quiet_NaN();

class BatchEngine : public ::testing::Test {
 protected:
  static constexpr std::int64_t kRows = 1003;
  ModelDriver driver{module_of<Noisy>("test"), "wilson-cowan"};
  const Table z = points_in_box(kRows, kLower, kUpper);

  /// Rows [first, first + count) of z with their own sample ids.
  Table part(std::int64_t first, std::int64_t count) {
    Table rows(count, z.cols);
    driver.sample_ids.clear();
    for (std::int64_t i = 0; i < count; ++i) {
      driver.sample_ids.push_back(static_cast<std::uint64_t>(first + i));
      for (std::int64_t p = 0; p < z.cols; ++p) rows(i, p) = z(first + i, p);
    }
    return rows;
  }
};

struct StopAfter {
  int polls_left;
};
std::int32_t stop_after(void* context) {
  return static_cast<StopAfter*>(context)->polls_left-- <= 0 ? 1 : 0;
}

}  // namespace

TEST_F(BatchEngine, TheSplitOfABatchChangesNoBit) {
  const Table whole = driver.simulate(z), whole_jac = driver.jacobian(z);
  for (const std::int64_t split : {1, 2, 3, 5, 7, 13, 64, 1003}) {
    for (std::int64_t first = 0; first < kRows; first += split) {
      const std::int64_t count = std::min(split, kRows - first);
      const Table rows = part(first, count);
      const Table x = driver.simulate(rows), jac = driver.jacobian(rows);
      ASSERT_EQ(0, std::memcmp(x.values.data(), &whole.values[static_cast<std::size_t>(first * 3)],
                               sizeof(double) * x.values.size()))
          << "split " << split << ", row " << first;
      ASSERT_EQ(0, std::memcmp(jac.values.data(), &whole_jac.values[static_cast<std::size_t>(first * 18)],
                               sizeof(double) * jac.values.size()))
          << "split " << split << ", row " << first;
    }
  }
}

TEST_F(BatchEngine, TheOrderOfRowsChangesNoBit) {
  const Table forward = driver.simulate(z);
  Table reversed(kRows, z.cols);
  driver.sample_ids.clear();
  for (std::int64_t i = 0; i < kRows; ++i) {
    driver.sample_ids.push_back(static_cast<std::uint64_t>(kRows - 1 - i));
    for (std::int64_t p = 0; p < z.cols; ++p) reversed(i, p) = z(kRows - 1 - i, p);
  }
  const Table backward = driver.simulate(reversed);
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (std::int64_t s = 0; s < 3; ++s) ASSERT_EQ(forward(i, s), backward(kRows - 1 - i, s));
  }
}

TEST_F(BatchEngine, ANewSeedOrSampleGivesNewNoise) {
  Table same(2, z.cols);
  for (std::int64_t p = 0; p < z.cols; ++p) same(0, p) = same(1, p) = z(0, p);
  const Table x = driver.simulate(same);
  EXPECT_NE(x(0, 0), x(1, 0));
  driver.sample_ids = {5, 5};
  const Table twins = driver.simulate(same);
  EXPECT_EQ(twins(0, 0), twins(1, 0));
  driver.seed += 1;
  EXPECT_NE(driver.simulate(same)(0, 0), twins(0, 0));
}

TEST_F(BatchEngine, AnyStridesGiveTheSameNumbers) {
  const std::int64_t n = 20;
  const Table rows = part(0, n);
  const Table dense = driver.simulate(rows);
  // Column-major input with a gap after every column; output rows last to first with a gap after every
  // number.
  std::vector<double> in(static_cast<std::size_t>((n + 3) * 6), kNan),
      out(static_cast<std::size_t>(n * 6), -1.0);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t p = 0; p < 6; ++p) in[static_cast<std::size_t>(p * (n + 3) + i)] = rows(i, p);
  }
  const epi_cmat z_view = {in.data(), n, 6, 1, n + 3};
  const epi_mat x_view = {out.data() + (n - 1) * 6, n, 3, -6, 2};
  const Outcome outcome = driver.call(
      n, [&](const epi_call* call) { return driver.ops().simulate(driver.model(), call, &z_view, &x_view); });
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t s = 0; s < 3; ++s) {
      EXPECT_EQ(out[static_cast<std::size_t>((n - 1 - i) * 6 + 2 * s)], dense(i, s));
      EXPECT_EQ(out[static_cast<std::size_t>((n - 1 - i) * 6 + 2 * s + 1)], -1.0) << "a gap was written to";
    }
  }
}

TEST_F(BatchEngine, ABadRowFailsAloneAndIsAllNan) {
  Table rows = part(0, 17);
  const Table good = driver.simulate(rows);
  rows(3, 1) = kNan;
  rows(4, 0) = 10.5;  // support of w_0: [-10, 10]
  rows(9, 5) = -std::numeric_limits<double>::infinity();
  rows(16, 5) = -1e-9;  // support of start: [0, 1]
  Table x(17, 3), jac(17, 18);
  const Outcome outcome = driver.jacobian(rows, x, jac);
  ASSERT_EQ(outcome.status, EPI_OK);
  for (std::int64_t i = 0; i < 17; ++i) {
    const int expected = i == 3 || i == 9    ? EPI_ROW_NONFINITE
                         : i == 4 || i == 16 ? EPI_ROW_OUT_OF_SUPPORT
                                             : EPI_ROW_OK;
    EXPECT_EQ(outcome.rows[static_cast<std::size_t>(i)], expected) << "row " << i;
    for (std::int64_t s = 0; s < 3; ++s) {
      if (expected == EPI_ROW_OK) {
        EXPECT_EQ(x(i, s), good(i, s));
      } else {
        EXPECT_TRUE(std::isnan(x(i, s)));
      }
    }
    for (std::int64_t j = 0; j < 18; ++j) EXPECT_EQ(std::isnan(jac(i, j)), expected != EPI_ROW_OK);
  }
}

TEST_F(BatchEngine, TheEndsOfTheSupportBelongToIt) {
  Table rows(2, 6);
  const double lowest[] = {-10, -10, -10, -10, -5, 0}, highest[] = {10, 10, 10, 10, 5, 1};
  for (std::int64_t p = 0; p < 6; ++p) {
    rows(0, p) = lowest[p];
    rows(1, p) = highest[p];
  }
  Table x(2, 3);
  const Outcome outcome = driver.simulate(rows, x);
  EXPECT_EQ(outcome.rows, (std::vector<std::uint8_t>{EPI_ROW_OK, EPI_ROW_OK}));
}

TEST_F(BatchEngine, NoRowsAreNoWork) {
  Table none(0, 6), x(0, 3);
  EXPECT_EQ(driver.simulate(none, x).status, EPI_OK);
}

TEST_F(BatchEngine, AHostMayStopACallAtOnce) {
  StopAfter now{0};
  driver.should_stop = stop_after;
  driver.stop_context = &now;
  Table x(kRows, 3, 1.0);
  const Outcome outcome = driver.simulate(z, x);
  EXPECT_EQ(outcome.status, EPI_E_CANCELLED);
  EXPECT_EQ(outcome.error, "simulate: stopped by the host");
  for (const std::uint8_t row : outcome.rows) EXPECT_EQ(row, EPI_ROW_NOT_RUN);
  for (const double value : x.values) EXPECT_TRUE(std::isnan(value));
}

TEST_F(BatchEngine, AHostMayStopACallHalfWay) {
  const Table whole = driver.simulate(z);
  StopAfter later{3};
  driver.should_stop = stop_after;
  driver.stop_context = &later;
  Table x(kRows, 3);
  const Outcome outcome = driver.simulate(z, x);
  ASSERT_EQ(outcome.status, EPI_E_CANCELLED);
  std::int64_t done = 0;
  while (outcome.rows[static_cast<std::size_t>(done)] == EPI_ROW_OK) ++done;
  EXPECT_GT(done, 0);
  EXPECT_LT(done, kRows);
  for (std::int64_t i = 0; i < kRows; ++i) {
    EXPECT_EQ(outcome.rows[static_cast<std::size_t>(i)], i < done ? EPI_ROW_OK : EPI_ROW_NOT_RUN);
    if (i >= done) continue;
    EXPECT_EQ(x(i, 0), whole(i, 0));
  }
}

TEST_F(BatchEngine, ACallThatBreaksTheContractIsRefusedWithTheReason) {
  Table x(kRows, 2);
  EXPECT_EQ(driver.simulate(z, x).error, "simulate: x is [1003, 2], must be [1003, 3]");
  Table jac(kRows, 3), g(kRows, 1);
  Table full(kRows, 3);
  driver.active = {6};
  EXPECT_EQ(driver.jacobian(z, full, jac).error, "jacobian: active[0] is 6, not the index of a parameter");
  driver.active = {2, 2};
  EXPECT_EQ(driver.vjp(z, full, full, g).error, "vjp: parameter 2 is active twice");
  const epi_cmat in = z.view();
  const epi_mat out = full.view();
  const Outcome outcome = driver.call(kRows, [&](const epi_call* call) {
    epi_call without = *call;
    without.sample_id = nullptr;
    return driver.ops().simulate(driver.model(), &without, &in, &out);
  });
  EXPECT_EQ(outcome.status, EPI_E_ARG);
  EXPECT_EQ(outcome.error, "simulate: sample_id is missing; the model is stochastic");
}

TEST_F(BatchEngine, InstancesAreIndependent) {
  ModelDriver other(module_of<Noisy>("test"), "wilson-cowan", R"({"steps": 7})");
  const Table rows = part(0, 5);
  const Table before = driver.simulate(rows);
  other.sample_ids = driver.sample_ids;
  EXPECT_NE(other.simulate(rows).values, before.values);
  EXPECT_EQ(driver.simulate(rows).values, before.values);
}

TEST_F(BatchEngine, TheTrajectoryIsTheRunBehindTheStatistics) {
  const auto& table = driver.extension<epi_ext_trajectory>(EPI_EXT_TRAJECTORY);
  std::int64_t points = 0;
  std::int32_t channels = 0;
  ASSERT_EQ(table.shape(driver.model(), 0.0, 1000, &points, &channels), EPI_OK);
  ASSERT_EQ(points, 61);
  ASSERT_EQ(channels, 2);
  const Table row = part(4, 1);
  const Table x = driver.simulate(row);
  std::vector<double> t(61);
  Table y(61, 2);
  const epi_cmat in = row.view();
  const epi_mat out = y.view();
  const Outcome outcome = driver.call(
      1, [&](const epi_call* call) { return table.run(driver.model(), call, &in, 0.0, t.data(), &out); });
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  EXPECT_EQ(outcome.rows[0], EPI_ROW_OK);
  EXPECT_DOUBLE_EQ(t[60], 3.0);  // 60 steps of 0.05 s
  EXPECT_EQ(y(60, 0), x(0, 0));
  EXPECT_EQ(y(0, 0), row(0, 5));

  ASSERT_EQ(table.shape(driver.model(), 6.0, 16, &points, &channels), EPI_OK);
  EXPECT_EQ(points, 16);  // 120 steps, every eighth
  epi_stat channel{};
  channel.struct_size = sizeof channel;
  ASSERT_EQ(table.channel(driver.model(), 1, &channel), EPI_OK);
  EXPECT_STREQ(channel.name, "i");
  EXPECT_EQ(table.channel(driver.model(), 2, &channel), EPI_E_ARG);
}
