#pragma once

namespace epi::cli {

/// What the program's exit status means (docs/reference/exit_codes.md). 1, 2, 4, 5, 6 and 7 are also
/// ErrorKind.
enum class ExitCode : int {
  done = 0,                ///< converged, or simply done
  usage = 1,               ///< usage or configuration
  plugin = 2,              ///< plugin, ABI or signature
  not_converged = 3,       ///< the budget ended before the property was met
  infeasible = 4,          ///< the property is out of reach of the model
  failed_simulations = 5,  ///< too large a share of the simulations failed
  io = 6,                  ///< reading or writing
  internal = 7,            ///< a bug of this program
  interrupted = 130,       ///< SIGINT; a checkpoint is written
  terminated = 143,        ///< SIGTERM; a checkpoint is written
};

}  // namespace epi::cli
