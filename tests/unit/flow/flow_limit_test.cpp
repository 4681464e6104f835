#include "flow/flow_limit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::flow {
namespace {

FlowSpec spec_of(config::Flow architecture, std::size_t columns) {
  architecture.split = "halves";
  return {architecture, std::vector<std::string>(columns, "z"), std::vector<Support>(columns)};
}

TEST(FlowLimit, CountsTheProductsOfACoupling) {
  config::Flow flow;
  flow.kind = "real_nvp";
  flow.masks = 1;
  flow.hidden_layers = 2;
  flow.units = 10;
  // Of four columns two pass: 2 x 10, 10 x 10 and 10 x 4 products, three times; the affine layer has 10.
  const FlowWork work = work_of_step(spec_of(flow, 4));
  EXPECT_EQ(work.multiply_adds, 3.0 * (20 + 100 + 40) + 3.0 * 10);
  EXPECT_EQ(work.tanhs, 20.0);
}

TEST(FlowLimit, CountsTheOutputsThatMakeASpline) {
  config::Flow flow;
  flow.kind = "spline";
  flow.masks = 1;
  flow.hidden_layers = 1;
  flow.units = 10;
  flow.bins = 5;
  // Two columns change: 5 widths, 5 heights, 4 slopes, scale and shift each.
  const FlowWork work = work_of_step(spec_of(flow, 4));
  EXPECT_EQ(work.multiply_adds, 3.0 * (20 + 10 * 2 * 16) + 3.0 * 10);
  EXPECT_EQ(work.tanhs, 10.0);
}

TEST(FlowLimit, CountsTheTrianglesOfALinearMixing) {
  config::Flow flow;
  flow.masks = 3;
  const double alone = work_of_step(spec_of(flow, 4)).multiply_adds;
  flow.mixing = "linear";
  // Two maps between three couplings: 6 products below and 6 above the diagonals, three times.
  EXPECT_EQ(work_of_step(spec_of(flow, 4)).multiply_adds, alone + 2.0 * 3.0 * 12.0);
}

TEST(FlowLimit, CountsTheConnectionsOfAnAutoregressiveLayer) {
  config::Flow flow;
  flow.kind = "autoregressive";
  flow.masks = 2;
  flow.hidden_layers = 1;
  flow.units = 2;
  // Of three columns units see 1 and 2; of the outputs of the columns see 0, 1 and 2 of the units, twice.
  const FlowWork work = work_of_step(spec_of(flow, 3));
  EXPECT_EQ(work.multiply_adds, 2.0 * 3.0 * (3 + 2 * 3) + 3.0 * 6);
  EXPECT_EQ(work.tanhs, 4.0);
}

TEST(FlowLimit, CountsTheProductsOfAFold) {
  config::Flow flow;
  flow.kind = "planar";
  flow.layers = 5;
  const FlowWork work = work_of_step(spec_of(flow, 8));
  EXPECT_EQ(work.multiply_adds, 5.0 * 6 * 8 + 3.0 * 36);
  EXPECT_EQ(work.tanhs, 5.0);
}

TEST(FlowLimit, MeasuresBothRatesInBothPrecisions) {
  for (const char* precision : {"float32", "float64"}) {
    const ProcessorRate rate = measure_processor(precision);
    EXPECT_GT(rate.tanhs, 0.0);
    EXPECT_GT(rate.multiply_adds, 0.0);
    EXPECT_TRUE(std::isfinite(rate.tanhs) && std::isfinite(rate.multiply_adds));
  }
}

TEST(FlowLimit, TimeIsWorkOverRate) {
  EXPECT_DOUBLE_EQ(
      least_seconds({.multiply_adds = 6.0, .tanhs = 2.0}, {.multiply_adds = 3.0, .tanhs = 4.0}, 10.0),
      10.0 * (2.0 + 0.5));
}

}  // namespace
}  // namespace epi::flow
