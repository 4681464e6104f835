#include "plugin/plugin_simulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "plugin/batch_call.h"
#include "plugin/finite_difference.h"
#include "plugin/model_spec_reader.h"
#include "plugin/observables.h"
#include "plugin/row_check.h"

namespace epi::plugin {
namespace {

/// Rows a call: a multiple of every SIMD width and of the noise that samples share, few enough that a batch
/// of a few hundred expensive rows keeps all threads busy to its end, many enough that a call costs little
/// beside cheap rows. Results do not depend on it.
std::int64_t chunk_rows(std::int64_t n_rows, int n_threads) {
  constexpr std::int64_t kStep = 32, kMost = 256, kCallsAThread = 8;
  const std::int64_t even = n_rows / (kCallsAThread * n_threads) / kStep * kStep;
  return std::clamp(even, kStep, kMost);
}

std::vector<ModelInstance> make_instances(Module& module, const std::string& model_id,
                                          const nlohmann::json& settings, int n) {
  std::vector<ModelInstance> instances;
  for (int i = 0; i < n; ++i) {
    instances.emplace_back(module, model_id, settings);
    if (instances[0].n_parameters() != instances.back().n_parameters() ||
        instances[0].n_statistics() != instances.back().n_statistics())
      module.gate().refuse("gives instances of \"" + model_id + "\" of different sizes",
                           "the same settings give the same parameters and statistics");
  }
  return instances;
}

/// Copies the outcomes of a chunk and blanks failed rows, whatever the module left there.
void settle_rows(std::span<const std::uint8_t> row_status, std::int64_t first, Simulated& simulated) {
  for (std::size_t i = 0; i < row_status.size(); ++i) {
    const std::int64_t row = first + static_cast<std::int64_t>(i);
    simulated.status[static_cast<std::size_t>(row)] = static_cast<RowStatus>(row_status[i]);
    if (row_status[i] != EPI_ROW_OK) std::ranges::fill(simulated.statistics.row(row), std::nan(""));
  }
}

Matrix checked_cotangent(const CotangentFunction& cotangent, const Simulated& simulated) {
  Matrix weight = cotangent(simulated);
  EPI_CHECK(weight.rows() == simulated.statistics.rows() && weight.cols() == simulated.statistics.cols());
  return weight;
}

Simulated make_simulated(std::int64_t rows, int n_statistics) {
  return {Matrix(rows, n_statistics),
          std::vector<RowStatus>(static_cast<std::size_t>(rows), RowStatus::not_run)};
}

}  // namespace

/// The rows of one call, and the instance that serves it.
struct PluginSimulator::Chunk {
  ModelInstance& instance;
  std::int64_t first, rows;
  const std::atomic<bool>* stop;

