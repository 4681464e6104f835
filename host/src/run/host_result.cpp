#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/random.h"
#include "epi/host/result.h"
#include "flow/flow.h"
#include "store/flow_file.h"
#include "store/run_folder.h"
#include "store/run_record.h"

namespace epi::host {
namespace {

// The seed whose flow speaks for the run: the winner of a finished run, else the first that has one.
std::uint64_t speaking_seed(const store::RunFolder& folder, const store::RunRecord& record) {
  if (record.winning_seed) return *record.winning_seed;
  for (const store::SeedRecord& seed : record.seeds) {
    if (seed.outcome == "converged" || seed.outcome == "budget_exhausted") return seed.seed;
  }
  throw Error(ErrorKind::io,
              {.what = "the run has no fitted flow yet",
               .where = folder.root().string(),
               .rule = "at least one seed must have finished",
               .next = fmt::format("continue it with: epi resume {}", folder.root().string())});
}

flow::FrozenFlow load_result_flow(const std::filesystem::path& root) {
  const store::RunFolder folder = store::RunFolder::open(root);
  const std::uint64_t seed = speaking_seed(folder, store::load_run_record(folder.run_json()));
  const store::StoredFlow stored = store::load_flow(folder.seed(seed).flow());
  return {stored.spec, stored.state};
}

std::vector<std::vector<double>> rows_of(const Matrix& matrix) {
  std::vector<std::vector<double>> rows;
  for (std::int64_t i = 0; i < matrix.rows(); ++i)
    rows.emplace_back(matrix.row(i).begin(), matrix.row(i).end());
  return rows;
}

}  // namespace

struct Result::Impl {
  explicit Impl(flow::FrozenFlow of) : flow(std::move(of)) {}

  flow::FrozenFlow flow;
};

Result::Result(const std::filesystem::path& folder)
    : impl_(std::make_unique<Impl>(load_result_flow(folder))) {}
Result::~Result() = default;
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;

const std::vector<std::string>& Result::parameter_names() const {
  return impl_->flow.spec().names;
}

Table Result::sample(std::int64_t n, std::uint64_t seed) const {
  Matrix base(n, static_cast<std::int64_t>(parameter_names().size()));
  Random(seed, RandomStream::user_base).normal(0, base.values());
  const flow::Draw draw = impl_->flow.sample_and_log_prob(base);
  Table table{parameter_names(), std::vector<std::string>(parameter_names().size()), rows_of(draw.z), {}};
  table.columns.emplace_back("log_prob");
  table.units.emplace_back("nats");
  for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i].push_back(draw.log_prob[i]);
  return table;
}

Result::Evaluation Result::evaluate(const std::vector<std::vector<double>>& points, bool gradient,
                                    bool hessian) const {
  Matrix z(static_cast<std::int64_t>(points.size()), static_cast<std::int64_t>(parameter_names().size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].size() != parameter_names().size()) {
      throw Error(ErrorKind::config, {.what = "a point does not have one value for every free parameter",
                                      .where = fmt::format("point {}", i + 1),
                                      .value = fmt::format("{} values", points[i].size()),
                                      .rule = fmt::format("{} values", parameter_names().size())});
    }
    std::copy(points[i].begin(), points[i].end(), z.row(static_cast<std::int64_t>(i)).begin());
  }
  Evaluation result{impl_->flow.log_prob(z), {}, {}};
  if (!gradient && !hessian) return result;
  const flow::LogProbDerivatives derivatives = impl_->flow.log_prob_derivatives(z, hessian);
  if (gradient) result.gradient = rows_of(derivatives.gradient);
  for (const Matrix& matrix : derivatives.hessian) result.hessian.push_back(rows_of(matrix));
  return result;
}

}  // namespace epi::host
