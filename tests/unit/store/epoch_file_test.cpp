#include "store/epoch_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "temporary_folder.h"
#include "training_states.h"

namespace epi::store {
namespace {

TEST(EpochFile, EpochsReadBackWithDifficultNumbers) {
  const TemporaryFolder folder;
  std::vector<optimizer::EpochRecord> epochs;
  for (const double number : kDifficultNumbers) {
    epochs.push_back(epoch_record(static_cast<int>(epochs.size()), number));
  }
  save_epochs(folder / "epochs.json", epochs);
  const auto read = load_epochs(folder / "epochs.json");
  ASSERT_EQ(read.size(), epochs.size());
  for (std::size_t i = 0; i < read.size(); ++i) expect_same(read[i], epochs[i]);
}

TEST(EpochFile, HoldsTheDocumentedFields) {
  const TemporaryFolder folder;
  save_epochs(folder / "epochs.json", {epoch_record(3, 0.5)});
  const auto document = nlohmann::json::parse(read_file(folder / "epochs.json"));
  EXPECT_EQ(document["format"], "epi-epochs/1");
  const auto& epoch = document["epochs"][0];
  EXPECT_EQ(epoch["epoch"], 3);
  EXPECT_EQ(
      epoch["constraints"][0],
      nlohmann::json::parse(
          R"({"name": "frequency.mean", "kind": "mean", "unit": "Hz", "centre": 1.0, "scale": 0.5, "target": 0.0, "mean": 0.5, "lower": -0.1, "upper": 0.1,
                                      "tolerance": 0.2, "met": true, "paper_p": 0.07, "paper_met": false})"));
}

TEST(EpochFile, AMissingOrDamagedFileIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { load_epochs(folder / "epochs.json"); }), IsError(ErrorKind::io, "epochs.json"));
  for (const char* text :
       {"{}", R"({"format": "epi-epochs/1"})", R"({"format": "epi-epochs/1", "epochs": [{}]})"}) {
    write_file_atomically(folder / "epochs.json", text);
    EXPECT_THAT(error_of([&] { load_epochs(folder / "epochs.json"); }),
                IsError(ErrorKind::io, "epochs.json"));
  }
}

}  // namespace
}  // namespace epi::store
