#include "flow/flow_limit.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

#include "flow/affine.h"
#include "flow/affine_coupling.h"
#include "flow/autoregressive_degrees.h"
#include "flow/coupling_mask.h"
#include "flow/fused/buffer.h"
#include "flow/fused/layer_kernels.h"
#include "flow/mixing.h"
#include "flow/spline_coupling.h"

namespace epi::flow {
namespace {

// The best of some short measurements: whatever else the machine does only slows them.
template <class Work>
double best_seconds(Work work) {
  using Clock = std::chrono::steady_clock;
  double best = 1.0;
  for (int i = 0; i < 10; ++i) {
    const Clock::time_point start = Clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

template <class T>
ProcessorRate measure() {
  const fused::LayerKernels<T>& kernels = fused::layer_kernels<T>();
  constexpr long rounds = 20000;
  constexpr long numbers = 16L * fused::kTile<T>;
  constexpr int passes = 20;
  fused::Buffer<T> buffer;
  buffer.require(static_cast<std::size_t>(numbers));
  const double of_products = best_seconds([&] { kernels.multiply_adds(rounds, buffer.data()); });
  const double of_tanhs = best_seconds([&] {
    for (int i = 0; i < passes; ++i) kernels.tanhs(numbers, buffer.data());
  });
  return {static_cast<double>(rounds * kernels.multiply_adds_a_round) / of_products,
          static_cast<double>(passes * numbers) / of_tanhs};
}

double outputs_of_column(const config::Flow& coupling) {
  return static_cast<double>(coupling.kind == "spline" ? SplineCoupling::outputs_of_column(coupling.bins)
                                                       : AffineCoupling::kOutputsOfColumn);
}

}  // namespace

FlowWork work_of_step(const FlowSpec& spec) {
  const config::Flow& architecture = spec.architecture;
  const auto columns = static_cast<double>(spec.support.size());
  FlowWork work;
  if (architecture.kind == "planar") {
    work.multiply_adds = 6.0 * columns * architecture.layers;
    work.tanhs = architecture.layers;
  } else if (spec.support.size() > 1 && architecture.kind == "autoregressive") {
    const std::vector<std::vector<int>> degrees =
        autoregressive_degrees(static_cast<int>(spec.support.size()), architecture.hidden_layers,
                               architecture.units, /*reversed=*/false);
    for (std::size_t k = 0; k + 1 < degrees.size(); ++k) {
      const std::vector<double> products = connections(degrees[k], degrees[k + 1], k + 2 == degrees.size());
      work.multiply_adds += 3.0 * architecture.masks * std::accumulate(products.begin(), products.end(), 0.0);
    }
    work.tanhs = 1.0 * architecture.masks * architecture.hidden_layers * architecture.units;
  } else if (spec.support.size() > 1) {
    for (int i = 0; i < architecture.masks; ++i) {
      const std::vector<bool> mask =
          coupling_mask(i, static_cast<int>(spec.support.size()), architecture.split);
      const auto passed = static_cast<double>(std::ranges::count(mask, true));
      const double units = architecture.units;
      const double products = passed * units + (architecture.hidden_layers - 1) * units * units +
                              units * outputs_of_column(architecture) * (columns - passed);
      work.multiply_adds += 3.0 * products;
      work.tanhs += architecture.hidden_layers * units;
      if (mixing_after(architecture, i, static_cast<int>(spec.support.size())) == Mixing::linear)
        work.multiply_adds += 3.0 * columns * (columns - 1.0);
    }
  }
  const bool is_diagonal = spec.support.size() > static_cast<std::size_t>(Affine::kMostCorrelated);
  work.multiply_adds += 3.0 * columns * (is_diagonal ? 1.0 : (columns + 1.0) / 2.0);
  return work;
}

ProcessorRate measure_processor(const std::string& precision) {
  return precision == "float64" ? measure<double>() : measure<float>();
}

double least_seconds(const FlowWork& work, const ProcessorRate& rate, double samples) {
  return samples * (work.multiply_adds / rate.multiply_adds + work.tanhs / rate.tanhs);
}

}  // namespace epi::flow
