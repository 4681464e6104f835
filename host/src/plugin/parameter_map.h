#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "plugin/model_spec.h"

namespace epi::plugin {

/// Places the inferred parameters among all parameters of a model: free columns come from z, all others hold
/// their fixed value or the model's default.
class ParameterMap {
 public:
  /// @param free   names, distinct; their order is the order of z's columns.
  /// @param fixed  values by name, in the model's units, inside the support.
  /// @throws Error(config) under parameters.free or parameters.fixed: an unknown name (did you mean), a name
  ///   that occurs twice, a value outside the support.
  ParameterMap(const ModelSpec& spec, const std::vector<std::string>& free,
               const std::map<std::string, double>& fixed);

  int n_free() const { return static_cast<int>(free_.size()); }
  int n_parameters() const { return static_cast<int>(values_.size()); }
  /// The model's index of every free parameter.
  const std::vector<std::int32_t>& free_indices() const { return free_; }
  /// Writes one full row [n_parameters] from a row of z [n_free].
  void expand(std::span<const double> z, std::span<double> full) const;

 private:
  std::vector<std::int32_t> free_;
  std::vector<double> values_;  // what every parameter is where z does not say otherwise
};

}  // namespace epi::plugin
