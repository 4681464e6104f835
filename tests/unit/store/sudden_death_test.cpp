// A process that writes a seed's files is killed at arbitrary moments; what it leaves must always be
// readable.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "store/checkpoint.h"
#include "store/epoch_file.h"
#include "store/flow_file.h"
#include "store/run_folder.h"
#include "store/trace.h"
#include "temporary_folder.h"
#include "training_states.h"

namespace epi::store {
namespace {

const CheckpointIdentity kIdentity = {.config = "c0ffee", .model = "f00d", .seed = 1};
const TraceColumns kColumns = {.equalities = {"frequency.mean"}, .inequalities = {}};

StoredFlow flow_of(int epoch) {
  StoredFlow flow;
  flow.spec.names = {"a1"};
  flow.spec.support = {{}};
  flow.state.weights.assign(1000, epoch);
  flow.weights = {{.name = "w", .shape = {1000}, .offset = 0}};
  return flow;
}

void write_epoch(const SeedFolder& folder, TraceWriter& trace, int epoch) {
  for (int iteration = 1; iteration <= 5; ++iteration) {
    trace.append({.epoch = epoch, .iteration = iteration, .violation = {0.5}, .eta = {0.25}});
  }
  optimizer::TrainingState state = training_state(3);
  state.epoch = epoch;
  save_epochs(folder.epochs(), state.epochs);
  save_checkpoint(folder.checkpoints(), state, kIdentity);
  save_flow(folder.flow(), flow_of(epoch));
}

/// Continues the seed as a resumed run would, for ever.
[[noreturn]] void write_until_killed(const SeedFolder& folder) {
  const auto loaded = load_newest_checkpoint(folder.checkpoints(), kIdentity);
  int epoch = loaded ? loaded->state.epoch : 0;
  TraceWriter trace = TraceWriter::resume(folder.trace(), kColumns, epoch);
  while (true) write_epoch(folder, trace, ++epoch);
}

TEST(SuddenDeath, WhateverTheMomentTheFilesAreWholeAndFitTogether) {
  const TemporaryFolder temporary;
  const SeedFolder folder{temporary / "seed-001"};
  TraceWriter trace = TraceWriter::start(folder.trace(), kColumns);
  write_epoch(folder, trace, 1);

  std::mt19937 random(1);
  std::uniform_int_distribution<int> milliseconds(1,
                                                  40);  // from the first file of a session to several epochs
  for (int round = 0; round < 25; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(folder);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself";

    const auto loaded = load_newest_checkpoint(folder.checkpoints(), kIdentity);
    ASSERT_TRUE(loaded.has_value());
    EXPECT_THAT(loaded->warnings, testing::IsEmpty());
    const int epoch = loaded->state.epoch;
    EXPECT_NO_THROW(load_epochs(folder.epochs()));
    const double written = load_flow(folder.flow()).state.weights.front();
    // Kills between a checkpoint and its flow, one after another, may leave the flow several epochs behind;
    // never ahead.
    EXPECT_GE(written, 1);
    EXPECT_LE(written, epoch);
    const Trace rows = read_trace(folder.trace());
    ASSERT_FALSE(rows.rows.empty());
    EXPECT_GE(rows.rows.back().epoch, epoch);  // the rows of a checkpoint's epochs are all there
  }
  EXPECT_GT(load_newest_checkpoint(folder.checkpoints(), kIdentity)->state.epoch, 1)
      << "no epoch was ever written";
}

}  // namespace
}  // namespace epi::store
