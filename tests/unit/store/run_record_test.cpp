#include "store/run_record.h"

#include <epi/abi/version.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

RunRecord full_record() {
  RunRecord record;
  record.status = RunStatus::converged;
  record.exit_code = 0;
  record.started = "2024-05-01T09:30:00Z";
  record.finished = "2024-05-01T10:00:00Z";
  record.wall_seconds = 1800.25;
  record.sessions = 2;
  record.threads = 3;
  record.machine = {.name = "lab", .cpu = "A CPU @ 2 GHz", .cpu_level = "x86-64-v3", .logical_cpus = 8};
  record.host = {
      .version = "0.1.0", .git = "abc123", .libtorch = "1.13.1", .abi_version = EPI_ABI_MAKE(1U, 2U)};
  record.command_line = {"epi", "run", "a file.json", "--seeds", "1:3"};
  record.model.id = "lds";
  record.model.version = "1.2.3";
  record.model.fingerprint = "f00d";
  record.model.settings = {{"tau", 1.0}, {"name", "x"}};
  record.model.module = {.id = "lds",
                         .version = "1.2.3",
                         .license = "MIT",
                         .build = "gcc 12",
                         .file = "/lib/lds.so",
                         .sha256 = "00ff",
                         .abi_version = EPI_ABI_MAKE(1U, 0U)};
  record.property = "a band of 1 Hz \"oscillations\"";
  record.seeds = {{.seed = 18446744073709551615U,
                   .outcome = "converged",
                   .epochs = 12,
                   .best_epoch = 11,
                   .entropy = 7.04},
                  {.seed = 2,
                   .outcome = "budget_exhausted",
                   .epochs = 12,
                   .best_epoch = -1,
                   .entropy = -std::numeric_limits<double>::infinity()},
                  {.seed = 3, .outcome = "waiting", .epochs = 0, .best_epoch = -1, .entropy = std::nullopt}};
  record.seeds[0].certificate = optimizer::Certificate{.samples = 20000,
                                                       .failed = 3,
                                                       .random_samples = 50000,
                                                       .entropy = 7.0,
                                                       .entropy_error = 0.01,
                                                       .objective = 6.9,
                                                       .bound = 7.05,
                                                       .bound_error = 0.004,
                                                       .divergence = 0.1,
                                                       .eta = {0.1, 0.5},
                                                       .missed_share = 0.02,
                                                       .effective_share = 0.8,
                                                       .samples_pareto_k = 0.6,
                                                       .pareto_k = 0.4,
                                                       .doubt = "why not"};
  record.winning_seed = 18446744073709551615U;
  record.message = "converged";
  record.advice = "read the report";
  return record;
}

