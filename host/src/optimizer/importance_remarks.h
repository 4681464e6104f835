#pragma once

#include <string>
#include <vector>

#include "objective/emergent_property.h"
#include "optimizer/importance_start.h"

namespace epi::optimizer {

/// What the user should know of a start that does not reach the targets: how far it goes, and every mean that
/// lies beyond all that was simulated, in the statistic's unit. Empty if the targets are reached.
std::vector<std::string> remarks_on(const ImportanceStart& start,
                                    const objective::EmergentProperty& property);

}  // namespace epi::optimizer
