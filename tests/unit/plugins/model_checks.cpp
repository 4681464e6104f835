#include "model_checks.hpp"

#include <cmath>
#include <fstream>
#include <limits>

#include "plugin/level_build.h"

namespace {

template <class Description>
Description described() {
  Description out{};
  out.struct_size = sizeof out;
  return out;
}

epi_param parameter_at(const ModelDriver& driver, std::int32_t i) {
  auto out = described<epi_param>();
  EXPECT_EQ(driver.ops().get_param(driver.model(), i, &out), EPI_OK);
  return out;
}

epi_stat statistic_at(const ModelDriver& driver, std::int32_t i) {
  auto out = described<epi_stat>();
  EXPECT_EQ(driver.ops().get_stat(driver.model(), i, &out), EPI_OK);
  return out;
}

Table rows_of(const Table& table, std::int64_t first, std::int64_t count) {
  Table part(count, table.cols);
  std::copy_n(table.values.begin() + first * table.cols, count * table.cols, part.values.begin());
  return part;
}

bool same_bits(const Table& part, const Table& whole, std::int64_t first) {
  return std::equal(part.values.begin(), part.values.end(), whole.values.begin() + first * whole.cols);
}

}  // namespace

const epi_module* module_under_test() {
  return load_module(epi::plugin::best_build_of(EPI_MODULE_FILE).c_str());
}

nlohmann::json reference(const std::string& name) {
  std::ifstream file(std::string(EPI_REFERENCE_DIR "/") + name + ".json");
  return nlohmann::json::parse(file);
}

Table table_of(const nlohmann::json& rows) {
  Table table(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.at(0).size()));
  auto to = table.values.begin();
  for (const nlohmann::json& row : rows) {
    for (const nlohmann::json& value : row) *to++ = value.get<double>();
  }
  return table;
}

Table with_defaults(const ModelDriver& driver, const Table& first_columns) {
  Table z(first_columns.rows, driver.parameters());
  for (std::int64_t p = 0; p < z.cols; ++p) {
    const double preset = parameter_at(driver, static_cast<std::int32_t>(p)).default_value;
    for (std::int64_t i = 0; i < z.rows; ++i) z(i, p) = p < first_columns.cols ? first_columns(i, p) : preset;
  }
  return z;
}

Table columns(const Table& table, std::int64_t first, std::int64_t count) {
  Table part(table.rows, count);
  for (std::int64_t i = 0; i < table.rows; ++i) {
    for (std::int64_t j = 0; j < count; ++j) part(i, j) = table(i, first + j);
  }
  return part;
}

std::int64_t statistic(const ModelDriver& driver, const std::string& name) {
  for (std::int32_t s = 0; s < driver.statistics(); ++s) {
    if (statistic_at(driver, s).name == name) return s;
  }
  throw std::runtime_error("no statistic " + name);
}

std::int64_t parameter(const ModelDriver& driver, const std::string& name) {
  for (std::int32_t p = 0; p < driver.parameters(); ++p) {
    if (parameter_at(driver, p).name == name) return p;
  }
  throw std::runtime_error("no parameter " + name);
}

nlohmann::json property(const ModelDriver& driver, const std::string& wanted) {
  const auto& table = driver.extension<epi_ext_properties>(EPI_EXT_PROPERTIES);
  for (std::uint32_t i = 0; i < table.count; ++i) {
    const char *name = nullptr, *title = nullptr, *json = nullptr;
    EXPECT_EQ(table.get(driver.model(), static_cast<std::int32_t>(i), &name, &title, &json), EPI_OK);
    if (name == wanted) return nlohmann::json::parse(json);
  }
  throw std::runtime_error("no property " + wanted);
}

void expect_near(const Table& got, const Table& expected, double absolute, double relative) {
  ASSERT_EQ(got.rows, expected.rows);
  ASSERT_EQ(got.cols, expected.cols);
  for (std::int64_t i = 0; i < got.rows; ++i) {
    for (std::int64_t j = 0; j < got.cols; ++j) {
      EXPECT_NEAR(got(i, j), expected(i, j), absolute + relative * std::abs(expected(i, j)))
          << "row " << i << ", column " << j;
    }
  }
}

void expect_that_splits_change_no_bit(ModelDriver& driver, const Table& z) {
  const Table x = driver.simulate(z), jac = driver.jacobian(z);
  for (const std::int64_t split : {1, 3, 8, 13}) {
    for (std::int64_t first = 0; first < z.rows; first += split) {
      const Table part = rows_of(z, first, std::min(split, z.rows - first));
      driver.sample_ids.clear();
      for (std::int64_t i = 0; i < part.rows; ++i) {
        driver.sample_ids.push_back(static_cast<std::uint64_t>(first + i));
      }
      ASSERT_TRUE(same_bits(driver.simulate(part), x, first)) << "rows from " << first << " by " << split;
      ASSERT_TRUE(same_bits(driver.jacobian(part), jac, first)) << "rows from " << first << " by " << split;
    }
  }
}

