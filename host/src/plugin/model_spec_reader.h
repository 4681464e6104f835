#pragma once

#include "plugin/model_instance.h"
#include "plugin/model_spec.h"

namespace epi::plugin {

/// Copies what a model declares out of its tables, and refuses what cannot be: names that are no identifiers
/// or not unique, crossed bounds, a default outside the support, a negative scale, ...
/// @throws Error(plugin) naming the parameter or statistic and the rule.
ModelSpec read_model_spec(const ModelInstance& instance);

/// How to differentiate a model. A Jacobian saves the second pass of a vector-Jacobian product, but a model
/// of many parameters makes it one statistic at a time.
GradientMethod choose_gradient(const Extensions& extensions, std::size_t n_parameters);

}  // namespace epi::plugin
