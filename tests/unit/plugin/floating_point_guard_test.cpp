#include "plugin/floating_point_guard.h"

#include <gtest/gtest.h>

#include <limits>

namespace epi::plugin {
namespace {

volatile double smallest = std::numeric_limits<double>::min();

TEST(FloatingPointGuard, RunsItsScopeInTheDefaultEnvironmentAndRestoresTheHosts) {
  std::fesetround(FE_TOWARDZERO);
  {
    const FloatingPointGuard guard;
    EXPECT_EQ(std::fegetround(), FE_TONEAREST);
    std::fesetround(FE_UPWARD);
  }
  EXPECT_EQ(std::fegetround(), FE_TOWARDZERO);
  std::fesetround(FE_TONEAREST);
}

#if defined(__SSE__)
TEST(FloatingPointGuard, KeepsDenormalsInBothDirections) {
  constexpr unsigned kFlush = 0x8040;  // flush to zero, denormals are zero
  {
    const FloatingPointGuard guard;
    _mm_setcsr(_mm_getcsr() | kFlush);
    EXPECT_EQ(smallest / 4, 0.0);
  }
  EXPECT_GT(smallest / 4, 0.0);

  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | kFlush);
  {
    const FloatingPointGuard guard;
    EXPECT_GT(smallest / 4, 0.0);
  }
  EXPECT_EQ(smallest / 4, 0.0) << "the host's own choice comes back";
  _mm_setcsr(before);
}
#endif

}  // namespace
}  // namespace epi::plugin
