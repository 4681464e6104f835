#include "store/checkpoint.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/file.h"
#include "temporary_folder.h"
#include "training_states.h"

namespace epi::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const CheckpointIdentity kIdentity = {.config = "c0ffee", .model = "f00d", .seed = 18446744073709551615U};

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST(Checkpoint, AStateReadsBackToTheLastBit) {
  const TemporaryFolder folder;
  save_checkpoint(folder / "checkpoint", training_state(12), kIdentity);
  EXPECT_THAT(names_in(folder / "checkpoint"), ElementsAre("epoch-0012.ckpt"));
  const auto loaded = load_newest_checkpoint(folder / "checkpoint", kIdentity);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_THAT(loaded->warnings, IsEmpty());
  expect_same(loaded->state, training_state(12));
}

TEST(Checkpoint, TheFirstLineIsTheFormatAndTheDigestOfTheRest) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path(), training_state(0), kIdentity);
  const std::string content = read_file(folder / "epoch-0000.ckpt");
  const auto line_end = content.find('\n');
  EXPECT_EQ(content.substr(0, line_end), "epi-checkpoint/1 " + sha256(content.substr(line_end + 1)));
  EXPECT_EQ(nlohmann::json::from_cbor(content.substr(line_end + 1))["seed"], kIdentity.seed);
}

TEST(Checkpoint, EqualStatesGiveEqualBytes) {
  const TemporaryFolder folder;
  save_checkpoint(folder / "a", training_state(3), kIdentity);
  save_checkpoint(folder / "b", training_state(3), kIdentity);
  EXPECT_EQ(read_file(folder / "a/epoch-0003.ckpt"), read_file(folder / "b/epoch-0003.ckpt"));
}

TEST(Checkpoint, TheNewestTwoAreKept) {
  const TemporaryFolder folder;
  for (int epoch = 0; epoch <= 4; ++epoch) save_checkpoint(folder.path(), training_state(epoch), kIdentity);
  EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("epoch-0003.ckpt", "epoch-0004.ckpt"));
  EXPECT_EQ(load_newest_checkpoint(folder.path(), kIdentity)->state.epoch, 4);
}

TEST(Checkpoint, ALaterEpochThatWasNotContinuedFromIsRemoved) {
  const TemporaryFolder folder;
  for (const int epoch : {5, 6}) save_checkpoint(folder.path(), training_state(epoch), kIdentity);
  save_checkpoint(folder.path(), training_state(3), kIdentity);
  EXPECT_THAT(names_in(folder.path()), ElementsAre("epoch-0003.ckpt"));
}

TEST(Checkpoint, OtherFilesInTheFolderAreLeftAlone) {
  const TemporaryFolder folder;
  for (const char* name : {"notes.txt", "epoch-.ckpt", "epoch-1x.ckpt", ".epoch-0009.ckpt.tmp-1-2"}) {
    write_file_atomically(folder / name, "x");
  }
  EXPECT_FALSE(load_newest_checkpoint(folder.path(), kIdentity).has_value());
  save_checkpoint(folder.path(), training_state(9), kIdentity);
  EXPECT_EQ(names_in(folder.path()).size(), 5U);
  EXPECT_EQ(load_newest_checkpoint(folder.path(), kIdentity)->state.epoch, 9);
}

TEST(Checkpoint, NoFolderAndNoCheckpointMeanAStartFromTheBeginning) {
  const TemporaryFolder folder;
  EXPECT_FALSE(load_newest_checkpoint(folder / "none", kIdentity).has_value());
  EXPECT_FALSE(load_newest_checkpoint(folder.path(), kIdentity).has_value());
}

/// Damages the newest of two checkpoints in one way and expects the one before it, with a warning.
class DamagedCheckpoint : public testing::Test {
 protected:
  DamagedCheckpoint() {
    save_checkpoint(folder_.path(), training_state(1), kIdentity);
    save_checkpoint(folder_.path(), training_state(2), kIdentity);
    whole_ = read_file(newest_);
  }

  void expect_fallback(const std::string& content, std::size_t place) {
    overwrite(newest_, content);
    const auto loaded = load_newest_checkpoint(folder_.path(), kIdentity);
    ASSERT_TRUE(loaded.has_value());
    ASSERT_EQ(loaded->state.epoch, 1) << "byte " << place;
    ASSERT_THAT(loaded->warnings, ElementsAre(HasSubstr("epoch-0002.ckpt"))) << "byte " << place;
  }

