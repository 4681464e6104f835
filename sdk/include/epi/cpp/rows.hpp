#pragma once

#include <array>
#include <cstdint>

#include "../abi/status.h"
#include "normal.hpp"
#include "pack.hpp"
#include "poll.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The rows that are being simulated together: their noise, and what became of them. How many they are
/// depends on the precision; a lane of a pack is a row.
class Rows {
 public:
  static constexpr int kMaxWidth = Rows16f::kWidth;

  Rows(std::uint64_t seed, Poll& poll) : seed_(seed), poll_(poll) {}

  void set_sample(int lane, std::uint64_t sample_id) { samples_[lane] = sample_id; }

  /// Marks the rows where the mask is true as failed, e.g. EPI_ROW_DIVERGED. The first reason stays.
  template <class T, int N>
  void fail(const Mask<T, N>& where, std::uint8_t row_status) {
    for (int i = 0; i < N; ++i) {
      std::uint8_t& status = status_[i];
      if (where.lane(i) && status == EPI_ROW_OK) status = row_status;
    }
  }
  std::uint8_t status(int lane) const { return status_[lane]; }
  std::uint64_t sample(int lane) const { return samples_[lane]; }
  std::uint64_t seed() const { return seed_; }

  /// Two independent standard normal draws a row, a function of (seed, sample, stream, block) alone.
  /// @tparam R  the pack to draw, passive_t<Real> in an author's template. Draws in single precision are
  /// those
  ///   in double precision, rounded.
  template <class R>
  NormalPair<R> normal(std::uint32_t stream, std::uint32_t block) const {
    return normal_pair<R>(seed_, samples_.data(), stream, block);
  }

  /// Call now and then in long loops: gives the host a chance to stop the call.
  void poll() { poll_.check(); }

 private:
  std::uint64_t seed_;
  Poll& poll_;
  std::array<std::uint64_t, kMaxWidth> samples_{};
  std::array<std::uint8_t, kMaxWidth> status_{};
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
