#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cfenv>
#include <limits>

#include "plugin/catalogue.h"
#include "plugin/model_instance.h"
#include "plugin/model_spec_reader.h"
#include "plugin/plugin_simulator.h"
#include "toy_modules.h"

// The broken modules of tests/bad_plugins: each is refused with exit code 2, in the words below.

namespace epi::plugin {
namespace {

using testing::HasSubstr;

struct Refusal {
  const char* module;
  const char* what;
  const char* value_and_rule;  ///< a part of the message
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.module;
}

void expect_refusal(const Refusal& refusal, const Error& error) {
  EXPECT_EQ(error.exit_code(), 2) << error.what();
  EXPECT_EQ(error.complaint().what, refusal.what);
  EXPECT_EQ(error.complaint().where, toy_path(refusal.module));
  EXPECT_THAT(error.what(), HasSubstr(refusal.value_and_rule));
  EXPECT_NE(error.complaint().next, "");
}

class RefusedAtLoad : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedAtLoad, SaysWhatIsWrong) {
  expect_refusal(GetParam(), error_of([] { toy_module(GetParam().module); }));
}

INSTANTIATE_TEST_SUITE_P(
    BadPlugins, RefusedAtLoad,
    testing::Values(
        Refusal{
            "bad_wrong_major",
            "the module test.bad_wrong_major 0.9.0 (ABI 1.0) was built for ABI 2.0, this host speaks ABI 1.0",
            "try: build the module with an SDK of ABI 1.x, or use a host of ABI 2.x"},
        Refusal{"bad_wrong_major_note",
                "the module test.bad_wrong_major_note 0.9.0 (ABI 2.3) was built for ABI 2.3, this host "
                "speaks ABI 1.0",
                "rule: a host loads modules of its own major ABI version"},
        Refusal{"bad_short_struct",
                "the module test.bad_short_struct 0.9.0 (ABI 1.0) has a module table that is too short",
                "value: 8 bytes\n  rule: ABI 1.0 needs at least 72 bytes"},
        Refusal{"bad_null_slot", "the module test.bad_null_slot 0.9.0 has a module table with an empty slot",
                "value: create"},
        Refusal{"bad_no_entry", "this shared library is not an epi module", "the function epi_module_entry"},
        Refusal{"bad_missing_symbol", "the module test.bad_missing_symbol 0.9.0 (ABI 1.0) cannot be loaded",
                "rule: undefined symbol: function_that_nobody_wrote\n  try: link the module with everything "
                "it uses"},
        Refusal{
            "bad_entry_error",
            "the module test.bad_entry_error 0.9.0 (ABI 1.0) failed in epi_module_entry: a bug of the module",
            "rule: the table of channels is not installed"},
        Refusal{"bad_no_table", "the module test.bad_no_table 0.9.0 (ABI 1.0) gives no table",
                "a successful entry sets it"},
        Refusal{"bad_missing_name", "the module test.bad_missing_name 0.9.0 gives a malformed id for model 0",
                "value: \"\""},
        Refusal{"bad_duplicate_models",
                "the module test.bad_duplicate_models 0.9.0 offers two models with the same id",
                "value: toy"},
        Refusal{
            "bad_settings_schema",
            "the module test.bad_settings_schema 0.9.0 gives an unusable settings schema for model \"toy\"",
            "this is not valid JSON"}),
    [](const auto& test) { return std::string(test.param.module); });

class RefusedAtUse : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedAtUse, SaysWhatIsWrong) {
  Module& module = toy_module(GetParam().module);
  const auto use = [&] { read_model_spec(ModelInstance(module, "toy", nlohmann::json::object())); };
  expect_refusal(GetParam(), error_of(use));
}

INSTANTIATE_TEST_SUITE_P(
    BadPlugins, RefusedAtUse,
    testing::Values(
        Refusal{"bad_null_op", "the module test.bad_null_op 0.9.0 has a model table with an empty slot",
                "value: simulate"},
        Refusal{"bad_short_ops", "the module test.bad_short_ops 0.9.0 has a model table that is too short",
                "value: 16 bytes"},
        Refusal{"bad_short_extension",
                "the module test.bad_short_extension 0.9.0 has a table epi.vjp/1 that is too short",
                "value: 8 bytes"},
        Refusal{"bad_null_text", "the module test.bad_null_text 0.9.0 gives no unit for parameter \"gain\"",
                "a string is never null"},
        Refusal{"bad_duplicate_parameters",
                "the module test.bad_duplicate_parameters 0.9.0 gives two parameters the same name",
                "value: \"gain\"\n  rule: names are unique among their kind"},
        Refusal{"bad_parameter_name",
                "the module test.bad_parameter_name 0.9.0 gives a malformed name for parameter 2",
                "value: \"2nd rate\"\n  rule: a name is [A-Za-z_][A-Za-z0-9_]*"},
        Refusal{"bad_crossed_bounds",
                "the module test.bad_crossed_bounds 0.9.0 gives crossed bounds for parameter \"gain\"",
                "value: [4, 0.5]\n  rule: lower < upper"},
        Refusal{"bad_default",
                "the module test.bad_default 0.9.0 gives a default of parameter \"gain\" outside its support",
                "value: 9\n  rule: the default lies in [0.5, 4]"},
        Refusal{"bad_scale", "the module test.bad_scale 0.9.0 gives an impossible typical scale for \"s0\"",
                "value: -1"},
        Refusal{"bad_property_json",
                "the module test.bad_property_json 0.9.0 gives invalid JSON for property \"balanced\"",
                "invalid literal"}),
    [](const auto& test) { return std::string(test.param.module); });

