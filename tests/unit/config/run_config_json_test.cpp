#include "config/run_config_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "config/json_path.h"
#include "config/schema.h"

namespace epi::config {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kExamples = fs::path(EPI_SCHEMAS_DIR) / "examples";

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  return files;
}

TEST(RunConfigExamples, ValidOnesAreAcceptedAndWritingThemOutIsAFixedPoint) {
  ASSERT_GE(files_in(kExamples / "valid").size(), 3u);
  for (const fs::path& file : files_in(kExamples / "valid")) {
    const json document = parse_json(read_file(file), file.filename());
    const json resolved = to_json(run_config_from_json(document, file.filename()));
    EXPECT_EQ(to_json(run_config_from_json(resolved, "resolved")), resolved) << file;
    const json given = document.flatten(), written = resolved.flatten();
    for (const auto& [path, value] : given.items()) {  // what the user wrote survives
      if (!value.is_null()) {                          // an empty object, once flattened
        EXPECT_EQ(written.value(path, json()), value) << file << path;
      }
    }
  }
}

TEST(RunConfigExamples, InvalidOnesAreRefusedAtThePathAndInTheWordsThatAreDocumented) {
  const json expected = json::parse(read_file(kExamples / "invalid" / "expected.json"));
  ASSERT_EQ(files_in(kExamples / "invalid").size(), expected.size() + 1)
      << "one line in expected.json a file";
  for (const auto& [name, answer] : expected.items()) {
    try {
      run_config_from_json(parse_json(read_file(kExamples / "invalid" / name), name), name);
      ADD_FAILURE() << "accepted: " << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), 1) << name;
      EXPECT_EQ(error.complaint().where, answer["where"]) << name << "\n" << error.what();
      EXPECT_THAT(error.what(), testing::HasSubstr(answer["says"].get<std::string>())) << name;
      EXPECT_THAT(error.what(), testing::HasSubstr(name));
    }
  }
}

/// Every property of a schema with its path; items of lists count as the list.
void collect(const json& schema, const std::string& path, std::map<std::string, json>& properties) {
  const json children = schema.value("properties", json::object());
  for (const auto& [key, property] : children.items()) {
    properties[path_of_key(path, key)] = property;
    collect(property, path_of_key(path, key), properties);
    if (property.contains("items")) collect(property["items"], path_of_key(path, key), properties);
  }
}

std::map<std::string, json> schema_properties() {
  std::map<std::string, json> properties;
  collect(run_config_schema(), "", properties);
  return properties;
}

/// The value at a path of keys; a list stands for its first item.
const json* find(const json& document, const std::string& path) {
  const json* place = &document;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    if (place->is_array()) place = &place->at(0);
    const auto child = place->find(path.substr(begin, end - begin));
    if (child == place->end()) return nullptr;
    place = &*child;
    begin = end + 1;
  }
  return place;
}

RunConfig with_everything_present() {
  RunConfig config;
  config.flow.batch_norm.emplace();
  config.initialization.search.emplace();
  config.optimizer.anneal.emplace();
  config.emergent_property.constraints.emplace_back();
  config.polish = Polish{};
  return config;
}

/// As JSON, with the fields of every kind of flow side by side.
json document_with_everything(const RunConfig& config) {
  json document = to_json(config);
  for (const char* kind : {"real_nvp", "autoregressive", "planar"}) {
    RunConfig other = config;
    other.flow.kind = kind;
    document["flow"].update(to_json(other)["flow"]);
  }
  document["flow"]["kind"] = config.flow.kind;
  return document;
}

