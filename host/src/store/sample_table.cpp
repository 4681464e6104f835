#include "store/sample_table.h"

#include <algorithm>
#include <set>

#include "base/check.h"

namespace epi::store {

void check_shapes(const SampleTable& table) {
  const std::int64_t n = table.z.rows();
  EPI_CHECK(table.z.cols() == static_cast<std::int64_t>(table.parameters.size()));
  EPI_CHECK(table.statistic_values.rows() == n);
  EPI_CHECK(table.statistic_values.cols() == static_cast<std::int64_t>(table.statistics.size()));
  EPI_CHECK(static_cast<std::int64_t>(table.log_prob.size()) == n);
  EPI_CHECK(static_cast<std::int64_t>(table.status.size()) == n);
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
