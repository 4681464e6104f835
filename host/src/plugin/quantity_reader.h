#pragma once

#include "epi/abi/parameter.h"
#include "epi/abi/statistic.h"
#include "plugin/model_spec.h"
#include "plugin/table_check.h"

namespace epi::plugin {

/// One parameter out of its C struct.   @param owner  e.g. "parameter 3".   @throws Error(plugin).
ParameterSpec read_parameter(const epi_param& raw, const std::string& owner, const TableCheck& check);

/// One statistic, trajectory channel or observable out of its C struct.   @throws Error(plugin).
StatisticSpec read_statistic(const epi_stat& raw, const std::string& owner, const TableCheck& check);

}  // namespace epi::plugin
