#include <algorithm>
#include <cmath>
#include <sstream>

#include "program_fixture.h"
#include "run_tree.h"

namespace epi::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// A small run, and every verb that reads it.
class InferenceTest : public ProgramTest {
 protected:
  InferenceTest() { write_json("config.json", tiny_config()); }

  void run_once(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words = {"run", "config.json", "--out", "out"};
    words.insert(words.end(), options.begin(), options.end());
    const Ended ended = epi(words);
    ASSERT_EQ(ended.code, 3) << ended.err;  // three short epochs are too few
  }
};

TEST_F(InferenceTest, RunSaysWhatItDoesAndWhatCameOut) {
  const Ended ended = epi({"run", "config.json", "--out", "out"});
  EXPECT_EQ(ended.code, 3);
  for (const char* part : {"run folder: out", "/2, epoch ", "H = ", "simulations/s"})
    EXPECT_NE(ended.err.find(part), std::string::npos) << part << "\n" << ended.err;
  EXPECT_EQ(ended.err.find('\r'), std::string::npos) << "a bar without a terminal";
  EXPECT_NE(ended.out.find("not converged"), std::string::npos) << ended.out;
  EXPECT_EQ(epi({"summary", "out"}).out, ended.out);
}

TEST_F(InferenceTest, TellsWhereTheTimeWent) {
  run_once();
  const json record = json::parse(content_of(folder() / "out" / "run.json"));
  double sum = 0.0;
  for (const json& seed : record.at("seeds")) {
    for (const char* phase : {"start", "sample", "simulate", "backward", "step", "evaluate"}) {
      EXPECT_GT(seed.at("phase_seconds").at(phase).get<double>(), 0.0) << phase;
      sum += seed.at("phase_seconds").at(phase).get<double>();
    }
  }
  // Two seeds may have been trained side by side.
  EXPECT_LT(sum, 2.0 * record.at("wall_seconds").get<double>());
  EXPECT_GT(record.at("peak_memory_bytes").get<double>(), 1e7);
  EXPECT_NE(epi({"summary", "out"}).out.find("peak memory"), std::string::npos);
}

TEST_F(InferenceTest, BenchTimesWhatARunWouldDoAndWritesNothing) {
  const json bench = json_of({"bench", "config.json", "--iterations", "20"});
  EXPECT_EQ(bench.at("model"), "lds");
  EXPECT_EQ(bench.at("batch"), 100);
  EXPECT_EQ(bench.at("parameters"), 4);
  double share = 0.0, microseconds = 0.0;
  for (const json& phase : bench.at("phases")) {
    EXPECT_GT(phase.at("microseconds").get<double>(), 0.0) << phase;
    share += phase.at("share").get<double>();
    microseconds += phase.at("microseconds").get<double>();
  }
  EXPECT_NEAR(share, 1.0, 1e-9);
  EXPECT_NEAR(bench.at("iterations_per_second").get<double>(), 1e6 / microseconds, 1e-3);
  EXPECT_GT(bench.at("limit").at("microseconds").get<double>(), 0.0);
  EXPECT_LE(bench.at("limit").at("share").get<double>(), 1.0);
  EXPECT_FALSE(fs::exists(folder() / "runs"));
  const Ended words = epi({"bench", "config.json", "--iterations", "5"});
  EXPECT_EQ(words.code, 0) << words.err;
  EXPECT_NE(words.out.find("iterations/s"), std::string::npos) << words.out;
}

