#include <csignal>
#include <random>
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

  /// Waits until the run has finished an epoch of its first seed.
  void await_first_epoch(Process& process, const char* out) const {
    while (!fs::exists(folder() / out / "seed-001" / "epochs.json") && process.is_running())
      std::this_thread::sleep_for(2ms);
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
  const std::pair<int, int> signals[] = {{SIGINT, 130}, {SIGTERM, 143}};
  for (const auto& [signal, code] : signals) {
    fs::remove_all(folder() / "out");
    Process process(run_into("out"));
    await_first_epoch(process, "out");
    process.send(signal);
    const Ended ended = process.wait();
    EXPECT_EQ(ended.code, code);
    EXPECT_NE(ended.err.find("epi resume out"), std::string::npos) << ended.err;
    EXPECT_EQ(json_of({"summary", "out"})["status"], "interrupted");
    EXPECT_NE(epi({"summary", "out"}).out.find("interrupted"), std::string::npos);

    const Ended resumed = epi({"resume", "out"});
    EXPECT_EQ(resumed.code, 3) << resumed.err;
    EXPECT_EQ(run_tree(folder() / "out"), expected);
  }
}

TEST_F(InterruptionTest, SecondSignalEndsTheProgramAtOnce) {
  json config = tiny_config();
  config["optimizer"]["batch"] = 200000;  // one iteration takes long enough for two signals
  write_json("config.json", config);
  Process process(run_into("out"));
  while (!fs::exists(folder() / "out" / "run.json") && process.is_running()) std::this_thread::sleep_for(2ms);
  process.send(SIGINT);
  std::this_thread::sleep_for(20ms);
  process.send(SIGINT);
  EXPECT_EQ(process.wait().code, 128 + SIGINT);
  EXPECT_EQ(json::parse(content_of(folder() / "out" / "run.json"))["status"], "running");
}

TEST_F(InterruptionTest, KilledRunResumesToTheSameResult) {
  const auto start = std::chrono::steady_clock::now();
  const auto expected = undisturbed();
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;

  // Kills at random moments of the run, then of its continuations; what is killed before it has begun is
  // started anew.
  std::mt19937 random(20240501);
  std::uniform_real_distribution<double> share(0.05, 0.5);
  constexpr int kKills = 6;
  for (int i = 0; i < kKills; ++i) {
    const bool has_begun = fs::exists(folder() / "out" / "run.json");
    Process process(has_begun ? setup({"resume", "out"}) : run_into("out"));
    std::this_thread::sleep_for(share(random) * whole);
    process.send(SIGKILL);
    process.wait();
  }
  const bool has_begun = fs::exists(folder() / "out" / "run.json");
  const Ended last = has_begun ? epi({"resume", "out"}) : Process(run_into("out")).wait();
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
  Process first(run_into("out"));
  await_first_epoch(first, "out");
  const Ended second = epi({"resume", "out"});
  EXPECT_EQ(second.code, 6);
  EXPECT_NE(second.err.find("another epi process"), std::string::npos) << second.err;
  EXPECT_EQ(first.wait().code, 3);
}

}  // namespace
}  // namespace epi::cli
