#pragma once

#include <stdexcept>
#include <string>

#include "../abi/status.h"
#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// A failure of a whole call: thrown anywhere in the SDK or a model, turned into status and text by
/// guard.hpp.
class Failure : public std::runtime_error {
 public:
  Failure(epi_status status, const std::string& text) : std::runtime_error(text), status_(status) {}
  epi_status status() const noexcept { return status_; }

 private:
  epi_status status_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
