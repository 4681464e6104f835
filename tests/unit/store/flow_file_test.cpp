#include "store/flow_file.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/file.h"
#include "expectations.h"
#include "store/flow_spec_json.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

namespace fs = std::filesystem;

StoredFlow small_flow(double first_weight = 1.0) {
  StoredFlow flow;
  flow.spec.architecture.kind = "real_nvp";
  flow.spec.architecture.split = "halves";
  flow.spec.architecture.masks = 3;
  flow.spec.architecture.units = 7;
  flow.spec.architecture.batch_norm = config::BatchNorm{.momentum = 0.97};
  flow.spec.names = {"a1", "tau"};
  flow.spec.support = {{.lower = -10.0, .upper = 10.0}, {.lower = 0.0}};
  flow.state = {.weights = kDifficultNumbers, .moments = {0.5, 2.0}};
  flow.state.weights.front() = first_weight;
  const auto n = static_cast<long>(kDifficultNumbers.size());
  flow.weights = {{.name = "affine.shift", .shape = {2}, .offset = 0},
                  {.name = "coupling.0.weight", .shape = {n - 3, 1}, .offset = 2},
                  {.name = "scale", .shape = {}, .offset = n - 1}};
  flow.moments = {{.name = "norm.mean", .shape = {1}, .offset = 0},
                  {.name = "norm.variance", .shape = {1}, .offset = 1}};
  return flow;
}

void expect_same(const std::vector<flow::TensorEntry>& read, const std::vector<flow::TensorEntry>& written) {
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, written[i].name);
    EXPECT_EQ(read[i].shape, written[i].shape);
    EXPECT_EQ(read[i].offset, written[i].offset);
  }
}

void expect_same(const StoredFlow& read, const StoredFlow& written) {
  EXPECT_EQ(to_json(read.spec.architecture), to_json(written.spec.architecture));
  EXPECT_EQ(read.spec.names, written.spec.names);
  ASSERT_EQ(read.spec.support.size(), written.spec.support.size());
  for (std::size_t i = 0; i < read.spec.support.size(); ++i) {
    EXPECT_EQ(read.spec.support[i].lower, written.spec.support[i].lower);
    EXPECT_EQ(read.spec.support[i].upper, written.spec.support[i].upper);
  }
  EXPECT_THAT(read.state.weights, SameNumbers(written.state.weights));
  EXPECT_THAT(read.state.moments, SameNumbers(written.state.moments));
  expect_same(read.weights, written.weights);
  expect_same(read.moments, written.moments);
}

std::vector<fs::path> binaries_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".bin") files.push_back(entry.path());
  }
  return files;
}

nlohmann::json flow_json(const fs::path& folder) {
  return nlohmann::json::parse(read_file(folder / "flow.json"));
}

TEST(FlowFile, AFlowReadsBackToTheLastBit) {
  const TemporaryFolder folder;
  save_flow(folder / "seed-001", small_flow());
  expect_same(load_flow(folder / "seed-001"), small_flow());
}

TEST(FlowFile, AFlowWithoutBatchNormalisationReadsBack) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  flow.spec.architecture.batch_norm.reset();
  flow.spec.architecture.kind = "affine";
  flow.spec.architecture.hidden_layers = 5;
  flow.spec.architecture.precision = "float64";
  flow.spec.support = {{}, {.upper = 3.0}};
  flow.state.moments.clear();
  flow.moments.clear();
  save_flow(folder.path(), flow);
  const StoredFlow read = load_flow(folder.path());
  expect_same(read, flow);
  EXPECT_FALSE(read.spec.architecture.batch_norm.has_value());
  EXPECT_EQ(read.spec.architecture.hidden_layers, 5);
}

TEST(FlowFile, APlanarFlowReadsBackWithItsLayers) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  flow.spec.architecture = {.kind = "planar", .batch_norm = {}, .layers = 7};
  save_flow(folder.path(), flow);
  EXPECT_EQ(flow_json(folder.path())["architecture"],
            nlohmann::json::parse(R"({"kind": "planar", "layers": 7, "precision": "float32"})"));
  const StoredFlow read = load_flow(folder.path());
  expect_same(read, flow);
  EXPECT_EQ(read.spec.architecture.layers, 7);
}