void expect_same(const RunRecord& read, const RunRecord& written) {
  EXPECT_EQ(read.status, written.status);
  EXPECT_EQ(read.exit_code, written.exit_code);
  EXPECT_EQ(read.started, written.started);
  EXPECT_EQ(read.finished, written.finished);
  EXPECT_EQ(read.wall_seconds, written.wall_seconds);
  EXPECT_EQ(read.sessions, written.sessions);
  EXPECT_EQ(read.threads, written.threads);
  EXPECT_EQ(read.machine.name, written.machine.name);
  EXPECT_EQ(read.machine.cpu, written.machine.cpu);
  EXPECT_EQ(read.machine.cpu_level, written.machine.cpu_level);
  EXPECT_EQ(read.machine.logical_cpus, written.machine.logical_cpus);
  EXPECT_EQ(read.host.version, written.host.version);
  EXPECT_EQ(read.host.git, written.host.git);
  EXPECT_EQ(read.host.libtorch, written.host.libtorch);
  EXPECT_EQ(read.host.abi_version, written.host.abi_version);
  EXPECT_EQ(read.command_line, written.command_line);
  EXPECT_EQ(read.model.id, written.model.id);
  EXPECT_EQ(read.model.version, written.model.version);
  EXPECT_EQ(read.model.fingerprint, written.model.fingerprint);
  EXPECT_EQ(read.model.settings, written.model.settings);
  EXPECT_EQ(read.model.module.id, written.model.module.id);
  EXPECT_EQ(read.model.module.version, written.model.module.version);
  EXPECT_EQ(read.model.module.license, written.model.module.license);
  EXPECT_EQ(read.model.module.build, written.model.module.build);
  EXPECT_EQ(read.model.module.file, written.model.module.file);
  EXPECT_EQ(read.model.module.sha256, written.model.module.sha256);
  EXPECT_EQ(read.model.module.abi_version, written.model.module.abi_version);
  EXPECT_EQ(read.property, written.property);
  EXPECT_EQ(read.winning_seed, written.winning_seed);
  EXPECT_EQ(read.message, written.message);
  EXPECT_EQ(read.advice, written.advice);
  ASSERT_EQ(read.seeds.size(), written.seeds.size());
  for (std::size_t i = 0; i < read.seeds.size(); ++i) {
    EXPECT_EQ(read.seeds[i].seed, written.seeds[i].seed);
    EXPECT_EQ(read.seeds[i].outcome, written.seeds[i].outcome);
    EXPECT_EQ(read.seeds[i].epochs, written.seeds[i].epochs);
    EXPECT_EQ(read.seeds[i].best_epoch, written.seeds[i].best_epoch);
    EXPECT_EQ(read.seeds[i].entropy, written.seeds[i].entropy);
    EXPECT_EQ(read.seeds[i].certificate, written.seeds[i].certificate);
  }
}

TEST(RunRecord, AFinishedRunReadsBack) {
  const TemporaryFolder folder;
  save_run_record(folder / "run.json", full_record());
  expect_same(load_run_record(folder / "run.json"), full_record());
}

TEST(RunRecord, ARunThatHasJustStartedReadsBack) {
  const TemporaryFolder folder;
  save_run_record(folder / "run.json", RunRecord{});
  expect_same(load_run_record(folder / "run.json"), RunRecord{});
}

TEST(RunRecord, EveryStatusReadsBack) {
  const TemporaryFolder folder;
  for (const auto status : {RunStatus::running, RunStatus::converged, RunStatus::not_converged,
                            RunStatus::interrupted, RunStatus::failed}) {
    RunRecord record;
    record.status = status;
    save_run_record(folder / "run.json", record);
    EXPECT_EQ(load_run_record(folder / "run.json").status, status);
  }
}

TEST(RunRecord, AMissingFieldAnUnknownStatusOrABadVersionIsADamagedFile) {
  const TemporaryFolder folder;
  save_run_record(folder / "run.json", full_record());
  const auto good = nlohmann::json::parse(read_file(folder / "run.json"));
  const auto refused = [&](const nlohmann::json& document, const std::string& text) {
    overwrite(folder / "run.json", document.dump());
    EXPECT_THAT(error_of([&] { load_run_record(folder / "run.json"); }), IsError(ErrorKind::io, text))
        << document;
  };
  for (const auto& [key, value] : good.items()) {
    auto document = good;
    document.erase(key);
    refused(document, key);
  }
  auto document = good;
  document["status"] = "sleeping";
  refused(document, "sleeping");
  for (const char* version : {"1", "1.", ".1", "1.x", "-1.0", "1.65536"}) {
    document = good;
    document["host"]["abi"] = version;
    refused(document, version);
  }
}

TEST(RunRecord, AFileCutAnywhereIsAnErrorOfInputAndOutput) {
  const TemporaryFolder folder;
  save_run_record(folder / "run.json", full_record());
  const std::string whole = read_file(folder / "run.json");
  for (std::size_t length = 0; length + 2 < whole.size(); ++length) {  // the last two bytes are "}\n"
    overwrite(folder / "run.json", whole.substr(0, length));
    EXPECT_EQ(error_of([&] { load_run_record(folder / "run.json"); }).kind(), ErrorKind::io) << length;
  }
}

}  // namespace
}  // namespace epi::store
