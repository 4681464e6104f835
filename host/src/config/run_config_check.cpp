#include "config/run_config_check.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/suggest.h"
#include "config/json_path.h"
#include "config/json_text.h"

namespace epi::config {
namespace {

/// Throws with the complaint unless the rule holds.
class Rules {
 public:
  explicit Rules(const std::string& origin) : suffix_(origin.empty() ? "" : " in " + origin) {}

  void require(bool holds, Complaint complaint) const {
    if (holds) return;
    complaint.what += suffix_;
    throw Error(ErrorKind::config, std::move(complaint));
  }

  template <class T>
  void require_distinct(const std::vector<T>& list, const std::string& path, const char* thing) const {
    std::set<T> seen;
    for (std::size_t i = 0; i < list.size(); ++i)
      require(seen.insert(list[i]).second, {.what = std::string("a ") + thing + " appears twice",
                                            .where = path_of_item(path, i),
                                            .value = shown(list[i]),
                                            .rule = std::string("every ") + thing + " is given once",
                                            .next = "remove one of the two"});
  }

 private:
  std::string suffix_;
};

void check_form(const Rules& rules, const Constraint& constraint, const std::string& path) {
  const bool is_inequality = constraint.at_least || constraint.at_most;
  const char* forms = "a constraint has exactly one form: mean; mean and std; at_least and/or at_most";
  const std::string subject = "the constraint on \"" + constraint.statistic + "\"";
  rules.require(constraint.mean || constraint.std || is_inequality,
                {.what = subject + " asks for nothing",
                 .where = path,
                 .value = {},
                 .rule = forms,
                 .next = "add \"mean\", \"at_least\" or \"at_most\""});
  if (constraint.std)
    rules.require(constraint.mean.has_value(), {.what = subject + " has a std without a mean",
                                                .where = path_of_key(path, "std"),
                                                .value = shown(*constraint.std),
                                                .rule = forms,
                                                .next = "add \"mean\": std is taken about it"});
  rules.require(!(constraint.mean && is_inequality),
                {.what = subject + " mixes a mean with a bound",
                 .where = path_of_key(path, constraint.at_least ? "at_least" : "at_most"),
                 .value = {},
                 .rule = forms,
                 .next = "write two constraints on this statistic"});
  if (constraint.at_least && constraint.at_most)
    rules.require(*constraint.at_least < *constraint.at_most,
                  {.what = subject + " has crossed bounds",
                   .where = path_of_key(path, "at_least"),
                   .value = shown(*constraint.at_least),
                   .rule = "at_least < at_most = " + shown(*constraint.at_most),
                   .next = {}});
  for (const auto& [key, given] : {std::pair("enforce", constraint.enforce.has_value()),
                                   std::pair("strength", constraint.strength.has_value())})
    rules.require(!given || is_inequality,
                  {.what = subject + " has no bound to be enforced",
                   .where = path_of_key(path, key),
                   .value = {},
                   .rule = std::string("\"") + key + "\" belongs to at_least and at_most",
                   .next = "remove it: a mean is held by a multiplier"});
  if (constraint.std_tolerance)
    rules.require(constraint.std.has_value(), {.what = subject + " has a std_tolerance without a std",
                                               .where = path_of_key(path, "std_tolerance"),
                                               .value = shown(*constraint.std_tolerance),
                                               .rule = "std_tolerance is the error allowed to the std",
                                               .next = "add \"std\", or write \"tolerance\" for the mean"});
  if (constraint.slack)
    rules.require(constraint.mean && !constraint.std, {.what = subject + " has a slack that is not of a mean",
                                                       .where = path_of_key(path, "slack"),
                                                       .value = shown(*constraint.slack),
                                                       .rule = "slack belongs to a mean without a std",
                                                       .next = "remove it"});
  if (is_inequality && constraint.tolerance)
    rules.require(*constraint.tolerance < 1,
                  {.what = subject + " tolerates every violation",
                   .where = path_of_key(path, "tolerance"),
                   .value = shown(*constraint.tolerance),
                   .rule = "the tolerance of a bound is a share of samples, below 1",
                   .next = {}});
}

void check_constraints(const Rules& rules, const std::vector<Constraint>& constraints) {
  std::set<std::pair<std::string, std::string>> seen;  // statistic, form
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    const Constraint& constraint = constraints[i];
    const std::string path = path_of_item("emergent_property.constraints", i);
    check_form(rules, constraint, path);
    const std::pair<const char*, bool> forms[] = {{"mean", constraint.mean.has_value()},
                                                  {"at_least", constraint.at_least.has_value()},
                                                  {"at_most", constraint.at_most.has_value()}};
    for (const auto& [form, given] : forms)
      rules.require(!given || seen.emplace(constraint.statistic, form).second,
                    {.what = "\"" + constraint.statistic + "\" has two constraints of the same form",
                     .where = path_of_key(path, form),
                     .value = {},
                     .rule = std::string("a statistic has at most one \"") + form + "\"",
                     .next = "remove one of the two"});
  }
}

void check_parameters(const Rules& rules, const Parameters& parameters,
                      const Initialization& initialization) {
  rules.require_distinct(parameters.free, "parameters.free", "free parameter");
  for (const auto& [name, value] : parameters.fixed)
    rules.require(std::find(parameters.free.begin(), parameters.free.end(), name) == parameters.free.end(),
                  {.what = "the parameter \"" + name + "\" is both free and fixed",
                   .where = path_of_key("parameters.fixed", name),
                   .value = shown(value),
                   .rule = "a parameter is inferred or held at a value",
                   .next = "remove it from one of the two"});
  const std::pair<const char*, const std::map<std::string, double>*> tables[] = {
      {"initialization.mean", &initialization.mean}, {"initialization.std", &initialization.std}};
  for (const auto& [path, table] : tables)
    for (const auto& [name, value] : *table)
      rules.require(parameters.free.empty() || std::find(parameters.free.begin(), parameters.free.end(),
                                                         name) != parameters.free.end(),
                    {.what = "\"" + name + "\" is not a free parameter",
                     .where = path_of_key(path, name),
                     .value = shown(value),
                     .rule = "only free parameters have an initial distribution",
                     .next = did_you_mean(name, parameters.free)});
}

void check_search(const Rules& rules, const RunConfig& config) {
  if (!config.initialization.search) return;
  std::vector<std::string> constrained;
  for (const Constraint& constraint : config.emergent_property.constraints)
    constrained.push_back(constraint.statistic);
  for (const auto& [statistic, tolerance] : config.initialization.search->tolerance)
    rules.require(std::find(constrained.begin(), constrained.end(), statistic) != constrained.end(),
                  {.what = "\"" + statistic + "\" is not constrained",
                   .where = path_of_key("initialization.search.tolerance", statistic),
                   .value = shown(tolerance),
                   .rule = "the search looks at constrained statistics",
                   .next = did_you_mean(statistic, constrained)});
  const Search& search = *config.initialization.search;
  if (search.select == "importance") {
    rules.require(search.fit_iterations > 0, {.what = "nothing would come of the weighted parameters",
                                              .where = "initialization.search.fit_iterations",
                                              .value = shown(search.fit_iterations),
                                              .rule = "\"importance\" fits the flow: at least 1",
                                              .next = "use some thousands"});
    rules.require(search.tolerance.empty(), {.what = "the tolerance has no effect",
                                             .where = "initialization.search.tolerance",
                                             .value = {},
                                             .rule = "\"importance\" weighs all parameters",
                                             .next = "remove it, or select \"window\""});
    rules.require(config.optimizer.initial_eta == "zero",
                  {.what = "the first multipliers are given twice",
                   .where = "optimizer.initial_eta",
                   .value = shown(config.optimizer.initial_eta),
                   .rule = "\"importance\" finds the first multipliers",
                   .next = "remove it, or select \"window\""});
  } else {
    rules.require(search.rounds == 1, {.what = "a window is searched once",
                                       .where = "initialization.search.rounds",
                                       .value = shown(search.rounds),
                                       .rule = "rounds belong to \"importance\"",
                                       .next = "remove it, or select \"importance\""});
  }
  const int fit_iterations = search.fit_iterations;
  rules.require(fit_iterations == 0 || fits_by_likelihood(config.flow),
                {.what = "this flow cannot be fitted to points",
                 .where = "initialization.search.fit_iterations",
                 .value = shown(fit_iterations),
                 .rule = "a fit needs a flow that is not planar and has no batch normalisation",
                 .next = "remove it, or use such a flow"});
}

void check_optimizer(const Rules& rules, const Optimizer& optimizer) {
  rules.require(optimizer.batch % 2 == 0, {.what = "the batch is odd",
                                           .where = "optimizer.batch",
                                           .value = shown(optimizer.batch),
                                           .rule = "the batch is even: its halves estimate the violation",
                                           .next = "use " + shown(optimizer.batch + 1)});
  rules.require(optimizer.c_max >= optimizer.c0, {.what = "the penalty's cap lies below its start",
                                                  .where = "optimizer.c_max",
                                                  .value = shown(optimizer.c_max),
                                                  .rule = "c_max >= c0 = " + shown(optimizer.c0),
                                                  .next = {}});
  if (optimizer.anneal)
    rules.require(optimizer.anneal->epochs < optimizer.epochs,
                  {.what = "no epoch has the targets that were asked for",
                   .where = "optimizer.anneal.epochs",
                   .value = shown(optimizer.anneal->epochs),
                   .rule = "anneal.epochs < epochs = " + shown(optimizer.epochs),
                   .next = "anneal over fewer epochs, or raise optimizer.epochs"});
}

}  // namespace