TEST(FlowFile, ASplineFlowReadsBackWithItsBins) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  flow.spec.architecture = {
      .kind = "spline", .masks = 3, .split = "halves", .units = 7, .bins = 5, .batch_norm = {}};
  save_flow(folder.path(), flow);
  EXPECT_EQ(flow_json(folder.path())["architecture"],
            nlohmann::json::parse(R"({"kind": "spline", "masks": 3, "hidden_layers": 2, "units": 7, "bins": 5,
                                      "precision": "float32"})"));
  const StoredFlow read = load_flow(folder.path());
  expect_same(read, flow);
  EXPECT_EQ(read.spec.architecture.bins, 5);
}

TEST(FlowFile, AnAutoregressiveFlowReadsBack) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  flow.spec.architecture = {.kind = "autoregressive", .masks = 3, .units = 7, .batch_norm = {}};
  save_flow(folder.path(), flow);
  EXPECT_EQ(
      flow_json(folder.path())["architecture"],
      nlohmann::json::parse(
          R"({"kind": "autoregressive", "masks": 3, "hidden_layers": 2, "units": 7, "precision": "float32"})"));
  const StoredFlow read = load_flow(folder.path());
  expect_same(read, flow);
  EXPECT_EQ(read.spec.architecture.units, 7);
}

TEST(FlowFile, AMixingReadsBackAndNoneIsNotWritten) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  save_flow(folder.path(), flow);
  EXPECT_FALSE(flow_json(folder.path())["architecture"].contains("mixing"));
  EXPECT_EQ(load_flow(folder.path()).spec.architecture.mixing, "none");
  flow.spec.architecture.mixing = "linear";
  save_flow(folder.path(), flow);
  EXPECT_EQ(load_flow(folder.path()).spec.architecture.mixing, "linear");
}

TEST(FlowFile, ASplitOtherThanHalvesReadsBack) {
  const TemporaryFolder folder;
  StoredFlow flow = small_flow();
  save_flow(folder.path(), flow);
  EXPECT_EQ(load_flow(folder.path()).spec.architecture.split, "halves");
  flow.spec.architecture.split = "single";
  save_flow(folder.path(), flow);
  EXPECT_EQ(load_flow(folder.path()).spec.architecture.split, "single");
}

TEST(FlowFile, TheDocumentIsTheDocumentedOne) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow());
  const auto document = flow_json(folder.path());
  EXPECT_EQ(document["format"], "epi-flow/1");
  EXPECT_EQ(document["architecture"],
            nlohmann::json::parse(R"({"kind": "real_nvp", "masks": 3, "hidden_layers": 2, "units": 7,
                                      "batch_norm": {"momentum": 0.97}, "precision": "float32"})"));
  EXPECT_EQ(document["parameters"], nlohmann::json::parse(R"([{"name": "a1", "lower": -10.0, "upper": 10.0},
                                                             {"name": "tau", "lower": 0.0, "upper": null}])"));
  EXPECT_EQ(document["weights"][1],
            nlohmann::json::parse(R"({"name": "coupling.0.weight", "shape": [12, 1], "offset": 2})"));
  EXPECT_EQ(document["moments"][0],
            nlohmann::json::parse(R"({"name": "norm.mean", "shape": [1], "offset": 15})"));
}

TEST(FlowFile, TheBinaryFileHoldsLittleEndianDoublesAndIsNamedByItsContent) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow(1.0));
  const std::string name = flow_json(folder.path())["binary"]["file"];
  const std::string bytes = read_file(folder / name);
  EXPECT_EQ(bytes.size(), 8 * (kDifficultNumbers.size() + 2));
  EXPECT_EQ(bytes.substr(0, 8), std::string("\0\0\0\0\0\0\xF0\x3F", 8));            // 1.0
  EXPECT_EQ(bytes.substr(bytes.size() - 8), std::string("\0\0\0\0\0\0\0\x40", 8));  // 2.0, the last moment
  EXPECT_EQ(name, "flow-" + sha256(bytes).substr(0, 16) + ".bin");
}