  /// Calls a function of the module that takes the batch call.
  /// @throws Interrupted if it was asked to stop, else Error(plugin) if it failed.
  template <class Function>
  void call(const char* slot, BatchCall& batch, Function&& function) const {
    const epi_status status = instance.gate().enter(slot, [&] { return function(batch.raw()); });
    if (status == EPI_E_CANCELLED && stop != nullptr && *stop) throw Interrupted();
    if (status != EPI_OK) instance.gate().refuse_status(slot, status, batch.error_text());
  }
};

PluginSimulator::PluginSimulator(Module& module, const SimulatorSpec& spec, int n_threads,
                                 const std::atomic<bool>* stop)
    : module_(module),
      settings_(resolve_settings(module.model(spec.model_id), spec.settings)),
      instances_(make_instances(module, spec.model_id, settings_,
                                module.gate().admits_one_call_at_a_time() ? 1 : n_threads)),
      model_(read_model_spec(instances_.front())),
      map_(model_, spec.free, spec.fixed),
      stop_(stop),
      pool_(std::make_unique<WorkerPool>(static_cast<int>(instances_.size()))) {
  for (const std::int32_t index : map_.free_indices())
    free_.push_back(model_.parameters[static_cast<std::size_t>(index)]);
}

Matrix PluginSimulator::full_parameters(const Matrix& z) const {
  EPI_CHECK(z.cols() == map_.n_free());
  Matrix parameters(z.rows(), map_.n_parameters());
  for (std::int64_t i = 0; i < z.rows(); ++i) map_.expand(z.row(i), parameters.row(i));
  return parameters;
}

void PluginSimulator::for_each_chunk(std::int64_t n_rows, const std::function<void(const Chunk&)>& work) {
  const std::int64_t most = chunk_rows(n_rows, pool_->n_workers());
  const std::int64_t n_chunks = (n_rows + most - 1) / most;
  // Below this, waking a thread costs more than it saves, and a busy neighbour may wake it late.
  constexpr double kWorthSharing = 200e-6;  // s
  const bool alone = seconds_a_row_ * static_cast<double>(n_rows) < kWorthSharing;
  std::atomic<std::int64_t> nanoseconds = 0;
  pool_->run(
      n_chunks,
      [&](int worker, std::int64_t i) {
        if (stop_ != nullptr && *stop_) throw Interrupted();
        const auto start = std::chrono::steady_clock::now();
        const std::int64_t first = i * most;
        work({instances_[static_cast<std::size_t>(worker)], first, std::min(most, n_rows - first), stop_});
        const std::chrono::nanoseconds taken = std::chrono::steady_clock::now() - start;
        nanoseconds.fetch_add(taken.count(), std::memory_order_relaxed);
      },
      alone ? WorkerPool::Who::caller : WorkerPool::Who::everybody);
  if (n_rows > 0) seconds_a_row_ = 1e-9 * static_cast<double>(nanoseconds) / static_cast<double>(n_rows);
}

std::string PluginSimulator::describe_row(const Matrix& parameters, Noise noise, std::int64_t row) const {
  std::string text =
      fmt::format("seed {}, sample {}", noise.seed, noise.first_sample + static_cast<std::uint64_t>(row));
  for (std::size_t j = 0; j < model_.parameters.size(); ++j)
    text +=
        fmt::format(", {} = {}", model_.parameters[j].name, parameters(row, static_cast<std::int64_t>(j)));
  return text;
}

Simulated PluginSimulator::simulate_full(const Matrix& parameters, Noise noise) {
  Simulated result = make_simulated(parameters.rows(), instances_[0].n_statistics());
  for_each_chunk(parameters.rows(), [&](const Chunk& chunk) {
    BatchCall batch(noise, chunk.first, chunk.rows, stop_);
    const epi_cmat z = view_of(parameters, chunk.first, chunk.rows);
    const epi_mat x = view_of(result.statistics, chunk.first, chunk.rows);
    chunk.call("simulate", batch, [&](const epi_call* call) {
      return chunk.instance.ops().simulate(chunk.instance.handle(), call, &z, &x);
    });
    verify_rows(module_.gate(), "simulate", batch.row_status(), result.statistics, chunk.first,
                [&](std::int64_t row) { return describe_row(parameters, noise, row); });
    settle_rows(batch.row_status(), chunk.first, result);
  });
  return result;
}

Simulated PluginSimulator::simulate(const Matrix& z, Noise noise) {
  return simulate_full(full_parameters(z), noise);
}

SimulatedGradient PluginSimulator::gradient_by_jacobian(const Matrix& parameters, Noise noise,
                                                        const CotangentFunction& cotangent) {
  const std::int64_t n_free = map_.n_free(), n_statistics = instances_[0].n_statistics();
  SimulatedGradient result{make_simulated(parameters.rows(), static_cast<int>(n_statistics)),
                           Matrix(parameters.rows(), n_free), 0};
  Simulated& simulated = result.simulated;
  Matrix jacobian(parameters.rows(), n_statistics * n_free);
  for_each_chunk(parameters.rows(), [&](const Chunk& chunk) {
    BatchCall batch(noise, chunk.first, chunk.rows, stop_, map_.free_indices());
    const epi_cmat z = view_of(parameters, chunk.first, chunk.rows);
    const epi_mat x = view_of(simulated.statistics, chunk.first, chunk.rows);
    const epi_mat jac = view_of(jacobian, chunk.first, chunk.rows);
    chunk.call("jacobian", batch, [&](const epi_call* call) {
      return chunk.instance.extensions().jacobian->jacobian(chunk.instance.handle(), call, &z, &x, &jac);
    });
    const auto describe = [&](std::int64_t row) { return describe_row(parameters, noise, row); };
    verify_rows(module_.gate(), "jacobian", batch.row_status(), simulated.statistics, chunk.first, describe);
    verify_rows(module_.gate(), "jacobian", batch.row_status(), jacobian, chunk.first, describe);
    settle_rows(batch.row_status(), chunk.first, simulated);
  });
  const Matrix weight = checked_cotangent(cotangent, simulated);
  for (std::int64_t i = 0; i < parameters.rows(); ++i) {
    if (simulated.status[static_cast<std::size_t>(i)] != RowStatus::ok) continue;
    const double* by_z = jacobian.row(i).data();
    double* gradient = result.z_gradient.row(i).data();
    for (const double w : std::as_const(weight).row(i)) {
      for (std::int64_t k = 0; k < n_free; ++k) gradient[k] += w * by_z[k];
      by_z += n_free;
    }
  }
  return result;
}

void PluginSimulator::add_gradient_by_vjp(const Matrix& parameters, Noise noise, const Matrix& cotangent,
                                          SimulatedGradient& result) {
  std::vector<std::uint8_t> outcome(static_cast<std::size_t>(parameters.rows()), EPI_ROW_NOT_RUN);
  for_each_chunk(parameters.rows(), [&](const Chunk& chunk) {
    BatchCall batch(noise, chunk.first, chunk.rows, stop_, map_.free_indices());
    const epi_cmat z = view_of(parameters, chunk.first, chunk.rows);
    const epi_cmat cot = view_of(cotangent, chunk.first, chunk.rows);
    const epi_mat g = view_of(result.z_gradient, chunk.first, chunk.rows);
    chunk.call("vjp", batch, [&](const epi_call* call) {
      return chunk.instance.extensions().vjp->vjp(chunk.instance.handle(), call, &z, &cot, nullptr, &g);
    });
    verify_rows(module_.gate(), "vjp", batch.row_status(), result.z_gradient, chunk.first,
                [&](std::int64_t row) { return describe_row(parameters, noise, row); });
    std::ranges::copy(batch.row_status(), outcome.begin() + chunk.first);
  });
  for (std::int64_t i = 0; i < parameters.rows(); ++i) {
    const bool has_statistics = result.simulated.status[static_cast<std::size_t>(i)] == RowStatus::ok;
    const bool has_gradient = outcome[static_cast<std::size_t>(i)] == EPI_ROW_OK;
    if (has_statistics && has_gradient) continue;
    if (has_statistics) ++result.n_failed_gradients;
    std::ranges::fill(result.z_gradient.row(i), 0.0);
  }
}

SimulatedGradient PluginSimulator::simulate_with_gradient(const Matrix& z, Noise noise,
                                                          const CotangentFunction& cotangent) {
  const Matrix parameters = full_parameters(z);
  if (model_.gradient == GradientMethod::jacobian && z.cols() > 0)
    return gradient_by_jacobian(parameters, noise, cotangent);

  SimulatedGradient result{simulate_full(parameters, noise), Matrix(z.rows(), z.cols()), 0};
  Matrix weight = checked_cotangent(cotangent, result.simulated);
  for (std::int64_t i = 0; i < z.rows(); ++i)
    if (result.simulated.status[static_cast<std::size_t>(i)] != RowStatus::ok)
      std::ranges::fill(weight.row(i), 0.0);
  if (z.cols() == 0) return result;
  if (model_.gradient == GradientMethod::vjp) {
    add_gradient_by_vjp(parameters, noise, weight, result);
    return result;
  }
  const auto at_same_noise = [&](const Matrix& near_z) { return simulate(near_z, noise); };
  DifferenceGradient difference = difference_gradient(at_same_noise, z, result.simulated, weight, free_);
  result.z_gradient = std::move(difference.z_gradient);
  result.n_failed_gradients = difference.n_failed;
  return result;
}

Trajectory PluginSimulator::trajectory(std::span<const double> z, Noise noise, double t_end) {
  EPI_CHECK(static_cast<int>(z.size()) == map_.n_free());
  std::vector<double> parameters(static_cast<std::size_t>(map_.n_parameters()));
  map_.expand(z, parameters);
  return simulate_trajectory(instances_[0], parameters, noise, t_end);
}

Matrix PluginSimulator::observables(const Matrix& z, const Simulated& simulated, Noise noise) {
  return evaluate_observables(instances_[0], full_parameters(z), simulated, noise);
}

}  // namespace epi::plugin