TEST(RunConfigSchema, HasTheDefaultsOfTheStructs) {
  const json defaults = document_with_everything(with_everything_present());
  const std::set<std::string> optional = {"flow.batch_norm",
                                          "initialization.default_std",
                                          "emergent_property.constraints.mean",
                                          "emergent_property.constraints.std",
                                          "emergent_property.constraints.slack",
                                          "emergent_property.constraints.at_least",
                                          "emergent_property.constraints.at_most",
                                          "emergent_property.constraints.tolerance",
                                          "emergent_property.constraints.std_tolerance",
                                          "emergent_property.constraints.enforce",
                                          "emergent_property.constraints.strength"};
  for (const auto& [path, property] : schema_properties()) {
    const bool is_section = property["type"] == "object" && property.contains("properties");
    EXPECT_EQ(property.contains("default"), !is_section && !optional.contains(path)) << path;
    if (!property.contains("default") || path == "emergent_property.constraints") continue;
    const json* value = find(defaults, path);
    ASSERT_NE(value, nullptr) << path;
    EXPECT_EQ(*value, property["default"]) << path;
  }
}

TEST(RunConfigSchema, KnowsEveryFieldOfTheStructsAndNoOther) {
  RunConfig config = with_everything_present();
  config.initialization.default_std = 1;
  Constraint& constraint = config.emergent_property.constraints[0];
  constraint.mean = constraint.std = constraint.at_least = constraint.at_most = constraint.tolerance = 1;
  constraint.strength = constraint.std_tolerance = constraint.slack = 1;
  constraint.enforce = "log_barrier";
  const json all = document_with_everything(config);
  for (const auto& [path, property] : schema_properties()) EXPECT_NE(find(all, path), nullptr) << path;
  // The other way round: unknown keys are refused, so the schema accepts everything that is written.
  config.model.id = constraint.statistic = "x";
  EXPECT_NO_THROW(check_against_schema(document_with_everything(config), run_config_schema(), "", ""));
}

TEST(RunConfigSchema, EveryPropertyHasATypeAndADescriptionAndEveryObjectRefusesUnknownKeys) {
  for (const auto& [path, property] : schema_properties()) {
    EXPECT_TRUE(property.contains("type")) << path;
    EXPECT_FALSE(property.value("description", "").empty()) << path;
    if (property.contains("properties")) {
      EXPECT_EQ(property.value("additionalProperties", json()), false) << path;
    }
  }
}

TEST(RunConfigJson, DefaultsFillWhatTheUserLeftOut) {
  const RunConfig config =
      run_config_from_json(json::parse(R"({"model": {"id": "lds"}, "optimizer": {"batch": 10},
                      "emergent_property": {"constraints": [{"statistic": "frequency", "mean": 1}]}})"),
                           "");
  EXPECT_EQ(config.optimizer.batch, 10);
  EXPECT_EQ(config.optimizer.epochs, Optimizer().epochs);
  EXPECT_EQ(config.seeds, RunConfig().seeds);
  EXPECT_EQ(config.emergent_property.constraints[0].mean, 1.0);
  EXPECT_FALSE(config.emergent_property.constraints[0].std.has_value());
}

TEST(RunConfigJson, ResolvedFlowHoldsTheFieldsOfItsKindOnly) {
  RunConfig config;
  EXPECT_FALSE(to_json(config)["flow"].contains("layers"));
  config.flow.kind = "planar";
  EXPECT_EQ(to_json(config)["flow"], json({{"kind", "planar"}, {"layers", 10}, {"precision", "float32"}}));
  config.flow.kind = "autoregressive";
  EXPECT_EQ(to_json(config)["flow"], json({{"kind", "autoregressive"},
                                           {"masks", 12},
                                           {"hidden_layers", 2},
                                           {"units", 32},
                                           {"precision", "float32"}}));
  config.flow.kind = "spline";
  EXPECT_EQ(to_json(config)["flow"], json({{"kind", "spline"},
                                           {"masks", 12},
                                           {"split", "auto"},
                                           {"mixing", "none"},
                                           {"hidden_layers", 2},
                                           {"units", 32},
                                           {"bins", 8},
                                           {"precision", "float32"}}));
}

}  // namespace
}  // namespace epi::config
