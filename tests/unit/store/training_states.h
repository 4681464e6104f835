#pragma once

#include "expectations.h"
#include "optimizer/records.h"

// States and records to write and compare.

namespace epi::store {

inline optimizer::EpochRecord epoch_record(int epoch, double number) {
  return {.epoch = epoch,
          .entropy = number,
          .entropy_error = -number,
          .samples = 10000,
          .failed = 12,
          .simulations = 1'000'000'000'000,
          .target_width = 100.0 / 3.0,
          .penalty_c = 4e-3,
          .eta = {number, 1.5},
          .constraints = {{.name = "frequency.mean",
                           .kind = "mean",
                           .unit = "Hz",
                           .centre = 0.1,
                           .scale = number,
                           .target = 0.0,
                           .mean = number,
                           .lower = -0.1,
                           .upper = 0.1,
                           .tolerance = 0.2,
                           .met = true,
                           .paper_p = 0.07,
                           .paper_met = false},
                          {.name = "rate.at_least",
                           .kind = "at_least",
                           .unit = "Hz",
                           .centre = 0.1,
                           .scale = number,
                           .target = 0.0,
                           .mean = 0.01,
                           .lower = 0.0,
                           .upper = number,
                           .tolerance = 0.05,
                           .met = false,
                           .paper_p = 1.0,
                           .paper_met = true}},
          .met = false,
          .paper_met = true};
}

inline void expect_same(const optimizer::EpochRecord& read, const optimizer::EpochRecord& written) {
  EXPECT_EQ(read.epoch, written.epoch);
  EXPECT_THAT(read.entropy, SameNumber(written.entropy));
  EXPECT_THAT(read.entropy_error, SameNumber(written.entropy_error));
  EXPECT_EQ(read.samples, written.samples);
  EXPECT_EQ(read.failed, written.failed);
  EXPECT_EQ(read.simulations, written.simulations);
  EXPECT_THAT(read.target_width, SameNumber(written.target_width));
  EXPECT_THAT(read.penalty_c, SameNumber(written.penalty_c));
  EXPECT_THAT(read.eta, SameNumbers(written.eta));
  EXPECT_EQ(read.met, written.met);
  EXPECT_EQ(read.paper_met, written.paper_met);
  ASSERT_EQ(read.constraints.size(), written.constraints.size());
  for (std::size_t i = 0; i < read.constraints.size(); ++i) {
    const auto& a = read.constraints[i];
    const auto& b = written.constraints[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.unit, b.unit);
    EXPECT_THAT(a.centre, SameNumber(b.centre));
    EXPECT_THAT(a.scale, SameNumber(b.scale));
    EXPECT_THAT(a.target, SameNumber(b.target));
    EXPECT_THAT(a.mean, SameNumber(b.mean));
    EXPECT_THAT(a.lower, SameNumber(b.lower));
    EXPECT_THAT(a.upper, SameNumber(b.upper));
    EXPECT_THAT(a.tolerance, SameNumber(b.tolerance));
    EXPECT_EQ(a.met, b.met);
    EXPECT_THAT(a.paper_p, SameNumber(b.paper_p));
    EXPECT_EQ(a.paper_met, b.paper_met);
  }
}

/// A state with every number that careless code would change.
inline optimizer::TrainingState training_state(int epoch) {
  optimizer::TrainingState state;
  state.epoch = epoch;
  state.simulations = 123'456'789'012;
  state.seconds = 0.1 * epoch;
  state.flow = {.weights = kDifficultNumbers, .moments = {1.0 / 3.0, 5e-324}};
  state.eta = {-0.0, 1e-310};
  state.penalty_c = 0.004;
  state.violation_norms = {0.1, std::numeric_limits<double>::quiet_NaN()};
  state.converged = true;
  state.best_epoch = epoch - 1;
  state.best_flow = {.weights = {1.0, static_cast<double>(epoch)}, .moments = {}};
  for (int i = 0; i <= epoch; ++i) {
    state.epochs.push_back(
        epoch_record(i, kDifficultNumbers[static_cast<std::size_t>(i) % kDifficultNumbers.size()]));
  }
  state.failures = {{.epoch = 1, .iteration = 0, .reason = "nonfinite", .z = kDifficultNumbers}};
  return state;
}

inline void expect_same(const optimizer::TrainingState& read, const optimizer::TrainingState& written) {
  EXPECT_EQ(read.epoch, written.epoch);
  EXPECT_EQ(read.simulations, written.simulations);
  EXPECT_THAT(read.seconds, SameNumber(written.seconds));
  EXPECT_THAT(read.flow.weights, SameNumbers(written.flow.weights));
  EXPECT_THAT(read.flow.moments, SameNumbers(written.flow.moments));
  EXPECT_THAT(read.eta, SameNumbers(written.eta));
  EXPECT_THAT(read.penalty_c, SameNumber(written.penalty_c));
  EXPECT_THAT(read.violation_norms, SameNumbers(written.violation_norms));
  EXPECT_EQ(read.converged, written.converged);
  EXPECT_EQ(read.best_epoch, written.best_epoch);
  EXPECT_THAT(read.best_flow.weights, SameNumbers(written.best_flow.weights));
  EXPECT_THAT(read.best_flow.moments, SameNumbers(written.best_flow.moments));
  ASSERT_EQ(read.epochs.size(), written.epochs.size());
  for (std::size_t i = 0; i < read.epochs.size(); ++i) expect_same(read.epochs[i], written.epochs[i]);
  ASSERT_EQ(read.failures.size(), written.failures.size());
  for (std::size_t i = 0; i < read.failures.size(); ++i) {
    EXPECT_EQ(read.failures[i].epoch, written.failures[i].epoch);
    EXPECT_EQ(read.failures[i].iteration, written.failures[i].iteration);
    EXPECT_EQ(read.failures[i].reason, written.failures[i].reason);
    EXPECT_THAT(read.failures[i].z, SameNumbers(written.failures[i].z));
  }
}

}  // namespace epi::store