void expect_that_illegal_rows_are_marked(ModelDriver& driver, const Table& z) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Table alone = driver.jacobian(z);
  for (std::int32_t p = 0; p < driver.parameters(); ++p) {
    const epi_param described = parameter_at(driver, p);
    std::vector<std::pair<double, std::uint8_t>> illegal{
        {std::nan(""), EPI_ROW_NONFINITE}, {infinity, EPI_ROW_NONFINITE}, {-infinity, EPI_ROW_NONFINITE}};
    if (std::isfinite(described.upper)) {
      illegal.emplace_back(std::nextafter(described.upper, infinity), EPI_ROW_OUT_OF_SUPPORT);
      illegal.emplace_back(1e300, EPI_ROW_OUT_OF_SUPPORT);
    }
    if (std::isfinite(described.lower)) {
      illegal.emplace_back(std::nextafter(described.lower, -infinity), EPI_ROW_OUT_OF_SUPPORT);
    }
    for (std::size_t k = 0; k < illegal.size(); ++k) {
      Table mixed = z;
      const auto bad = static_cast<std::int64_t>(k) % z.rows;
      mixed(bad, p) = illegal[k].first;
      Table x(z.rows, driver.statistics()), jac(z.rows, alone.cols);
      const Outcome outcome = driver.jacobian(mixed, x, jac);
      ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
      for (std::int64_t i = 0; i < z.rows; ++i) {
        const std::uint8_t status = outcome.rows[static_cast<std::size_t>(i)];
        EXPECT_EQ(int{status}, i == bad ? int{illegal[k].second} : int{EPI_ROW_OK})
            << described.name << " = " << illegal[k].first;
        for (std::int64_t j = 0; j < jac.cols; ++j) {
          EXPECT_TRUE(i == bad ? std::isnan(jac(i, j)) : jac(i, j) == alone(i, j));
        }
      }
    }
  }
}

void expect_that_selftests_hold(ModelDriver& driver, std::size_t at_least) {
  const auto& table = driver.extension<epi_ext_selftest>(EPI_EXT_SELFTEST);
  ASSERT_GE(table.count, at_least);
  for (std::uint32_t i = 0; i < table.count; ++i) {
    Table z(1, driver.parameters()), x(1, driver.statistics());
    double relative = 0.0, absolute = 0.0;
    std::uint64_t sample = 0;
    ASSERT_EQ(table.get_case(driver.model(), static_cast<std::int32_t>(i), &driver.seed, &sample,
                             z.values.data(), x.values.data(), &relative, &absolute),
              EPI_OK);
    expect_near(driver.simulate(z), x, absolute, relative);
  }
}

void expect_that_properties_are_of_the_model(const ModelDriver& driver, std::size_t count) {
  const auto& table = driver.extension<epi_ext_properties>(EPI_EXT_PROPERTIES);
  ASSERT_EQ(table.count, count);
  for (std::uint32_t i = 0; i < table.count; ++i) {
    const char *name = nullptr, *title = nullptr, *json = nullptr;
    ASSERT_EQ(table.get(driver.model(), static_cast<std::int32_t>(i), &name, &title, &json), EPI_OK);
    const auto fragment = nlohmann::json::parse(json);
    const nlohmann::json& constraints = fragment.at("emergent_property").at("constraints");
    EXPECT_GE(constraints.size(), 1u) << name;
    for (const nlohmann::json& constraint : constraints) {
      EXPECT_NO_THROW(statistic(driver, constraint.at("statistic"))) << name;
    }
    if (!fragment.contains("parameters")) continue;  // all are free
    for (const nlohmann::json& free : fragment.at("parameters").at("free")) {
      EXPECT_NO_THROW(parameter(driver, free)) << name;
    }
  }
}

RecordedActivity trajectory(ModelDriver& driver, const Table& z, std::int64_t at_most, double t_end) {
  const auto& table = driver.extension<epi_ext_trajectory>(EPI_EXT_TRAJECTORY);
  std::int64_t points = 0;
  std::int32_t channels = 0;
  if (table.shape(driver.model(), t_end, at_most, &points, &channels) != EPI_OK)
    throw std::runtime_error("shape");
  RecordedActivity run{std::vector<double>(static_cast<std::size_t>(points)), Table(points, channels)};
  const epi_cmat in = z.view();
  const epi_mat out = run.y.view();
  const Outcome outcome = driver.call(1, [&](const epi_call* call) {
    return table.run(driver.model(), call, &in, t_end, run.t.data(), &out);
  });
  if (outcome.status != EPI_OK) throw std::runtime_error(outcome.error);
  EXPECT_EQ(outcome.rows[0], EPI_ROW_OK);
  return run;
}

Table observables(ModelDriver& driver, const Table& z, const Table& x) {
  const auto& table = driver.extension<epi_ext_observables>(EPI_EXT_OBSERVABLES);
  Table o(z.rows, table.count);
  const epi_cmat z_in = z.view(), x_in = x.view();
  const epi_mat out = o.view();
  const Outcome outcome = driver.call(
      z.rows, [&](const epi_call* call) { return table.eval(driver.model(), call, &z_in, &x_in, &out); });
  if (outcome.status != EPI_OK) throw std::runtime_error(outcome.error);
  for (const std::uint8_t row : outcome.rows) EXPECT_EQ(row, EPI_ROW_OK);
  return o;
}