void check_run_config(const RunConfig& config, const std::string& origin) {
  const Rules rules(origin);
  check_parameters(rules, config.parameters, config.initialization);
  check_constraints(rules, config.emergent_property.constraints);
  check_search(rules, config);
  check_optimizer(rules, config.optimizer);
  const bool by_score = config.optimizer.gradient == "score";
  const bool polishes = config.polish && config.polish->epochs > 0;
  rules.require((!by_score && !polishes) || fits_by_likelihood(config.flow),
                {.what = "this flow has no score at given points",
                 .where = by_score ? "optimizer.gradient" : "polish.epochs",
                 .value = by_score ? shown(config.optimizer.gradient) : shown(config.polish->epochs),
                 .rule = "the score needs a flow that is not planar and has no batch normalisation",
                 .next = "use \"pathwise\" without a polish, or such a flow"});
  rules.require(!by_score || config.optimizer.entropy_gradient == "total",
                {.what = "the path gradient has no part in the score",
                 .where = "optimizer.entropy_gradient",
                 .value = shown(config.optimizer.entropy_gradient),
                 .rule = "\"path\" belongs to the pathwise gradient",
                 .next = "remove it"});
  rules.require(config.optimizer.entropy_gradient != "path" || !config.flow.batch_norm,
                {.what = "the path gradient does not know batch normalisation",
                 .where = "optimizer.entropy_gradient",
                 .value = shown(config.optimizer.entropy_gradient),
                 .rule = "\"path\" needs a density that does not depend on the batch",
                 .next = "remove flow.batch_norm, or use \"total\""});
  rules.require_distinct(config.seeds, "seeds", "seed");
}

}  // namespace epi::config
