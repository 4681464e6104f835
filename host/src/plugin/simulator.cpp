#include "plugin/simulator.h"

namespace epi::plugin {

const char* to_string(RowStatus status) {
  switch (status) {
    case RowStatus::ok:
      return "ok";
    case RowStatus::out_of_support:
      return "out of support";
    case RowStatus::nonfinite:
      return "not finite";
    case RowStatus::diverged:
      return "diverged";
    case RowStatus::not_converged:
      return "not converged";
    case RowStatus::not_run:
      return "not run";
  }
  return "unknown reason";  // of a module with a newer ABI: the row has failed all the same
}

}  // namespace epi::plugin
