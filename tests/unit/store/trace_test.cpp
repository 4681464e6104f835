#include "store/trace.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

using optimizer::TraceRecord;

const TraceColumns kColumns = {.equalities = {"frequency.mean", "frequency.std"},
                               .inequalities = {"rate.at_least"}};

TraceRecord row(int epoch, int iteration) {
  return {.epoch = epoch,
          .iteration = iteration,
          .simulations = 1000LL * iteration,
          .seconds = 0.125 * iteration,
          .entropy = 7.0 / iteration,
          .violation = {0.1, -0.2, 0.0},
          .eta = {1.0, -1.0},
          .penalty_c = 0.001,
          .failed_share = 0.0};
}

void write_rows(const std::filesystem::path& file, std::initializer_list<TraceRecord> rows) {
  TraceWriter writer = TraceWriter::start(file, kColumns);
  for (const TraceRecord& record : rows) writer.append(record);
}

std::vector<std::pair<int, int>> places(const Trace& trace) {
  std::vector<std::pair<int, int>> result;
  for (const TraceRecord& record : trace.rows) result.emplace_back(record.epoch, record.iteration);
  return result;
}

using Places = std::vector<std::pair<int, int>>;

TEST(Trace, TheTextIsTheDocumentedOne) {
  const TemporaryFolder folder;
  write_rows(folder / "trace.csv", {row(1, 10)});
  EXPECT_EQ(read_file(folder / "trace.csv"),
            "epoch,iteration,simulations,seconds,H,R[frequency.mean],R[frequency.std],R[rate.at_least],"
            "eta[frequency.mean],eta[frequency.std],c,failed_share\n"
            "1,10,10000,1.25,0.7,0.1,-0.2,0,1,-1,0.001,0\n");
}

TEST(Trace, TheFolderOfANewTraceIsMade) {
  const TemporaryFolder folder;
  write_rows(folder / "seed-001/trace.csv", {row(1, 1)});
  EXPECT_EQ(read_trace(folder / "seed-001/trace.csv").rows.size(), 1U);
}

TEST(Trace, DifficultNumbersReadBack) {
  const TemporaryFolder folder;
  {
    TraceWriter writer = TraceWriter::start(folder / "trace.csv", kColumns);
    for (const double value : kDifficultNumbers) {
      TraceRecord record = row(1, 1);
      record.simulations = std::numeric_limits<std::int64_t>::max();
      record.seconds = record.entropy = record.penalty_c = record.failed_share = value;
      record.violation = {value, value, value};
      record.eta = {value, value};
      writer.append(record);
    }
  }
  const Trace trace = read_trace(folder / "trace.csv");
  EXPECT_EQ(trace.columns.equalities, kColumns.equalities);
  EXPECT_EQ(trace.columns.inequalities, kColumns.inequalities);
  ASSERT_EQ(trace.rows.size(), kDifficultNumbers.size());
  for (std::size_t i = 0; i < trace.rows.size(); ++i) {
    const double value = kDifficultNumbers[i];
    EXPECT_EQ(trace.rows[i].simulations, std::numeric_limits<std::int64_t>::max());
    EXPECT_THAT(trace.rows[i].seconds, SameNumber(value));
    EXPECT_THAT(trace.rows[i].entropy, SameNumber(value));
    EXPECT_THAT(trace.rows[i].penalty_c, SameNumber(value));
    EXPECT_THAT(trace.rows[i].failed_share, SameNumber(value));
    EXPECT_THAT(trace.rows[i].violation, SameNumbers(std::vector{value, value, value}));
    EXPECT_THAT(trace.rows[i].eta, SameNumbers(std::vector{value, value}));
  }
}

TEST(Trace, EveryRowCanBeReadAsSoonAsItIsAppended) {
  const TemporaryFolder folder;
  TraceWriter writer = TraceWriter::start(folder / "trace.csv", kColumns);
  for (int iteration = 1; iteration <= 3; ++iteration) {
    writer.append(row(1, iteration));
    EXPECT_EQ(read_trace(folder / "trace.csv").rows.size(), static_cast<std::size_t>(iteration));
  }
}

TEST(Trace, ResumeCutsWhatTheCheckpointDoesNotKnow) {
  const TemporaryFolder folder;
  write_rows(folder / "trace.csv", {row(1, 1), row(1, 2), row(2, 1), row(3, 1)});
  TraceWriter::resume(folder / "trace.csv", kColumns, 2).append(row(3, 5));
  EXPECT_EQ(places(read_trace(folder / "trace.csv")), (Places{{1, 1}, {1, 2}, {2, 1}, {3, 5}}));
}