  TemporaryFolder folder_;
  fs::path newest_ = folder_ / "epoch-0002.ckpt";
  std::string whole_;
};

TEST_F(DamagedCheckpoint, CutAtAnyByteFallsBack) {
  for (std::size_t length = 0; length < whole_.size(); ++length)
    expect_fallback(whole_.substr(0, length), length);
}

TEST_F(DamagedCheckpoint, OneFlippedBitAnywhereFallsBack) {
  for (std::size_t place = 0; place < whole_.size(); ++place) {
    std::string damaged = whole_;
    damaged[place] = static_cast<char>(damaged[place] ^ (1 << (place % 8)));
    expect_fallback(damaged, place);
  }
}

TEST_F(DamagedCheckpoint, BytesAppendedOrZeroedFallBack) {
  expect_fallback(whole_ + "x", whole_.size());
  expect_fallback(whole_ + whole_, whole_.size());
  for (std::size_t from = 0; from < whole_.size(); from += 97) {
    std::string damaged = whole_;
    for (std::size_t i = from; i < damaged.size(); ++i) damaged[i] = '\0';
    expect_fallback(damaged, from);
  }
}

TEST_F(DamagedCheckpoint, ARightDigestOverAWrongDocumentFallsBack) {
  for (const auto& document :
       {nlohmann::json(), nlohmann::json::array(), nlohmann::json{{"config", "c0ffee"}}}) {
    const auto cbor = nlohmann::json::to_cbor(document);
    const std::string rest(cbor.begin(), cbor.end());
    expect_fallback("epi-checkpoint/1 " + sha256(rest) + "\n" + rest, 0);
  }
}

TEST_F(DamagedCheckpoint, TheRunContinuesFromTheOneBefore) {
  expect_fallback("", 0);
  save_checkpoint(folder_.path(), training_state(2), kIdentity);
  const auto loaded = load_newest_checkpoint(folder_.path(), kIdentity);
  EXPECT_EQ(loaded->state.epoch, 2);
  EXPECT_THAT(loaded->warnings, IsEmpty());
}

TEST_F(DamagedCheckpoint, BothDamagedIsAnErrorThatNamesBoth) {
  write_file_atomically(newest_, "nonsense");
  write_file_atomically(folder_ / "epoch-0001.ckpt", whole_.substr(0, whole_.size() / 2));
  const Error error = error_of([&] { load_newest_checkpoint(folder_.path(), kIdentity); });
  EXPECT_THAT(error, IsError(ErrorKind::io, "epoch-0001.ckpt"));
  EXPECT_THAT(error, IsError(ErrorKind::io, "epoch-0002.ckpt"));
}

TEST(Checkpoint, AnotherConfigurationSeedOrModelIsNotContinued) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path(), training_state(1), kIdentity);
  const auto with = [&](auto change) {
    CheckpointIdentity other = kIdentity;
    change(other);
    return error_of([&] { load_newest_checkpoint(folder.path(), other); });
  };
  EXPECT_THAT(with([](auto& other) { other.config = "bad"; }),
              IsError(ErrorKind::config, "another configuration"));
  EXPECT_THAT(with([](auto& other) { other.seed = 1; }), IsError(ErrorKind::config, "another seed"));
  EXPECT_THAT(with([](auto& other) { other.model = "beef"; }), IsError(ErrorKind::plugin, "f00d"));
}

TEST(Checkpoint, AFileInPlaceOfTheFolderIsAnError) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "checkpoint", "");
  EXPECT_EQ(error_of([&] { save_checkpoint(folder / "checkpoint", training_state(1), kIdentity); }).kind(),
            ErrorKind::io);
  EXPECT_EQ(error_of([&] { load_newest_checkpoint(folder / "checkpoint", kIdentity); }).kind(),
            ErrorKind::io);
}

TEST(DigestOfConfig, FollowsTheValuesAndNotTheText) {
  const auto digest = [](const char* text) { return digest_of_config(nlohmann::json::parse(text)); };
  EXPECT_EQ(digest(R"({"a": 1, "b": [2.5]})"), digest(R"({ "b":[2.50], "a":1 })"));
  EXPECT_NE(digest(R"({"a": 1, "b": [2.5]})"), digest(R"({"a": 1, "b": [2.5000000000000004]})"));
}

}  // namespace
}  // namespace epi::store
