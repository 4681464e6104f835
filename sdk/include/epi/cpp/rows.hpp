#pragma once

#include <array>
#include <cstdint>

#include "../abi/status.h"
#include "normal.hpp"
#include "pack.hpp"
#include "poll.hpp"

namespace epi::sdk {

/// The rows that are being simulated together: their noise, and what became of them.
class Rows {
 public:
  static constexpr int kWidth = Rows8::kWidth;

  Rows(std::uint64_t seed, Poll& poll) : seed_(seed), poll_(poll) {}

  void set_sample(int lane, std::uint64_t sample_id) { samples_[lane] = sample_id; }

  /// Marks the rows where the mask is true as failed, e.g. EPI_ROW_DIVERGED. The first reason stays.
  void fail(const Mask<double, kWidth>& where, std::uint8_t row_status) {
    for (int i = 0; i < kWidth; ++i) {
      std::uint8_t& status = status_[i];
      if (where.lane(i) && status == EPI_ROW_OK) status = row_status;
    }
  }
  std::uint8_t status(int lane) const { return status_[lane]; }

  /// Two independent standard normal draws a row, a function of (seed, sample, stream, block) alone.
  NormalPair normal(std::uint32_t stream, std::uint32_t block) const {
    return normal_pair(seed_, samples_.data(), stream, block);
  }

  /// Call now and then in long loops: gives the host a chance to stop the call.
  void poll() { poll_.check(); }

 private:
  std::uint64_t seed_;
  Poll& poll_;
  std::array<std::uint64_t, kWidth> samples_{};
  std::array<std::uint8_t, kWidth> status_{};
};

}  // namespace epi::sdk
