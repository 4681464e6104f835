#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "config/run_config.h"

namespace epi::store {

struct Quantity {
  std::string name;
  std::string unit;  ///< empty: dimensionless
};

/// Draws from a finished run's density with what the model does there: the content of samples.csv and
/// samples.nc.
struct SampleTable {
  std::string host_version;
  std::string model, model_version;  ///< id and version
  std::string property;              ///< name of the emergent property
  std::uint64_t seed = 0;            ///< whose flow was sampled

  std::vector<Quantity> parameters;  ///< columns of z
  std::vector<Quantity> statistics;  ///< columns of statistic_values
  std::vector<config::Constraint>
      constraints;  ///< what the statistics should be; each names one of `statistics`

  Matrix z;                         ///< [n_samples, n_parameters]
  std::vector<double> log_prob;     ///< [n_samples], log q(z), nats
  std::vector<double> weight;       ///< [n_samples], answer/q, mean about 1; NaN: none is known
  Matrix statistic_values;          ///< [n_samples, n_statistics], NaN in a row whose simulation failed
  std::vector<std::string> status;  ///< [n_samples], "ok" or the reason as plugin::to_string
};

/// Throws Error(internal) unless all lengths agree.
void check_shapes(const SampleTable& table);

/// The given rows, in that order; a row may be given several times. Their weights are 1.
SampleTable rows_of(const SampleTable& table, const std::vector<std::int64_t>& rows);

/// As many rows as there are weights, each as often as its weight says up to less than one: those on which
/// evenly spaced levels of the cumulative weight fall.
/// @param weights  [n], >= 0, not all 0.   @param offset  of the levels, in units of their distance, in (0,
/// 1).
std::vector<std::int64_t> systematic_rows(const std::vector<double>& weights, double offset);

/// What the numbers of the status column stand for: "ok" is 0, then the reasons that occur, in alphabetical
/// order.
std::vector<std::string> status_meanings(const SampleTable& table);
/// The status of every row as an index into `meanings`.
std::vector<int> status_codes(const SampleTable& table, const std::vector<std::string>& meanings);

}  // namespace epi::store
