#include "shipped_model.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "plugin/batch_call.h"
#include "plugin/model_spec_reader.h"

namespace epi::bench {
namespace {

const plugin::Catalogue& catalogue() {
  static const plugin::Catalogue found(plugin::default_search_path());
  return found;
}

std::vector<std::int64_t> columns_of(const std::vector<std::string>& names, const plugin::ModelSpec& model) {
  std::vector<std::int64_t> columns;
  for (const std::string& name : names) {
    const auto at =
        std::find_if(model.statistics.begin(), model.statistics.end(),
                     [&](const plugin::StatisticSpec& statistic) { return statistic.name == name; });
    if (at == model.statistics.end()) {
      throw Error(
          ErrorKind::plugin,
          {.what = "the model \"" + model.id + "\" has no statistic \"" + name + "\"", .where = "benchmark"});
    }
    columns.push_back(at - model.statistics.begin());
  }
  return columns;
}

}  // namespace

ShippedModel::ShippedModel(Subject subject)
    : subject_(std::move(subject)),
      entry_(catalogue().find(subject_.model_id)),
      instance_(*entry_.module, subject_.model_id, plugin::resolve_settings(*entry_.info, subject_.settings)),
      map_(plugin::read_model_spec(instance_), subject_.parameters, {}),
      columns_(columns_of(subject_.statistics, plugin::read_model_spec(instance_))) {
  if (!instance_.extensions().jacobian) {
    throw Error(ErrorKind::plugin,
                {.what = "the model \"" + subject_.model_id + "\" has no Jacobian", .where = "benchmark"});
  }
}

void ShippedModel::jacobian(const Matrix& z, plugin::Noise noise) {
  Matrix parameters(z.rows(), map_.n_parameters());
  for (std::int64_t i = 0; i < z.rows(); ++i) map_.expand(z.row(i), parameters.row(i));
  const auto n_statistics = static_cast<std::int64_t>(instance_.n_statistics());
  statistics_ = Matrix(z.rows(), n_statistics);
  jacobian_ = Matrix(z.rows(), n_statistics * map_.n_free());
  plugin::BatchCall batch(noise, 0, z.rows(), nullptr, map_.free_indices());
  const epi_cmat in = plugin::view_of(std::as_const(parameters), 0, z.rows());
  const epi_mat x = plugin::view_of(statistics_, 0, z.rows()), jac = plugin::view_of(jacobian_, 0, z.rows());
  const epi_status status = instance_.gate().enter("jacobian", [&] {
    return instance_.extensions().jacobian->jacobian(instance_.handle(), batch.raw(), &in, &x, &jac);
  });
  if (status != EPI_OK) instance_.gate().refuse_status("jacobian", status, batch.error_text());
  const auto failed =
      std::ranges::find_if(batch.row_status(), [](std::uint8_t row) { return row != EPI_ROW_OK; });
  if (failed != batch.row_status().end()) {
    throw Error(ErrorKind::failed_simulations,
                {.what = "a row failed with status " + std::to_string(*failed), .where = "benchmark"});
  }
}

double ShippedModel::statistic(std::int64_t row, std::size_t statistic) const {
  return statistics_(row, columns_[statistic]);
}

double ShippedModel::derivative(std::int64_t row, std::size_t statistic, std::size_t parameter) const {
  return jacobian_(row, columns_[statistic] * map_.n_free() + static_cast<std::int64_t>(parameter));
}

std::unique_ptr<plugin::PluginSimulator> ShippedModel::simulator(int n_threads) const {
  const plugin::SimulatorSpec spec{subject_.model_id, subject_.settings, subject_.parameters, {}};
  return std::make_unique<plugin::PluginSimulator>(*entry_.module, spec, n_threads);
}

}  // namespace epi::bench