TEST(FlowFile, ANewFlowReplacesTheOldOneAndItsBinaryFile) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow(1.0));
  save_flow(folder.path(), small_flow(2.0));
  EXPECT_EQ(binaries_in(folder.path()).size(), 1U);
  expect_same(load_flow(folder.path()), small_flow(2.0));
}

TEST(FlowFile, AKillBeforeTheNewDocumentLeavesTheOldFlow) {
  const TemporaryFolder folder;
  save_flow(folder / "old", small_flow(1.0));
  save_flow(folder / "new", small_flow(2.0));
  const fs::path binary = binaries_in(folder / "new").front();
  fs::copy(binary, folder / "old" / binary.filename());
  expect_same(load_flow(folder / "old"), small_flow(1.0));
}

TEST(FlowFile, AKillAfterTheNewDocumentLeavesTheNewFlow) {
  const TemporaryFolder folder;
  save_flow(folder / "old", small_flow(1.0));
  save_flow(folder / "new", small_flow(2.0));
  const fs::path binary = binaries_in(folder / "old").front();
  fs::copy(binary, folder / "new" / binary.filename());
  expect_same(load_flow(folder / "new"), small_flow(2.0));
}

TEST(FlowFile, ADamagedBinaryFileIsRefused) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow());
  const fs::path binary = binaries_in(folder.path()).front();
  const std::string whole = read_file(binary);
  const auto refused = [&](const std::string& content) {
    overwrite(binary, content);
    EXPECT_THAT(error_of([&] { load_flow(folder.path()); }),
                IsError(ErrorKind::io, binary.filename().string()));
  };
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 1);
    refused(damaged);
    refused(whole.substr(0, place));
  }
  refused(whole + std::string(8, '\0'));
  fs::remove(binary);
  EXPECT_THAT(error_of([&] { load_flow(folder.path()); }),
              IsError(ErrorKind::io, binary.filename().string()));
}

TEST(FlowFile, ADocumentCutAnywhereIsRefused) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow());
  const std::string whole = read_file(folder / "flow.json");
  for (std::size_t length = 0; length + 2 < whole.size(); ++length) {  // the last two bytes are "}\n"
    overwrite(folder / "flow.json", whole.substr(0, length));
    EXPECT_EQ(error_of([&] { load_flow(folder.path()); }).kind(), ErrorKind::io) << length;
  }
}

TEST(FlowFile, ADocumentThatDoesNotFitItsBinaryFileIsRefused) {
  const TemporaryFolder folder;
  save_flow(folder.path(), small_flow());
  const auto good = flow_json(folder.path());
  const auto refused = [&](const char* pointer, const nlohmann::json& value) {
    auto document = good;
    document[nlohmann::json::json_pointer(pointer)] = value;
    overwrite(folder / "flow.json", document.dump());
    EXPECT_EQ(error_of([&] { load_flow(folder.path()); }).kind(), ErrorKind::io) << pointer << " " << value;
  };
  refused("/binary/weights", 16);
  refused("/binary/moments", 1);
  refused("/binary/weights", 18446744073709551615U);
  refused("/binary/file", "../flow-0000000000000000.bin");
  refused("/binary/file", "flow-/../../etc/x.bin");
  refused("/weights/0/shape", {3});
  refused("/weights/0/shape", {-2});
  refused("/weights/0/shape", {4611686018427387904, 4611686018427387904});
  refused("/weights/1/offset", 3);
  refused("/moments/0/offset", 0);
  refused("/weights", nlohmann::json::array());
  refused("/architecture/masks", "three");
}

TEST(FlowFile, NoFlowIsAnErrorThatNamesTheFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of([&] { load_flow(folder.path()); }), IsError(ErrorKind::io, "flow.json"));
}

}  // namespace
}  // namespace epi::store