TEST(Trace, ResumeFromEpochZeroKeepsOnlyTheHeader) {
  const TemporaryFolder folder;
  write_rows(folder / "trace.csv", {row(1, 1)});
  TraceWriter::resume(folder / "trace.csv", kColumns, 0);
  EXPECT_TRUE(read_trace(folder / "trace.csv").rows.empty());
}

TEST(Trace, AKillAtAnyByteLeavesAFileThatResumes) {
  const TemporaryFolder folder;
  const auto file = folder / "trace.csv";
  write_rows(file, {row(1, 1), row(1, 2)});
  const std::string first_epoch = read_file(file);
  write_rows(file, {row(1, 1), row(1, 2), row(2, 1), row(2, 2)});
  const std::string whole = read_file(file);
  for (std::size_t length = first_epoch.size(); length <= whole.size(); ++length) {
    overwrite(file, whole.substr(0, length));
    EXPECT_NO_THROW(read_trace(file)) << length;
    TraceWriter::resume(file, kColumns, 1).append(row(2, 7));
    EXPECT_EQ(places(read_trace(file)), (Places{{1, 1}, {1, 2}, {2, 7}})) << length;
  }
}

TEST(Trace, AMissingFileOrATornHeaderIsStartedAnew) {
  const TemporaryFolder folder;
  const auto file = folder / "trace.csv";
  for (const char* text : {"", "epoch,itera"}) {
    write_file_atomically(file, text);
    TraceWriter::resume(file, kColumns, 0).append(row(1, 1));
    EXPECT_EQ(places(read_trace(file)), (Places{{1, 1}}));
  }
  std::filesystem::remove(file);
  TraceWriter::resume(file, kColumns, 0).append(row(1, 1));
  EXPECT_EQ(places(read_trace(file)), (Places{{1, 1}}));
}

TEST(Trace, ATraceOfOtherConstraintsIsNotContinued) {
  const TemporaryFolder folder;
  write_rows(folder / "trace.csv", {row(1, 1)});
  const std::string before = read_file(folder / "trace.csv");
  const TraceColumns others = {.equalities = {"frequency.mean"}, .inequalities = {}};
  EXPECT_THAT(error_of([&] { TraceWriter::resume(folder / "trace.csv", others, 1); }),
              IsError(ErrorKind::io, "trace.csv"));
  EXPECT_EQ(read_file(folder / "trace.csv"), before);
}

TEST(Trace, ADamagedRowIsNamedByItsLine) {
  const TemporaryFolder folder;
  write_rows(folder / "trace.csv", {row(1, 1), row(1, 2)});
  std::string text = read_file(folder / "trace.csv");
  text.replace(text.find("\n1,1,") + 1, 1, "x");
  write_file_atomically(folder / "trace.csv", text);
  EXPECT_THAT(error_of([&] { read_trace(folder / "trace.csv"); }), IsError(ErrorKind::io, "line 2"));
  EXPECT_THAT(error_of([&] { TraceWriter::resume(folder / "trace.csv", kColumns, 1); }),
              IsError(ErrorKind::io, "line 2"));
}

TEST(Trace, OtherTextIsNotATrace) {
  const TemporaryFolder folder;
  for (const char* text :
       {"", "\n", "a,b\n1,2\n", "epoch,iteration,simulations,seconds,H,eta[x],c,failed_share\n"}) {
    write_file_atomically(folder / "trace.csv", text);
    EXPECT_THAT(error_of([&] { read_trace(folder / "trace.csv"); }), IsError(ErrorKind::io, "header"))
        << text;
  }
}

TEST(Trace, AFileInPlaceOfTheFolderIsAnError) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "seed-001", "");
  EXPECT_EQ(error_of([&] { TraceWriter::start(folder / "seed-001/trace.csv", kColumns); }).kind(),
            ErrorKind::io);
}

TEST(Trace, AFullDiskIsReportedByTheRowThatDidNotFit) {
  const TemporaryFolder folder;
  TraceWriter writer = TraceWriter::start(folder / "trace.csv", kColumns);
  writer.append(row(1, 1));
  // A limit on the size of files stands in for a full disk; it holds for every user.
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {.rlim_cur = std::filesystem::file_size(folder / "trace.csv"),
                        .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Error error = error_of([&] { writer.append(row(1, 2)); });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(error, IsError(ErrorKind::io, "File too large"));
  EXPECT_EQ(places(read_trace(folder / "trace.csv")), (Places{{1, 1}}));
}

}  // namespace
}  // namespace epi::store
