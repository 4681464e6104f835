#pragma once

#include <cmath>
#include <cstdint>

#include "../abi/random.h"
#include "fields.hpp"
#include "rows.hpp"
#include "views.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Standard normal draws one after the other, a function of (seed, sample, stream) alone: the pairs of Box
/// and Muller from consecutive Philox blocks (abi/random.h). For what is computed once a row, such as a
/// random network; at most 2^33 draws.
class NormalSequence {
 public:
  NormalSequence(std::uint64_t seed, std::uint64_t sample_id, std::uint32_t stream)
      : seed_(seed), sample_id_(sample_id), stream_(stream) {}

  double next() {
    has_spare_ = !has_spare_;
    if (!has_spare_) return spare_;
    std::uint32_t words[4];
    epi_philox(seed_, sample_id_, stream_, block_++, words);
    const double radius = std::sqrt(-2.0 * std::log(epi_u01(words[0], words[1])));
    const double angle = 6.28318530717958647693 * epi_u01(words[2], words[3]);  // 2 pi
    spare_ = radius * std::sin(angle);
    return radius * std::cos(angle);
  }

 private:
  std::uint64_t seed_, sample_id_;
  std::uint32_t stream_, block_ = 0;
  bool has_spare_ = false;
  double spare_ = 0.0;
};

/// Where a model writes the activity of one row at the times that were asked for.
template <class Channels>
class Recording {
 public:
  /// @param t  [y.rows], increasing   @param y  [y.rows, channels]   @param rows  the row in its first lane
  Recording(const double* t, const epi_mat& y, Rows& rows) : t_(t), y_(y), rows_(rows) {}

  /// Time points; the first is 0.
  std::int64_t size() const { return y_.rows; }
  double time(std::int64_t k) const { return t_[k]; }  ///< [s]
  void write(std::int64_t k, const Channels& channels) {
    std::int64_t c = 0;
    for_each_leaf(channels, [&](const double& leaf) { element(y_, k, c++) = leaf; });
  }

  /// Noise that belongs to the row; each stream is a sequence of its own.
  NormalSequence normal(std::uint32_t stream) const { return {rows_.seed(), rows_.sample(0), stream}; }

  /// Call at least every few milliseconds: gives the host a chance to stop the call.
  void poll() { rows_.poll(); }

 private:
  const double* t_;
  const epi_mat& y_;
  Rows& rows_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
