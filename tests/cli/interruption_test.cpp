#include <csignal>
#include <random>
#include <string>
#include <thread>

#include "program_fixture.h"
#include "run_tree.h"

namespace epi::cli {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Runs that are stopped in the middle and go on.
class InterruptionTest : public ProgramTest {
 protected:
  InterruptionTest() {
    json config = tiny_config();
    config["optimizer"]["epochs"] = 5;
    write_json("config.json", config);
  }

  Process::Setup run_into(const char* out) const { return setup({"run", "config.json", "--out", out}); }

  /// Waits until the checkpoint of an epoch of the first seed is on disk; epoch 0 is the initial
  /// distribution.
  void await_epoch(int epoch, Process& process, const std::string& out) const {
    const fs::path checkpoint =
        folder() / out / "seed-001" / "checkpoint" / ("epoch-000" + std::to_string(epoch) + ".ckpt");
    while (!fs::exists(checkpoint) && process.is_running()) std::this_thread::sleep_for(2ms);
    ASSERT_TRUE(process.is_running()) << "the run is too short to be interrupted";
  }

  /// A configuration whose iterations take so long that the run is still at work when a test is done with it.
  void write_slow_config() const {
    json config = tiny_config();
    config["optimizer"]["batch"] = 200000;
    write_json("config.json", config);
  }

  /// A configuration of the toy model whose simulations never end by themselves: at an offset of 77 they end
  /// when they are asked to, at 78 not even then.
  void write_endless_config(double offset) const {
    json config = tiny_config();
    config["model"]["id"] = std::string(EPI_TOY_MODULES_DIR) + "/toy_plain.so";
    config["parameters"] = {{"free", {"gain"}}, {"fixed", {{"offset", offset}}}};
    config["emergent_property"]["constraints"] = {{{"statistic", "s0"}, {"mean", 80.0}, {"std", 1.0}}};
    write_json("config.json", config);
  }

  /// The trace is opened just before the first simulation.
  void await_first_simulation(Process& process) const {
    while (!fs::exists(folder() / "out" / "seed-001" / "trace.csv") && process.is_running())
      std::this_thread::sleep_for(2ms);
    std::this_thread::sleep_for(20ms);
    ASSERT_TRUE(process.is_running()) << "the run is too short to be interrupted";
  }

  /// The files of a run that nothing disturbed.
  std::map<std::string, std::string> undisturbed() const {
    EXPECT_EQ(Process(run_into("whole")).wait().code, 3);
    return run_tree(folder() / "whole");
  }
};

TEST_F(InterruptionTest, InterruptedRunKeepsItsWorkAndResumesToTheSameResult) {
  const auto expected = undisturbed();
  struct Case {
    int signal, code;
    const char* out;
  };
  for (const Case& one : {Case{SIGINT, 130, "by_ctrl_c"}, Case{SIGTERM, 143, "by_kill"}}) {
    Process process(run_into(one.out));
    await_epoch(2, process, one.out);
    process.send(one.signal);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.code, one.code);
    EXPECT_NE(ended.err.find(std::string("epi resume ") + one.out), std::string::npos) << ended.err;
    EXPECT_EQ(json_of({"summary", one.out})["status"], "interrupted");
    EXPECT_EQ(json::parse(content_of(folder() / one.out / "run.json"))["exit_code"], one.code);
    EXPECT_NE(epi({"summary", one.out}).out.find("interrupted"), std::string::npos);

    const Ended resumed = epi({"resume", one.out});
    EXPECT_EQ(resumed.code, 3) << resumed.err;
    EXPECT_EQ(run_tree(folder() / one.out), expected);
  }
}

TEST_F(InterruptionTest, ASimulationThatTakesForEverIsAbandoned) {
  write_endless_config(/*offset=*/77.0);
  for (const auto& [signal, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    Process process(setup({"run", "config.json", "--out", "out", "--threads", "2"}));
    await_first_simulation(process);
    process.send(signal);
    EXPECT_EQ(process.wait().code, code);
    const json record = json::parse(content_of(folder() / "out" / "run.json"));
    EXPECT_EQ(record["status"], "interrupted");
    EXPECT_EQ(record["exit_code"], code);
    fs::remove_all(folder() / "out");
  }
}

TEST_F(InterruptionTest, SecondSignalEndsTheProgramAtOnce) {
  write_endless_config(/*offset=*/78.0);  // deaf to the first one
  Process process(run_into("out"));
  await_first_simulation(process);
  process.send(SIGINT);
  std::this_thread::sleep_for(20ms);
  process.send(SIGINT);
  EXPECT_EQ(process.wait().code, 128 + SIGINT);
  EXPECT_EQ(json::parse(content_of(folder() / "out" / "run.json"))["status"], "running");
}

TEST_F(InterruptionTest, KilledRunResumesToTheSameResult) {
  json config = tiny_config();
  config["optimizer"]["epochs"] = 5;
  config["optimizer"]["iterations"] = 15000;  // most of the time is then spent at work, not at the start
  write_json("config.json", config);
  const auto start = std::chrono::steady_clock::now();
  const auto expected = undisturbed();
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;

  // What is killed before its run.json is on disk has not begun.
  const auto go_on = [&] {
    return fs::exists(folder() / "out" / "run.json") ? setup({"resume", "out"}) : run_into("out");
  };
  // Random moments of the run, then of its continuations.
  std::mt19937 random(20240501);
  std::uniform_real_distribution<double> share(0.05, 0.5);
  constexpr int kKills = 6;
  int n_killed_at_work = 0;
  for (int i = 0; i < kKills; ++i) {
    Process process(go_on());
    std::this_thread::sleep_for(share(random) * whole);
    if (process.is_running() && fs::exists(folder() / "out" / "seed-001" / "trace.csv")) ++n_killed_at_work;
    process.send(SIGKILL);
    process.wait();
  }
  EXPECT_GT(n_killed_at_work, 0);
  const Ended last = Process(go_on()).wait();
  EXPECT_EQ(last.code, 3) << last.err;
  EXPECT_EQ(run_tree(folder() / "out"), expected);
}

TEST_F(InterruptionTest, FinishedRunIsLeftAsItIs) {
  const auto expected = undisturbed();
  const std::string record = content_of(folder() / "whole" / "run.json");
  const Ended ended = epi({"resume", "whole"});
  EXPECT_EQ(ended.code, 3) << ended.err;
  EXPECT_EQ(content_of(folder() / "whole" / "run.json"), record);
  EXPECT_EQ(run_tree(folder() / "whole"), expected);
}

TEST_F(InterruptionTest, TwoProcessesCannotWriteOneRun) {
  write_slow_config();
  Process first(run_into("out"));
  await_epoch(0, first, "out");
  const Ended second = epi({"resume", "out"});
  ASSERT_TRUE(first.is_running());
  EXPECT_EQ(second.code, 6);
  EXPECT_NE(second.err.find("another epi process"), std::string::npos) << second.err;
}

}  // namespace
}  // namespace epi::cli
