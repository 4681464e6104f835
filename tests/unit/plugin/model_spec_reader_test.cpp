#include "plugin/model_spec_reader.h"

#include <gtest/gtest.h>

#include "toy_modules.h"

namespace epi::plugin {
namespace {

ModelSpec spec_of(const std::string& module) {
  return read_model_spec(ModelInstance(toy_module(module), "toy", nlohmann::json::object()));
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ReadModelSpec, CopiesWhatTheModelDeclares) {
  const ModelSpec spec = spec_of("toy_plain");
  EXPECT_EQ(spec.id, "toy");
  EXPECT_EQ(spec.version, "1.2.3");
  EXPECT_EQ(spec.title, "A toy");
  EXPECT_EQ(spec.fingerprint, "toy-1");
  EXPECT_TRUE(spec.stochastic);
  EXPECT_FALSE(spec.piecewise);
  EXPECT_TRUE(spec.has_trajectory);

  ASSERT_EQ(spec.parameters.size(), 3u);
  EXPECT_EQ(spec.parameters[0].name, "gain");
  EXPECT_EQ(spec.parameters[0].unit, "nS");
  EXPECT_EQ(spec.parameters[0].lower, 0.5);
  EXPECT_EQ(spec.parameters[0].upper, 4.0);
  EXPECT_EQ(spec.parameters[1].lower, -kInfinity);
  EXPECT_EQ(spec.parameters[1].upper, kInfinity);
  EXPECT_EQ(spec.parameters[2].lower, 0.0);
  EXPECT_EQ(spec.parameters[2].upper, kInfinity);
  EXPECT_EQ(spec.parameters[2].default_value, 0.25);
  EXPECT_TRUE(spec.parameters[2].log_scale);

  ASSERT_EQ(spec.statistics.size(), 2u);
  EXPECT_EQ(spec.statistics[0].typical_scale, 2.0);
  EXPECT_EQ(spec.statistics[1].name, "s1");
  EXPECT_EQ(spec.statistics[1].upper, 17.0);

  ASSERT_EQ(spec.observables.size(), 1u);
  EXPECT_EQ(spec.observables[0].name, "s0_per_gain");
  ASSERT_EQ(spec.properties.size(), 2u);
  EXPECT_EQ(spec.properties[0].name, "balanced");
  EXPECT_EQ(spec.properties[0].fragment["emergent_property"]["constraints"][0]["statistic"], "s0");
}

TEST(ReadModelSpec, SaysHowDerivativesAreMade) {
  EXPECT_EQ(spec_of("toy_plain").gradient, GradientMethod::none);
  EXPECT_EQ(spec_of("toy_vjp").gradient, GradientMethod::vjp);
  EXPECT_EQ(spec_of("toy_jacobian").gradient, GradientMethod::jacobian);
}

TEST(ChooseGradient, AJacobianIsForFewParametersOrForWantOfAnother) {
  const epi_ext_vjp vjp{};
  const epi_ext_jacobian jacobian{};
  EXPECT_EQ(choose_gradient({.vjp = &vjp, .jacobian = &jacobian}, 8), GradientMethod::jacobian);
  EXPECT_EQ(choose_gradient({.vjp = &vjp, .jacobian = &jacobian}, 20), GradientMethod::vjp);
  EXPECT_EQ(choose_gradient({.jacobian = &jacobian}, 20), GradientMethod::jacobian);
  EXPECT_EQ(choose_gradient({.vjp = &vjp}, 2), GradientMethod::vjp);
  EXPECT_EQ(choose_gradient({}, 2), GradientMethod::none);
}

}  // namespace
}  // namespace epi::plugin
