#include "store/samples_csv.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "sample_tables.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

TEST(SamplesCsv, TheTextIsTheDocumentedOne) {
  const TemporaryFolder folder;
  write_samples_csv(folder / "samples.csv", small_table());
  EXPECT_EQ(read_file(folder / "samples.csv"), R"(# written by epi 0.1.0, format epi-samples/1
# model = lds
# model_version = 1.0.0
# property: a band of 1 Hz oscillations
# method = sample
# num_samples = 3
# num_warmup = 1
# save_warmup = 0
# thin = 1
# algorithm = fixed_param
# num_chains = 1
# id = 1
# seed = 3
# lp__: log q(z), nats; z in the units below
# status__: 0 ok, 1 nonfinite
# weight__: density of the maximum-entropy distribution over q(z); nan: not known
# parameter a1: unit [1/s]
# parameter tau: unit []
# statistic frequency: unit [Hz]
# statistic growth_rate: unit [1/s]
# target frequency: mean 1 std 0.1
# target growth_rate: at_least -0.5 at_most 0.25
lp__,status__,weight__,a1,tau,frequency,growth_rate
-1.5,0,1.25,0.1,1,1,0.125
-0.1,1,0,-2.5,1e-07,nan,nan
-inf,0,nan,3,5e-324,0.9,-0
# the 3 draws end here
# end of file
)");
}

TEST(SamplesCsv, AStatisticNamedLikeAParameterGetsItsOwnColumn) {
  const TemporaryFolder folder;
  SampleTable table = small_table();
  table.statistics[1].name = "tau";
  table.constraints.pop_back();
  write_samples_csv(folder / "samples.csv", table);
  EXPECT_NE(
      read_file(folder / "samples.csv").find("\nlp__,status__,weight__,a1,tau,frequency,tau_statistic\n"),
      std::string::npos);
}

TEST(SamplesCsv, TextWithALineBreakStaysInItsComment) {
  const TemporaryFolder folder;
  SampleTable table = small_table();
  table.property = "two\nlines\r\nof text";
  write_samples_csv(folder / "samples.csv", table);
  EXPECT_NE(read_file(folder / "samples.csv").find("\n# property: two lines  of text\n"), std::string::npos);
}

TEST(SamplesCsv, AFileInPlaceOfTheFolderIsAnError) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "run", "");
  EXPECT_EQ(error_of([&] { write_samples_csv(folder / "run/samples.csv", small_table()); }).kind(),
            ErrorKind::io);
}

}  // namespace
}  // namespace epi::store
