#pragma once

#include <stdexcept>
#include <string>

namespace epi {

/// Whose mistake an error is. The numbers are the program's exit codes (docs/reference/exit_codes.md).
enum class ErrorKind : int {
  config = 1,              ///< usage or configuration
  plugin = 2,              ///< plugin, ABI or signature
  infeasible = 4,          ///< the property is out of reach of the model, as far as its simulations show
  failed_simulations = 5,  ///< too large a share of the simulations failed
  io = 6,                  ///< reading or writing files
  internal = 7,            ///< our own bug
};

/// One answer to a user's mistake. `what` is required; empty fields are left out of the message.
struct Complaint {
  std::string what = {};   ///< what happened, one sentence without a full stop
  std::string where = {};  ///< file, JSON path, command-line option or module
  std::string value = {};  ///< the offending value as the user wrote it
  std::string rule = {};   ///< the rule that it breaks
  std::string next = {};   ///< what to do about it
};

/// An error that a person reads. Thrown anywhere in the host, caught once, in the program's main function.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, Complaint complaint);

  ErrorKind kind() const noexcept { return kind_; }
  const Complaint& complaint() const noexcept { return complaint_; }
  int exit_code() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
  Complaint complaint_;
};

}  // namespace epi
