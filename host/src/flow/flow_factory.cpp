#include "flow/flow_factory.h"

#include <string>

#include "base/check.h"
#include "flow/affine.h"
#include "flow/affine_coupling.h"
#include "flow/autoregressive.h"
#include "flow/chain.h"
#include "flow/coupling_mask.h"
#include "flow/linear_mixing.h"
#include "flow/mixing.h"
#include "flow/permutation.h"
#include "flow/planar.h"
#include "flow/spline_coupling.h"
#include "flow/support_map.h"

namespace epi::flow {
namespace {

std::unique_ptr<Bijector> make_coupling(const config::Flow& architecture, TensorSource& source,
                                        const std::string& name, const std::vector<bool>& mask) {
  if (architecture.kind == "spline") {
    return std::make_unique<SplineCoupling>(source, name, mask, architecture.hidden_layers,
                                            architecture.units, architecture.bins);
  }
  EPI_CHECK(architecture.kind == "real_nvp");  // the schema knows no other
  return std::make_unique<AffineCoupling>(source, name, mask, architecture.hidden_layers, architecture.units);
}

void append_couplings(Chain& chain, const FlowSpec& spec, TensorSource& source, BatchNorm::Mode mode) {
  const config::Flow& architecture = spec.architecture;
  const int n_parameters = static_cast<int>(spec.support.size());
  // A coupling needs a column on either side; with a single parameter the affine layer is the whole flow.
  const int n_couplings = n_parameters > 1 ? architecture.masks : 0;
  for (int i = 0; i < n_couplings; ++i) {
    chain.append(make_coupling(architecture, source, "coupling." + std::to_string(i),
                               coupling_mask(i, n_parameters, architecture.split)));
    if (architecture.batch_norm && i + 1 < n_couplings) {
      chain.append(std::make_unique<BatchNorm>(source, "batch_norm." + std::to_string(i), n_parameters,
                                               architecture.batch_norm->momentum, mode));
    }
    const Mixing mixing = mixing_after(architecture, i, n_parameters);
    if (mixing == Mixing::linear)
      chain.append(std::make_unique<LinearMixing>(source, "mixing." + std::to_string(i), n_parameters));
    if (mixing == Mixing::permutation)
      chain.append(std::make_unique<Permutation>(mixed_order(i, n_parameters)));
  }
}

void append_autoregressive(Chain& chain, const FlowSpec& spec, TensorSource& source) {
  const config::Flow& architecture = spec.architecture;
  const int n_parameters = static_cast<int>(spec.support.size());
  for (int i = 0; n_parameters > 1 && i < architecture.masks; ++i) {
    chain.append(std::make_unique<Autoregressive>(source, "autoregressive." + std::to_string(i), n_parameters,
                                                  architecture.hidden_layers, architecture.units,
                                                  /*reversed=*/i % 2 == 1));
  }
}

void append_planar(Chain& chain, const FlowSpec& spec, TensorSource& source) {
  const auto n_parameters = static_cast<long>(spec.support.size());
  for (int i = 0; i < spec.architecture.layers; ++i) {
    chain.append(std::make_unique<Planar>(source, "planar." + std::to_string(i), n_parameters));
  }
}

}  // namespace

std::unique_ptr<Bijector> build_bijector(const FlowSpec& spec, TensorSource& source, BatchNorm::Mode mode) {
  auto chain = std::make_unique<Chain>();
  if (spec.architecture.kind == "planar") {
    append_planar(*chain, spec, source);
  } else if (spec.architecture.kind == "autoregressive") {
    append_autoregressive(*chain, spec, source);
  } else {
    append_couplings(*chain, spec, source, mode);
  }
  chain->append(std::make_unique<Affine>(source, static_cast<long>(spec.support.size())));
  chain->append(std::make_unique<SupportMap>(spec.support));
  return chain;
}

}  // namespace epi::flow
