#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "identity_model.h"
#include "optimizer/trainer.h"

namespace epi::optimizer {

inline config::RunConfig small_config() {
  config::RunConfig config;
  config.flow.kind = "real_nvp";
  config.flow.split = "halves";
  config.flow.masks = 2;
  config.flow.units = 8;
  config.optimizer.learning_rate = 1e-2;
  config.optimizer.final_learning_rate = 5e-4;
  config.optimizer.epochs = 8;
  config.optimizer.iterations = 150;
  config.optimizer.batch = 200;
  config.optimizer.c0 = 0.1;
  config.optimizer.c_growth = 4.0;
  config.optimizer.c_max = 8.0;
  config.convergence.samples = 5000;
  return config;
}

class TrainerTest : public testing::Test {
 protected:
  static objective::EmergentProperty property() {
    using objective::ConstraintKind;
    return {"p",
            {{"a.mean", ConstraintKind::mean, 0, 1.0, 0.5, 0.0, 0.1, ""},
             {"a.std", ConstraintKind::second_moment, 0, 1.0, 0.5, 1.0, 0.1, ""},
             {"b.mean", ConstraintKind::mean, 1, -2.0, 2.0, 0.0, 0.1, ""},
             {"b.std", ConstraintKind::second_moment, 1, -2.0, 2.0, 1.0, 0.1, ""}},
            {}};
  }

  SeedResult run(TrainingObserver& observer, const std::optional<TrainingState>& from = {},
                 std::uint64_t seed = 1) {
    return train({config_, spec_, property_, simulator_}, seed, from, observer);
  }

  config::RunConfig config_ = small_config();
  flow::FlowSpec spec_{config_.flow, {"a", "b"}, {flow::Support{}, flow::Support{}}};
  objective::EmergentProperty property_ = property();
  Identity simulator_;
};

// Keeps every finished epoch; stops when told.
class Recorder : public TrainingObserver {
 public:
  explicit Recorder(int stop_in_epoch = 0) : stop_in_epoch_(stop_in_epoch) {}
  void on_trace(const TraceRecord& record) override { traces.push_back(record); }
  void on_epoch(const TrainingState& state) override { states.push_back(state); }
  void on_failures(const std::vector<FailureRecord>& records) override { failures = records; }
  bool should_stop() override {
    return stop_in_epoch_ > 0 && !traces.empty() && traces.back().epoch == stop_in_epoch_;
  }

  std::vector<TraceRecord> traces;
  std::vector<TrainingState> states;
  std::vector<FailureRecord> failures;

 private:
  int stop_in_epoch_;
};

}  // namespace epi::optimizer
