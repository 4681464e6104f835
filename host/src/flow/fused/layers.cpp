#include "flow/fused/layers.h"

#include <algorithm>

#include "base/check.h"
#include "flow/affine.h"
#include "flow/coupling_mask.h"
#include "flow/mixing.h"

namespace epi::flow::fused {

long offset_of(const std::vector<TensorEntry>& entries, const std::string& name) {
  const auto entry = std::ranges::find(entries, name, &TensorEntry::name);
  EPI_CHECK(entry != entries.end());
  return entry->offset;
}

template <class T>
std::vector<std::unique_ptr<Layer<T>>> build_layers(const FlowSpec& spec, const FlowLayout& layout,
                                                    BatchNorm::Mode mode) {
  const config::Flow& architecture = spec.architecture;
  const int columns = static_cast<int>(spec.support.size());
  std::vector<std::unique_ptr<Layer<T>>> layers;
  if (architecture.kind == "planar") {
    for (int i = 0; i < architecture.layers; ++i)
      layers.push_back(make_planar_layer<T>(layout, "planar." + std::to_string(i), columns));
  } else {
    EPI_CHECK(architecture.kind == "real_nvp" || architecture.kind == "spline");
    const int n_couplings = columns > 1 ? architecture.masks : 0;
    for (int i = 0; i < n_couplings; ++i) {
      layers.push_back(make_coupling_layer<T>(layout, "coupling." + std::to_string(i),
                                              coupling_mask(i, columns, architecture.split), architecture));
      if (architecture.batch_norm && i + 1 < n_couplings) {
        layers.push_back(make_norm_layer<T>(layout, "batch_norm." + std::to_string(i), columns,
                                            architecture.batch_norm->momentum, mode));
      }
      const Mixing mixing = mixing_after(architecture, i, columns);
      if (mixing == Mixing::linear)
        layers.push_back(make_mixing_layer<T>(layout, "mixing." + std::to_string(i), columns));
      if (mixing == Mixing::permutation) layers.push_back(make_permutation_layer<T>(mixed_order(i, columns)));
    }
  }
  if (columns > Affine::kMostCorrelated)
    layers.push_back(make_scale_layer<T>(layout, columns));
  else
    layers.push_back(make_affine_layer<T>(layout, columns));
  return layers;
}

template std::vector<std::unique_ptr<Layer<float>>> build_layers(const FlowSpec&, const FlowLayout&,
                                                                 BatchNorm::Mode);
template std::vector<std::unique_ptr<Layer<double>>> build_layers(const FlowSpec&, const FlowLayout&,
                                                                  BatchNorm::Mode);

}  // namespace epi::flow::fused
