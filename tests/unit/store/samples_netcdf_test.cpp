#include "store/samples_netcdf.h"

#include <gtest/gtest.h>
#include <netcdf.h>

#include <chrono>
#include <thread>

#include "base/digest.h"
#include "expectations.h"
#include "sample_tables.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

/// Reads a file through the C library, independently of the writer.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) {
    EXPECT_EQ(nc_open(file.c_str(), NC_NOWRITE, &id_), NC_NOERR);
  }
  ~Reader() { nc_close(id_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// @param name  absolute, e.g. "/posterior"; "/" is the root.
  int group(const std::string& name) const {
    int group = id_;
    if (name == "/") return group;
    EXPECT_EQ(nc_inq_grp_full_ncid(id_, name.c_str(), &group), NC_NOERR) << name;
    return group;
  }
  static bool has(int group, const char* name) {
    int variable = 0;
    return nc_inq_varid(group, name, &variable) == NC_NOERR;
  }
  static int variable(int group, const char* name) {
    int variable = -1;
    EXPECT_EQ(nc_inq_varid(group, name, &variable), NC_NOERR) << name;
    return variable;
  }
  /// The names of a variable's dimensions.
  static std::vector<std::string> dimensions(int group, const char* name) {
    int count = 0;
    EXPECT_EQ(nc_inq_varndims(group, variable(group, name), &count), NC_NOERR);
    std::vector<int> ids(static_cast<std::size_t>(count));
    EXPECT_EQ(nc_inq_vardimid(group, variable(group, name), ids.data()), NC_NOERR);
    std::vector<std::string> names;
    for (const int id : ids) {
      char text[NC_MAX_NAME + 1];
      EXPECT_EQ(nc_inq_dimname(group, id, text), NC_NOERR);
      names.emplace_back(text);
    }
    return names;
  }
  static std::vector<double> values(int group, const char* name, std::size_t count) {
    std::vector<double> values(count);
    EXPECT_EQ(nc_get_var_double(group, variable(group, name), values.data()), NC_NOERR);
    return values;
  }
  static std::string text(int group, int variable, const char* name) {
    std::size_t length = 0;
    EXPECT_EQ(nc_inq_attlen(group, variable, name, &length), NC_NOERR) << name;
    std::string text(length, '\0');
    EXPECT_EQ(nc_get_att_text(group, variable, name, text.data()), NC_NOERR) << name;
    return text;
  }
  static double number(int group, int variable, const char* name) {
    double value = 0.0;
    EXPECT_EQ(nc_get_att_double(group, variable, name, &value), NC_NOERR) << name;
    return value;
  }

 private:
  int id_ = -1;
};

using testing::ElementsAre;

class SamplesNetcdf : public testing::Test {
 protected:
  SamplesNetcdf() { write_samples_netcdf(file_, small_table()); }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "samples.nc";
};

TEST_F(SamplesNetcdf, PosteriorHoldsTheParametersByName) {
  const Reader reader(file_);
  const int group = reader.group("/posterior");
  EXPECT_THAT(Reader::dimensions(group, "a1"), ElementsAre("chain", "draw"));
  EXPECT_THAT(Reader::values(group, "a1", 3), SameNumbers(std::vector{0.1, -2.5, 3.0}));
  EXPECT_THAT(Reader::values(group, "tau", 3), SameNumbers(std::vector{1.0, 1e-7, 5e-324}));
  EXPECT_EQ(Reader::text(group, Reader::variable(group, "a1"), "units"), "1/s");
  EXPECT_THAT(Reader::values(group, "chain", 1), ElementsAre(0.0));
  EXPECT_THAT(Reader::values(group, "draw", 3), ElementsAre(0.0, 1.0, 2.0));
}

TEST_F(SamplesNetcdf, SampleStatsHoldLogProbAndStatus) {
  const Reader reader(file_);
  const int group = reader.group("/sample_stats");
  EXPECT_THAT(Reader::values(group, "lp", 3), SameNumbers(small_table().log_prob));
  EXPECT_THAT(Reader::values(group, "weight", 3), SameNumbers(small_table().weight));
  EXPECT_THAT(Reader::values(group, "status", 3), ElementsAre(0.0, 1.0, 0.0));
  EXPECT_EQ(Reader::text(group, Reader::variable(group, "status"), "flag_meanings"), "ok nonfinite");
}

TEST_F(SamplesNetcdf, PosteriorPredictiveHoldsTheStatisticsWithTheirTargets) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const Reader reader(file_);
  const int group = reader.group("/posterior_predictive");
  EXPECT_THAT(Reader::values(group, "frequency", 3), SameNumbers(std::vector{1.0, kNan, 0.9}));
  EXPECT_THAT(Reader::values(group, "growth_rate", 3), SameNumbers(std::vector{0.125, kNan, -0.0}));
  const int frequency = Reader::variable(group, "frequency");
  EXPECT_EQ(Reader::text(group, frequency, "units"), "Hz");
  EXPECT_EQ(Reader::number(group, frequency, "target_mean"), 1.0);
  EXPECT_EQ(Reader::number(group, frequency, "target_std"), 0.1);
  const int growth_rate = Reader::variable(group, "growth_rate");
  EXPECT_EQ(Reader::number(group, growth_rate, "target_at_least"), -0.5);
  EXPECT_EQ(Reader::number(group, growth_rate, "target_at_most"), 0.25);
}

