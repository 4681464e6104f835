#include "plugin/trajectory.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/error.h"
#include "plugin/batch_call.h"
#include "plugin/quantity_reader.h"
#include "plugin/row_check.h"
#include "plugin/table_check.h"

namespace epi::plugin {
namespace {

std::vector<StatisticSpec> read_channels(ModelInstance& instance, std::int32_t count) {
  const TableCheck check(instance.gate());
  std::vector<StatisticSpec> channels;
  for (std::int32_t i = 0; i < count; ++i) {
    epi_stat raw = {};
    raw.struct_size = sizeof raw;
    const epi_status status = instance.gate().enter(
        "channel", [&] { return instance.extensions().trajectory->channel(instance.handle(), i, &raw); });
    const std::string owner = "channel " + std::to_string(i);
    if (status != EPI_OK) instance.gate().refuse_status("channel", status, owner);
    channels.push_back(read_statistic(raw, owner, check));
  }
  return channels;
}

}  // namespace

Trajectory simulate_trajectory(ModelInstance& instance, std::span<const double> parameters, Noise noise,
                               double t_end, std::int64_t max_steps) {
  EPI_CHECK(static_cast<int>(parameters.size()) == instance.n_parameters() && max_steps >= 1);
  const epi_ext_trajectory* table = instance.extensions().trajectory;
  if (table == nullptr)
    throw Error(ErrorKind::plugin, {.what = "the model \"" + instance.info().id + "\" has no trajectories",
                                    .where = instance.gate().file(),
                                    .value = {},
                                    .rule = "trajectories are an optional capability of a model",
                                    .next = "ask for its statistics instead"});
  ModuleGate& gate = instance.gate();
  std::int64_t steps = 0;
  std::int32_t channels = 0;
  const epi_status shape_status = gate.enter(
      "shape", [&] { return table->shape(instance.handle(), t_end, max_steps, &steps, &channels); });
  if (shape_status != EPI_OK) gate.refuse_status("shape", shape_status, "");
  if (steps < 1 || steps > max_steps || channels < 1)
    gate.refuse("gives an impossible size of a trajectory",
                "1 to " + std::to_string(max_steps) + " steps, at least 1 channel",
                std::to_string(steps) + " steps, " + std::to_string(channels) + " channels");

  Trajectory result;
  result.channels = read_channels(instance, channels);
  result.t.resize(static_cast<std::size_t>(steps));
  result.activity = Matrix(steps, channels);
  BatchCall call(noise, 0, 1, nullptr);
  const auto n = static_cast<std::int64_t>(parameters.size());
  const epi_cmat z = {parameters.data(), 1, n, n, 1};
  const epi_mat y = view_of(result.activity, 0, steps);
  const epi_status status = gate.enter(
      "run", [&] { return table->run(instance.handle(), call.raw(), &z, t_end, result.t.data(), &y); });
  if (status != EPI_OK) gate.refuse_status("run", status, call.error_text());
  result.status = static_cast<RowStatus>(call.row_status()[0]);
  if (result.status == RowStatus::ok) {
    const std::vector<std::uint8_t> all_ok(static_cast<std::size_t>(steps), EPI_ROW_OK);
    verify_rows(gate, "run", all_ok, result.activity, 0,
                [](std::int64_t step) { return "time point " + std::to_string(step); });
  } else if (result.status == RowStatus::not_run) {
    verify_rows(gate, "run", call.row_status(), Matrix(1, 0), 0, [](std::int64_t) { return "the only row"; });
  } else {
    std::fill_n(result.activity.data(), steps * channels, std::nan(""));
  }
  return result;
}

}  // namespace epi::plugin
