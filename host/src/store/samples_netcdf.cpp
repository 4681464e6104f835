#include "store/samples_netcdf.h"

#include <array>
#include <numeric>

#include "store/netcdf_file.h"

namespace epi::store {

namespace {

/// A group of quantities with one value a draw.
struct DrawGroup {
  int id;
  std::array<int, 2> dimensions;  ///< chain, draw
};

/// The variable of a quantity: its name, unless that is taken by ArviZ's dimensions.
std::string variable_name(const Quantity& quantity) {
  const bool taken = quantity.name == "chain" || quantity.name == "draw";
  return taken ? quantity.name + "_value" : quantity.name;
}

void set_origin(NetcdfFile& file, int group, const SampleTable& table) {
  file.set_text(group, NetcdfFile::kGlobal, "inference_library", "epi");
  file.set_text(group, NetcdfFile::kGlobal, "inference_library_version", table.host_version);
  file.set_text(group, NetcdfFile::kGlobal, "model", table.model);
  file.set_text(group, NetcdfFile::kGlobal, "model_version", table.model_version);
  file.set_text(group, NetcdfFile::kGlobal, "property", table.property);
  file.set_text(group, NetcdfFile::kGlobal, "seed", std::to_string(table.seed));
}

DrawGroup add_draw_group(NetcdfFile& file, const char* name, const SampleTable& table) {
  const int id = file.add_group(name);
  set_origin(file, id, table);
  const auto n_draws = static_cast<std::size_t>(table.z.rows());
  const DrawGroup group{id, {file.add_dimension(id, "chain", 1), file.add_dimension(id, "draw", n_draws)}};
  const long long chain = 0;
  std::vector<long long> draws(n_draws);
  std::iota(draws.begin(), draws.end(), 0);
  file.add_integers(id, "chain", {&group.dimensions[0], 1}, {&chain, 1});
  file.add_integers(id, "draw", {&group.dimensions[1], 1}, draws);
  return group;
}

int add_column(NetcdfFile& file, const DrawGroup& group, const Quantity& quantity, const Matrix& values,
               std::int64_t column) {
  std::vector<double> draws(static_cast<std::size_t>(values.rows()));
  for (std::int64_t i = 0; i < values.rows(); ++i) draws[static_cast<std::size_t>(i)] = values(i, column);
  const int variable = file.add_doubles(group.id, variable_name(quantity), group.dimensions, draws);
  if (!quantity.unit.empty()) file.set_text(group.id, variable, "units", quantity.unit);
  return variable;
}

void write_posterior(NetcdfFile& file, const SampleTable& table) {
  const DrawGroup group = add_draw_group(file, "posterior", table);
  for (std::size_t j = 0; j < table.parameters.size(); ++j) {
    add_column(file, group, table.parameters[j], table.z, static_cast<std::int64_t>(j));
  }
}

void write_sample_stats(NetcdfFile& file, const SampleTable& table) {
  const DrawGroup group = add_draw_group(file, "sample_stats", table);
  const int lp = file.add_doubles(group.id, "lp", group.dimensions, table.log_prob);
  file.set_text(group.id, lp, "long_name", "log q(z)");
  file.set_text(group.id, lp, "units", "nats");

  const int weight = file.add_doubles(group.id, "weight", group.dimensions, table.weight);
  file.set_text(group.id, weight, "long_name", "maximum-entropy distribution over q");

  const auto meanings = status_meanings(table);
  const auto codes = status_codes(table, meanings);
  const std::vector<long long> values(codes.begin(), codes.end());
  const int status = file.add_integers(group.id, "status", group.dimensions, values);
  std::vector<long long> flags(meanings.size());
  std::iota(flags.begin(), flags.end(), 0);
  std::string words = meanings.front();
  for (std::size_t i = 1; i < meanings.size(); ++i) words += " " + meanings[i];
  file.set_integers(group.id, status, "flag_values", flags);  // the climate and forecast conventions' way
  file.set_text(group.id, status, "flag_meanings", words);
}

void write_posterior_predictive(NetcdfFile& file, const SampleTable& table) {
  const DrawGroup group = add_draw_group(file, "posterior_predictive", table);
  for (std::size_t j = 0; j < table.statistics.size(); ++j) {
    const int variable =
        add_column(file, group, table.statistics[j], table.statistic_values, static_cast<std::int64_t>(j));
    for (const config::Constraint& constraint : table.constraints) {
      if (constraint.statistic != table.statistics[j].name) continue;
      const auto set = [&](const char* name, const std::optional<double>& value) {
        if (value) file.set_number(group.id, variable, name, *value);
      };
      set("target_mean", constraint.mean);
      set("target_std", constraint.std);
      set("target_at_least", constraint.at_least);
      set("target_at_most", constraint.at_most);
    }
  }
}

/// The target means, under the names of the statistics, where ArviZ's predictive plots look for them.
void write_observed_data(NetcdfFile& file, const SampleTable& table) {
  const int group = file.add_group("observed_data");
  set_origin(file, group, table);
  for (const Quantity& statistic : table.statistics) {
    for (const config::Constraint& constraint : table.constraints) {
      if (constraint.statistic != statistic.name || !constraint.mean) continue;
      const int variable = file.add_doubles(group, variable_name(statistic), {}, {&*constraint.mean, 1});
      if (!statistic.unit.empty()) file.set_text(group, variable, "units", statistic.unit);
      break;  // a second mean of the same statistic stands in the attributes only
    }
  }
}

}  // namespace

void write_samples_netcdf(const std::filesystem::path& file, const SampleTable& table) {
  check_shapes(table);
  NetcdfFile netcdf(file);
  set_origin(netcdf, netcdf.root(), table);
  write_posterior(netcdf, table);
  write_sample_stats(netcdf, table);
  write_posterior_predictive(netcdf, table);
  write_observed_data(netcdf, table);
  netcdf.commit();
}

}  // namespace epi::store
