#include "plugin/model_instance.h"

#include <gtest/gtest.h>

#include "toy_modules.h"

namespace epi::plugin {
namespace {

using nlohmann::json;

TEST(ResolveSettings, FillsInTheModelsDefaults) {
  const ModelInfo& info = toy_module("toy_plain").model("toy");
  EXPECT_EQ(resolve_settings(info, json::object()), json({{"sigma", 1.0}}));
  EXPECT_EQ(resolve_settings(info, {{"sigma", 2}}), json({{"sigma", 2}}));
}

TEST(ResolveSettings, RefusesWhatTheModelsSchemaDoesNotAllow) {
  const ModelInfo& info = toy_module("toy_plain").model("toy");
  const Error range = error_of([&] { resolve_settings(info, {{"sigma", -1}}); });
  EXPECT_EQ(range.kind(), ErrorKind::config);
  EXPECT_EQ(range.complaint().where, "model.settings.sigma");
  EXPECT_EQ(range.complaint().rule, "a number >= 0");
  const Error unknown = error_of([&] { resolve_settings(info, {{"sgima", 1}}); });
  EXPECT_EQ(unknown.complaint().where, "model.settings.sgima");
  EXPECT_EQ(unknown.complaint().next, "did you mean \"sigma\"?");
}

TEST(ModelInstance, SettingsThatTheModelItselfRefusesAreTheUsersMistake) {
  const Error error = error_of([] { ModelInstance(toy_module("toy_plain"), "toy", {{"sigma", 13}}); });
  EXPECT_EQ(error.kind(), ErrorKind::config);
  EXPECT_EQ(error.complaint().what, "the module test.toy_plain 0.9.0 refuses the model's settings");
  EXPECT_EQ(error.complaint().where, "model.settings");
  EXPECT_EQ(error.complaint().rule, "sigma 13 is unlucky");
}

TEST(ModelInstance, FindsTheCapabilitiesThatAModelHas) {
  const ModelInstance plain(toy_module("toy_plain"), "toy", json::object());
  EXPECT_EQ(plain.n_parameters(), 3);
  EXPECT_EQ(plain.n_statistics(), 2);
  EXPECT_EQ(plain.extensions().vjp, nullptr);
  EXPECT_EQ(plain.extensions().jacobian, nullptr);
  EXPECT_NE(plain.extensions().trajectory, nullptr);
  EXPECT_NE(ModelInstance(toy_module("toy_vjp"), "toy", json::object()).extensions().vjp, nullptr);
  EXPECT_NE(ModelInstance(toy_module("toy_jacobian"), "toy", json::object()).extensions().jacobian, nullptr);
}

TEST(ModelInstance, CanBeMovedAndIsDestroyedOnce) {
  ModelInstance first(toy_module("toy_plain"), "toy", json::object());
  epi_model* handle = first.handle();
  const ModelInstance second(std::move(first));
  EXPECT_EQ(second.handle(), handle);
}

}  // namespace
}  // namespace epi::plugin
