#pragma once

#include <string>

#include "epi/abi/types.h"

namespace epi::plugin {

/// A buffer that a module writes its reason into.
class ErrorText {
 public:
  ErrorText() = default;
  ErrorText(const ErrorText&) = delete;
  ErrorText& operator=(const ErrorText&) = delete;

  epi_text* raw() { return &text_; }
  /// What the module wrote; empty if nothing.
  std::string str() {
    buffer_[sizeof buffer_ - 1] = '\0';  // whatever the module did
    return buffer_;
  }

 private:
  char buffer_[1024] = {};
  epi_text text_ = {buffer_, sizeof buffer_, 0};
};

}  // namespace epi::plugin