/// Simulates `n_rows` rows at gain = 1 + i, in a module that breaks its promises while it runs.
Error error_of_simulation(const std::string& name, std::int64_t n_rows) {
  PluginSimulator simulator(toy_module(name), {.model_id = "toy", .free = {"gain"}, .fixed = {}}, 1);
  Matrix z(n_rows, 1);
  for (std::int64_t i = 0; i < n_rows; ++i) z(i, 0) = 1.0 + 0.5 * static_cast<double>(i);
  return error_of([&] { simulator.simulate(z, {.seed = 9, .first_sample = 100}); });
}

TEST(BadPlugins, NanInAnOkRowNamesTheOutputAndTheParameters) {
  expect_refusal(
      {"bad_nan_in_ok_row",
       "the module test.bad_nan_in_ok_row 0.9.0 returned nan from simulate in a row that it calls ok",
       "value: output 1 of seed 9, sample 102, gain = 2, offset = 0, rate = 0.25"},
      error_of_simulation("bad_nan_in_ok_row", 4));
}

TEST(BadPlugins, RowsThatWereNotRunNameTheRow) {
  expect_refusal({"bad_rows_not_run", "the module test.bad_rows_not_run 0.9.0 left a row out of simulate",
                  "value: seed 9, sample 103, gain = 2.5"},
                 error_of_simulation("bad_rows_not_run", 4));
}

TEST(BadPlugins, ExceptionsOfAnyTypeAreCaughtAtTheDoor) {
  expect_refusal({"bad_throws", "the module test.bad_throws 0.9.0 threw a C++ exception out of simulate",
                  "value: index out of range\n  rule: no exception may leave a module"},
                 error_of_simulation("bad_throws", 1));
  expect_refusal({"bad_throws", "the module test.bad_throws 0.9.0 threw a C++ exception out of simulate",
                  "of a type that is not std::exception"},
                 error_of_simulation("bad_throws", 2));
}

TEST(BadPlugins, AModuleThatDeclaresItselfUnusableIsNeverCalledAgain) {
  expect_refusal(
      {"bad_fails", "the module test.bad_fails 0.9.0 failed in simulate: the module is unusable from now on",
       "rule: the heap is corrupt"},
      error_of_simulation("bad_fails", 1));
  // Its functions abort if they are called, so this also shows that destroy was left out.
  const Error again =
      error_of([] { ModelInstance(toy_module("bad_fails"), "toy", nlohmann::json::object()); });
  EXPECT_EQ(again.complaint().what, "the module test.bad_fails 0.9.0 is not called any more");
}

TEST(BadPlugins, TheHostsFloatingPointSurvivesAModuleThatSpoilsIt) {
  volatile double smallest = std::numeric_limits<double>::min();
  const auto denormals_work = [&] { return smallest / 4 > 0.0 && std::fegetround() == FE_TONEAREST; };
  ASSERT_TRUE(denormals_work());
  Module& module = toy_module("bad_flush_to_zero");
  EXPECT_TRUE(denormals_work()) << "after loading";
  PluginSimulator simulator(module, {.model_id = "toy", .free = {"gain"}, .fixed = {}}, 1);
  const Matrix z(100, 1, 1.5);
  const Simulated spoiled = simulator.simulate(z, {});
  EXPECT_TRUE(denormals_work()) << "after simulating";
  // Every call starts in the default environment, so the results are those of the sound module.
  PluginSimulator sound(toy_module("toy_plain"), {.model_id = "toy", .free = {"gain"}, .fixed = {}}, 1);
  const Simulated expected = sound.simulate(z, {});
  for (std::int64_t i = 0; i < 100; ++i) ASSERT_EQ(spoiled.statistics(i, 0), expected.statistics(i, 0)) << i;
}

TEST(BadPlugins, AModuleOfANewerMinorVersionLoadsAndRuns) {
  Module& module = toy_module("newer_minor");
  EXPECT_EQ(module.identity().abi_version, 0x10009u);
  PluginSimulator simulator(module, {.model_id = "toy", .free = {"gain"}, .fixed = {}}, 1);
  EXPECT_EQ(simulator.simulate(Matrix(1, 1, 2.0), {}).status[0], RowStatus::ok);
}

TEST(BadPlugins, AFolderOfBrokenModulesIsListedWithTheirReasons) {
  const Catalogue catalogue({EPI_TOY_MODULES_DIR});
  int broken = 0;
  for (const ModuleEntry& entry : catalogue.modules()) {
    EXPECT_EQ(entry.module == nullptr, !entry.reason.empty()) << entry.file;
    if (entry.file == toy_path("bad_no_entry")) {
      EXPECT_THAT(entry.reason, HasSubstr("not an epi module"));
    }
    broken += entry.module == nullptr ? 1 : 0;
  }
  EXPECT_EQ(broken, 11);  // as many as are refused at load above
  EXPECT_EQ(catalogue.find("toy").info->id, "toy");
}

}  // namespace
}  // namespace epi::plugin