TEST_F(SamplesNetcdf, ObservedDataHoldsTheTargetMeansAlone) {
  const Reader reader(file_);
  const int group = reader.group("/observed_data");
  EXPECT_THAT(Reader::dimensions(group, "frequency"), ElementsAre());
  EXPECT_THAT(Reader::values(group, "frequency", 1), ElementsAre(1.0));
  EXPECT_FALSE(Reader::has(group, "growth_rate"));
}

TEST_F(SamplesNetcdf, EveryGroupSaysWhereItComesFrom) {
  const Reader reader(file_);
  for (const char* name : {"/", "/posterior", "/sample_stats", "/posterior_predictive", "/observed_data"}) {
    const int group = reader.group(name);
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "inference_library"), "epi") << name;
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "inference_library_version"), "0.1.0") << name;
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "model"), "lds") << name;
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "model_version"), "1.0.0") << name;
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "property"), "a band of 1 Hz oscillations") << name;
    EXPECT_EQ(Reader::text(group, NC_GLOBAL, "seed"), "3") << name;
  }
}

TEST_F(SamplesNetcdf, EqualTablesGiveEqualBytesWhateverTheTime) {
  // Times in HDF5 files have a resolution of one second.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  write_samples_netcdf(folder_ / "again.nc", small_table());
  EXPECT_EQ(sha256_of_file(file_), sha256_of_file(folder_ / "again.nc"));
}

TEST_F(SamplesNetcdf, QuantitiesNamedLikeArvizDimensionsGetAnotherName) {
  SampleTable table = small_table();
  table.parameters[0].name = "draw";
  table.statistics[0].name = "chain";
  table.constraints[0].statistic = "chain";
  write_samples_netcdf(file_, table);
  const Reader reader(file_);
  EXPECT_THAT(Reader::values(reader.group("/posterior"), "draw_value", 3), ElementsAre(0.1, -2.5, 3.0));
  EXPECT_THAT(Reader::values(reader.group("/observed_data"), "chain_value", 1), ElementsAre(1.0));
}

TEST(SamplesNetcdfSize, ManyDrawsAreWrittenWhole) {
  const TemporaryFolder folder;
  SampleTable table = small_table();
  constexpr std::int64_t kDraws = 20000;
  table.z = Matrix(kDraws, 2);
  table.statistic_values = Matrix(kDraws, 2);
  table.log_prob.assign(kDraws, -1.0);
  table.weight.assign(kDraws, 1.0);
  table.status.assign(kDraws, "ok");
  std::vector<double> expected(kDraws);
  for (std::int64_t i = 0; i < kDraws; ++i)
    table.z(i, 1) = expected[static_cast<std::size_t>(i)] = 0.1 * static_cast<double>(i);
  write_samples_netcdf(folder / "samples.nc", table);
  const Reader reader(folder / "samples.nc");
  EXPECT_THAT(Reader::values(reader.group("/posterior"), "tau", kDraws), SameNumbers(expected));
}

}  // namespace
}  // namespace epi::store
