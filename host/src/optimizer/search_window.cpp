#include "optimizer/search_window.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace epi::optimizer {
namespace {

const objective::Constraint& named(const std::vector<objective::Constraint>& constraints,
                                   const std::string& name) {
  const auto found =
      std::find_if(constraints.begin(), constraints.end(), [&](const auto& c) { return c.name == name; });
  EPI_CHECK(found != constraints.end());
  return *found;
}

}  // namespace

std::vector<SearchWindow> search_windows(const TrainingProblem& problem) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto& tolerances = problem.config.initialization.search.value().tolerance;
  std::vector<SearchWindow> windows;
  for (const config::Constraint& asked : problem.config.emergent_property.constraints) {
    const auto given = tolerances.find(asked.statistic);
    if (asked.mean) {
      const objective::Constraint& mean = named(problem.property.equalities, asked.statistic + ".mean");
      const double reach =
          given != tolerances.end() ? given->second : asked.std.value_or(mean.tolerance * mean.scale);
      windows.push_back({asked.statistic, mean.statistic, *asked.mean - reach, *asked.mean + reach});
    } else {
      const char* key = asked.at_least ? ".at_least" : ".at_most";
      const double reach = given != tolerances.end() ? given->second : 0.0;
      windows.push_back(
          {asked.statistic, named(problem.property.inequalities, asked.statistic + key).statistic,
           asked.at_least.value_or(-kInfinity) - reach, asked.at_most.value_or(kInfinity) + reach});
    }
  }
  return windows;
}

}  // namespace epi::optimizer
