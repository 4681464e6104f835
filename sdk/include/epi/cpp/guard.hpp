#pragma once

#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "../abi/types.h"
#include "failure.hpp"
#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Writes text into a caller's buffer by the rules of epi_text; never cuts inside a UTF-8 character.
inline void write_text(epi_text* out, const char* text) noexcept {
  if (!out) return;
  const std::size_t length = std::strlen(text);
  out->len = length;
  if (!out->buf || out->cap == 0) return;
  std::size_t kept = length < out->cap ? length : static_cast<std::size_t>(out->cap - 1);
  if (kept < length) {
    while (kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xC0u) == 0x80u) --kept;
  }
  std::memcpy(out->buf, text, kept);
  out->buf[kept] = '\0';
}

/// The only barrier: runs `body` for an ABI function named `function`; whatever it throws becomes a status
/// and a sentence that begins with that name.
template <class Body>
epi_status guard(const char* function, epi_text* error, Body&& body) noexcept {
  const auto report = [&](epi_status status, const char* what) noexcept {
    try {
      write_text(error, (std::string(function) + ": " + what).c_str());
    } catch (...) {
      write_text(error, function);  // no memory for the whole sentence
    }
    return status;
  };
  try {
    body();
    return EPI_OK;
  } catch (const Failure& failure) {
    return report(failure.status(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(EPI_E_MEMORY, "out of memory");
  } catch (const std::exception& exception) {
    return report(EPI_E_INTERNAL, exception.what());
  } catch (...) {
    return report(EPI_E_INTERNAL, "an exception that is not a std::exception");
  }
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
