#include "plugin/parameter_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "toy_modules.h"

namespace epi::plugin {
namespace {

ModelSpec spec() {
  ModelSpec spec;
  spec.id = "m";
  spec.parameters.resize(3);
  spec.parameters[0] = {"a", "nS", "", "", 0.0, 10.0, 1.0, false};
  spec.parameters[1] = {"b", "", "", "", -5.0, 5.0, 2.0, false};
  spec.parameters[2] = {"c", "", "", "", 0.0, 1.0, 0.5, false};
  return spec;
}

TEST(ParameterMap, PutsFreeColumnsInPlaceAndFillsTheRestWithFixedValuesAndDefaults) {
  const ParameterMap map(spec(), {"c", "a"}, {{"b", -3.0}});
  std::vector<double> full(3);
  map.expand(std::vector<double>{0.25, 7.0}, full);
  EXPECT_EQ(full, (std::vector<double>{7.0, -3.0, 0.25}));
  EXPECT_EQ(map.free_indices(), (std::vector<std::int32_t>{2, 0}));
  const ParameterMap none(spec(), {}, {});
  none.expand({}, full);
  EXPECT_EQ(full, (std::vector<double>{1.0, 2.0, 0.5}));
}

TEST(ParameterMap, RefusesNamesAndValuesThatDoNotFitAtTheirPath) {
  const auto refusal = [](std::vector<std::string> free, std::map<std::string, double> fixed) {
    const Error error = error_of([&] { ParameterMap(spec(), free, fixed); });
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.complaint().where + ": " + error.complaint().what + "; " + error.complaint().rule +
           error.complaint().next;
  };
  EXPECT_EQ(refusal({"a", "d"}, {}),
            "parameters.free[1]: the model \"m\" has no parameter \"d\"; known: a, b, c");
  EXPECT_THAT(refusal({}, {{"d", 1}}),
              testing::StartsWith("parameters.fixed.d: the model \"m\" has no parameter"));
  EXPECT_THAT(refusal({"a", "a"}, {}),
              testing::StartsWith("parameters.free[1]: the parameter \"a\" is free twice"));
  EXPECT_THAT(refusal({"a"}, {{"a", 1}}),
              testing::StartsWith("parameters.fixed.a: the parameter \"a\" is both"));
  EXPECT_EQ(refusal({}, {{"a", 11}}),
            "parameters.fixed.a: the parameter \"a\" is fixed outside its support; it lies in [0, 10] nS");
  EXPECT_THAT(refusal({}, {{"a", std::nan("")}}), testing::HasSubstr("outside its support"));
}

}  // namespace
}  // namespace epi::plugin
