#include "store/sample_table.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "base/check.h"

namespace epi::store {

void check_shapes(const SampleTable& table) {
  const std::int64_t n = table.z.rows();
  EPI_CHECK(table.z.cols() == static_cast<std::int64_t>(table.parameters.size()));
  EPI_CHECK(table.statistic_values.rows() == n);
  EPI_CHECK(table.statistic_values.cols() == static_cast<std::int64_t>(table.statistics.size()));
  EPI_CHECK(static_cast<std::int64_t>(table.log_prob.size()) == n);
  EPI_CHECK(static_cast<std::int64_t>(table.weight.size()) == n);
  EPI_CHECK(static_cast<std::int64_t>(table.status.size()) == n);
}

SampleTable rows_of(const SampleTable& table, const std::vector<std::int64_t>& rows) {
  SampleTable result = table;
  const auto n = static_cast<std::int64_t>(rows.size());
  result.z = Matrix(n, table.z.cols());
  result.statistic_values = Matrix(n, table.statistic_values.cols());
  result.log_prob.clear();
  result.status.clear();
  result.weight.assign(rows.size(), 1.0);
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t from = rows[static_cast<std::size_t>(i)];
    std::ranges::copy(table.z.row(from), result.z.row(i).begin());
    std::ranges::copy(table.statistic_values.row(from), result.statistic_values.row(i).begin());
    result.log_prob.push_back(table.log_prob[static_cast<std::size_t>(from)]);
    result.status.push_back(table.status[static_cast<std::size_t>(from)]);
  }
  return result;
}

std::vector<std::int64_t> systematic_rows(const std::vector<double>& weights, double offset) {
  std::vector<double> below(weights.size());
  std::partial_sum(weights.begin(), weights.end(), below.begin());
  EPI_CHECK(!below.empty() && below.back() > 0.0);
  const double step = below.back() / static_cast<double>(weights.size());
  std::vector<std::int64_t> rows;
  std::size_t row = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double level = (static_cast<double>(i) + offset) * step;
    while (row + 1 < weights.size() && below[row] <= level) ++row;
    rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

std::vector<std::string> status_meanings(const SampleTable& table) {
  std::set<std::string> reasons(table.status.begin(), table.status.end());
  reasons.erase("ok");
  std::vector<std::string> meanings{"ok"};
  meanings.insert(meanings.end(), reasons.begin(), reasons.end());
  return meanings;
}

std::vector<int> status_codes(const SampleTable& table, const std::vector<std::string>& meanings) {
  std::vector<int> codes;
  codes.reserve(table.status.size());
  for (const std::string& status : table.status) {
    const auto meaning = std::find(meanings.begin(), meanings.end(), status);
    EPI_CHECK(meaning != meanings.end());
    codes.push_back(static_cast<int>(meaning - meanings.begin()));
  }
  return codes;
}

}  // namespace epi::store
