#pragma once

#include "plugin/model_instance.h"
#include "plugin/model_spec.h"

namespace epi::plugin {

/// Copies what a model declares out of its tables, and refuses what cannot be: names that are no identifiers
/// or not unique, crossed bounds, a default outside the support, a negative scale, ...
/// @throws Error(plugin) naming the parameter or statistic and the rule.
ModelSpec read_model_spec(const ModelInstance& instance);

}  // namespace epi::plugin