TEST_F(InferenceTest, BenchRefusesNoIterationsAndNoProperty) {
  EXPECT_EQ(epi({"bench", "config.json", "--iterations", "0"}).code, 1);
  const Ended ended = epi({"bench"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("epi bench needs CONFIG.json"), std::string::npos) << ended.err;
}

TEST_F(InferenceTest, QuietRunSaysNothing) {
  const Ended ended = epi({"run", "config.json", "--out", "out", "--quiet"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "");
}

TEST_F(InferenceTest, BarIsDrawnOnATerminalAndFitsIt) {
  Process::Setup on_terminal = setup({"run", "config.json", "--out", "out"});
  on_terminal.on_terminal = true;
  on_terminal.environment["TERM"] = "xterm";
  const Ended ended = Process(on_terminal).wait();
  EXPECT_EQ(ended.code, 3);
  std::size_t n_bars = 0;
  for (std::size_t at = 0; (at = ended.err.find("\r[", at)) != std::string::npos; ++at) {
    ++n_bars;
    EXPECT_LT(ended.err.find("\033[K", at) - at, 81u)
        << ended.err.substr(at, 120);  // with the carriage return
  }
  EXPECT_GT(n_bars, 0u) << ended.err;
}

TEST_F(InferenceTest, RunPrintsADocument) {
  const json document = json_of({"run", "config.json", "--out", "out"}, 3);
  EXPECT_EQ(document["folder"], "out");
  EXPECT_EQ(document["exit_code"], 3);
  EXPECT_EQ(document["summary"], json_of({"summary", "out"}));
  const json record = json::parse(content_of(folder() / "out" / "run.json"));
  EXPECT_EQ(record["exit_code"], 3);
  EXPECT_EQ(record["command_line"], json({"epi", "run", "config.json", "--out", "out", "--json"}));
}

TEST_F(InferenceTest, EasyPropertyConvergesWithCodeZero) {
  json config = tiny_config();
  // Any growth rate within 10 of 0 is close enough: the first distribution already meets it.
  config["emergent_property"]["constraints"] = {
      {{"statistic", "growth_rate"}, {"mean", 0.0}, {"tolerance", 10.0}}};
  write_json("config.json", config);
  const Ended ended = epi({"run", "config.json", "--out", "out"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("converged: the property is met"), std::string::npos) << ended.out;
  EXPECT_EQ(json_of({"summary", "out"})["status"], "converged");
}

TEST_F(InferenceTest, SummarySpeaksOfConstraintsSeedsParametersAndFiles) {
  run_once();
  const json document = json_of({"summary", "out"});
  EXPECT_EQ(document["status"], "not_converged");
  EXPECT_EQ(document["seeds"].size(), 2u);
  EXPECT_EQ(document["constraints"].size(), 4u);
  EXPECT_EQ(document["parameters"].size(), 4u);
  const std::string words = epi({"summary", "out"}).out;
  for (const char* part :
       {"lds", "one hertz", "entropy", "growth_rate", "frequency", "Hz", "95 % interval", "Seeds", "bound",
        "k-hat", "Parameters", "median", "a4", "samples.csv", "samples.nc", "config.resolved.json"})
    EXPECT_NE(words.find(part), std::string::npos) << part << "\n" << words;
}

TEST_F(InferenceTest, SamplesAreReproducibleAndCanBeEvaluated) {
  run_once();
  const Ended draws = epi({"sample", "out", "-n", "20", "--seed", "7"});
  ASSERT_EQ(draws.code, 0) << draws.err;
  EXPECT_EQ(epi({"sample", "out", "-n", "20", "--seed", "7"}).out, draws.out);
  EXPECT_NE(epi({"sample", "out", "-n", "20", "--seed", "8"}).out, draws.out);
  EXPECT_EQ(draws.out.substr(0, draws.out.find('\n')), "a1,a2,a3,a4,log_prob");
  EXPECT_EQ(std::count(draws.out.begin(), draws.out.end(), '\n'), 21);

  // The density at the draws is the one that they were printed with; sampling and inversion differ by
  // rounding.
  write("draws.csv", draws.out);
  const json evaluation = json_of({"evaluate", "out", "--points", "draws.csv"});
  const json sampled = json_of({"sample", "out", "-n", "20", "--seed", "7"});
  ASSERT_EQ(evaluation["log_prob"].size(), 20u);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_NEAR(evaluation["log_prob"][i].get<double>(), sampled["rows"][i].back().get<double>(), 1e-6);
}

TEST_F(InferenceTest, EvaluateGivesDerivatives) {
  run_once();
  write("points.csv", "a4,a3,a2,a1\n0.5,-1,2,0.25\n0.5,-1,2,0.2501\n0,0,0,11\n");
  const json document = json_of({"evaluate", "out", "--points", "points.csv", "--gradient", "--hessian"});
  EXPECT_EQ(document["parameters"], json({"a1", "a2", "a3", "a4"}));
  EXPECT_EQ(document["points"][0], json({0.25, 2.0, -1.0, 0.5}));
  const double step = 1e-4;  // in a1
  const double slope = (document["log_prob"][1].get<double>() - document["log_prob"][0].get<double>()) / step;
  // A forward difference is off by half a step times the second derivative.
  const double bound = step * (1.0 + std::abs(document["hessian"][0][0][0].get<double>()));
  EXPECT_NEAR(document["gradient"][0][0].get<double>(), slope, bound);
  EXPECT_TRUE(document["log_prob"][2].is_null());  // outside the support

  const Ended csv = epi({"evaluate", "out", "--points", "points.csv", "--gradient", "--hessian"});
  EXPECT_EQ(csv.code, 0) << csv.err;
  EXPECT_EQ(
      csv.out.find("a1,a2,a3,a4,log_prob,gradient_a1,gradient_a2,gradient_a3,gradient_a4,hessian_a1_a1,"),
      0u);
  EXPECT_NE(csv.out.find("\n11,0,0,0,-inf,"), std::string::npos) << csv.out;
}

TEST_F(InferenceTest, EvaluateNeedsEveryFreeParameter) {
  run_once();
  EXPECT_EQ(epi({"evaluate", "out"}).code, 1);
  const Ended misspelt = epi({"evaluate", "out", "--points", "-"}, "a1,a2,a3,a_4\n1,2,3,4\n");
  EXPECT_EQ(misspelt.code, 1);
  EXPECT_NE(misspelt.err.find("stdin:1:10"), std::string::npos) << misspelt.err;
  EXPECT_NE(misspelt.err.find("did you mean \"a4\""), std::string::npos) << misspelt.err;
}

TEST_F(InferenceTest, ThreadsDoNotChangeTheResult) {
  run_once({"--threads", "1"});
  const auto one = run_tree(folder() / "out");
  run_once({"--threads", "2", "--overwrite"});
  const auto two = run_tree(folder() / "out");
  ASSERT_FALSE(one.empty());
  EXPECT_EQ(one, two);
}

TEST_F(InferenceTest, TooManyFailedSimulationsEndTheRunWithTheirOwnCodeAndAreListed) {
  json config = tiny_config();
  config["model"]["id"] = std::string(EPI_TOY_MODULES_DIR) + "/toy_plain.so";
  config["parameters"] = {{"free", {"offset"}}};
  config["initialization"] = {{"mean", {{"offset", 100.0}}},
                              {"std", {{"offset", 10.0}}}};  // diverges above 100
  config["emergent_property"]["constraints"] = {{{"statistic", "s0"}, {"mean", 0.0}, {"std", 1.0}}};
  write_json("config.json", config);
  const Ended ended = epi({"run", "config.json", "--out", "out"});
  EXPECT_EQ(ended.code, 5) << ended.err;
  EXPECT_NE(ended.err.find("failures.csv"), std::string::npos) << ended.err;
  EXPECT_NE(content_of(folder() / "out" / "failures.csv").find("diverged"), std::string::npos);
  EXPECT_EQ(json_of({"summary", "out"})["exit_code"], 5);
}

TEST_F(InferenceTest, ReaderWhoLeavesEndsTheVerbQuietly) {
  run_once();
  const std::string command = std::string("\"$0\" sample out -n 200000 | head -n 1; echo ${PIPESTATUS[0]}");
  Process::Setup piped = setup({});
  piped.arguments = {"/bin/bash", "-c", command, piped.arguments.front()};
  const Ended ended = Process(piped).wait();
  EXPECT_EQ(ended.out, "a1,a2,a3,a4,log_prob\n141\n");  // 128 + SIGPIPE
  EXPECT_EQ(ended.err, "");
}

}  // namespace
}  // namespace epi::cli
