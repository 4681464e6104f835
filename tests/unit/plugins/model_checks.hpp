#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "loaded_module.hpp"
#include "model_driver.hpp"

// What the tests of the shipped models have in common: reading reference numbers, and checks that hold for
// every model.

/// The module under test: the build of EPI_MODULE_FILE that the host would take.
const epi_module* module_under_test();

/// The reference numbers of a model, tests/reference/<name>.json.
nlohmann::json reference(const std::string& name);

/// A matrix from an array of arrays.
Table table_of(const nlohmann::json& rows);

/// Parameters whose first columns are given and whose other columns hold the model's defaults.
Table with_defaults(const ModelDriver& driver, const Table& first_columns);

/// The columns `first`, `first` + 1, ... of a table.
Table columns(const Table& table, std::int64_t first, std::int64_t count);

/// The index of a statistic or parameter by its name. @throws std::runtime_error if there is none.
std::int64_t statistic(const ModelDriver& driver, const std::string& name);
std::int64_t parameter(const ModelDriver& driver, const std::string& name);

/// A fragment of a run configuration by the name of its property. @throws std::runtime_error if there is
/// none.
nlohmann::json property(const ModelDriver& driver, const std::string& name);

/// |got - expected| <= absolute + relative |expected| in every entry.
void expect_near(const Table& got, const Table& expected, double absolute, double relative);

/// Statistics and Jacobian have the same bits however the rows are split into batches.
void expect_that_splits_change_no_bit(ModelDriver& driver, const Table& z);

/// Rows that are NaN, infinite or outside the support are marked as such and all NaN; the rows of `z` between
/// them have the bits that they have alone.
void expect_that_illegal_rows_are_marked(ModelDriver& driver, const Table& z);

/// The rows with known results that ship with the model hold.
void expect_that_selftests_hold(ModelDriver& driver, std::size_t at_least);

/// Every property constrains statistics of the model and frees parameters of it.
void expect_that_properties_are_of_the_model(const ModelDriver& driver, std::size_t count);

/// Times [points] and channels [points, channels] of one row over the model's own length.
struct RecordedActivity {
  std::vector<double> t;
  Table y;
};
RecordedActivity trajectory(ModelDriver& driver, const Table& z, std::int64_t at_most, double t_end = 0.0);

/// Observables [n, O] of parameters and statistics; every row must be in order.
Table observables(ModelDriver& driver, const Table& z, const Table& x);
