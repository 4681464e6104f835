#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/matrix.h"
#include "plugin/module_gate.h"

namespace epi::plugin {

/// Verifies the rows of a call that a module answered with EPI_OK: it wrote the outcome of every row, and a
/// row that it calls ok has only finite outputs.
/// @param output    the matrix that the module wrote, rows [first, first + row_status.size()).
/// @param slot      the module's function, for messages.
/// @param describe  the row's parameters and noise in words, for messages; called on failure only.
/// @throws Error(plugin) naming the module, the row's parameters and the output.
void verify_rows(const ModuleGate& gate, const char* slot, std::span<const std::uint8_t> row_status,
                 const Matrix& output, std::int64_t first,
                 const std::function<std::string(std::int64_t row)>& describe);

}  // namespace epi::plugin
