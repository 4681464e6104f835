#pragma once

#include <cfenv>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace epi::plugin {

/// While it lives, floating point runs in the default environment (round to nearest, no traps, denormals
/// kept); afterwards it is as before. Loading a module built with -ffast-math switches its thread to
/// flush-to-zero, and any call may change the rounding mode: neither may reach the host, and the host's modes
/// may not reach a module.
class FloatingPointGuard {
 public:
  FloatingPointGuard() {
#if defined(__SSE__)
    control_ = _mm_getcsr();
#endif
    std::fegetenv(&environment_);
    std::fesetenv(FE_DFL_ENV);
#if defined(__SSE__)
    _mm_setcsr(kDefaultControl);
#endif
  }
  ~FloatingPointGuard() {
    std::fesetenv(&environment_);
#if defined(__SSE__)
    _mm_setcsr(control_);  // also flush-to-zero and denormals-are-zero, which the C library does not promise
#endif
  }
  FloatingPointGuard(const FloatingPointGuard&) = delete;
  FloatingPointGuard& operator=(const FloatingPointGuard&) = delete;

 private:
  std::fenv_t environment_;
#if defined(__SSE__)
  static constexpr unsigned kDefaultControl = 0x1F80;  // the processor's state after reset: all traps masked
  unsigned control_;
#endif
};

}  // namespace epi::plugin
