#pragma once

#include <epi/model.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rnn {

using namespace epi::sdk;

/// A square matrix of N x N independent standard normal numbers, drawn for one row of a batch, and its
/// products with K vectors at a time. T is the arithmetic. Vectors are stored one after the other, `stride()`
/// numbers apart; what they hold beyond N is zero.
template <class T>
class NoiseMatrix {
 public:
  using R = std::conditional_t<std::is_same_v<T, float>, Rows16f, Rows8>;
  static constexpr int kWidth = R::kWidth;

  explicit NoiseMatrix(int size)
      : size_(size), groups_((size + kWidth - 1) / kWidth), columns_((size + 3) / 4 * 4) {
    entries_.resize(static_cast<std::size_t>(groups_) * static_cast<std::size_t>(columns_));
  }

  int size() const { return size_; }
  int stride() const { return groups_ * kWidth; }

  /// Entry (i, j) is number j % 4 of the four draws of stream i, block j / 4 (normal_quad): the same for
  /// every N. Entries with i or j beyond N are zero.
  void draw(const RowNoise& noise) {
    for (int g = 0; g < groups_; ++g) {
      std::uint32_t streams[kWidth];
      T inside[kWidth];
      for (int lane = 0; lane < kWidth; ++lane) {
        streams[lane] = static_cast<std::uint32_t>(g * kWidth + lane);
        inside[lane] = g * kWidth + lane < size_ ? T(1) : T(0);
      }
      const R mask = R::load(inside);
      R* const row = group(g);
      for (int j = 0; j < columns_; j += 4) {
        const auto draws =
            normal_quad<R>(noise.seed, noise.sample, streams, static_cast<std::uint32_t>(j / 4));
        row[j] = mask * draws.first.first;
        row[j + 1] = mask * draws.first.second;
        row[j + 2] = mask * draws.second.first;
        row[j + 3] = mask * draws.second.second;
      }
      for (int j = size_; j < columns_; ++j) row[j] = R(0);
    }
  }

  T entry(int i, int j) const { return group(i / kWidth)[j].lane(i % kWidth); }

  /// y_k = scale * chi x_k for k < K.
  template <int K>
  void times(T scale, const T* x, T* y) const {
    constexpr int together = kAccumulators / K;  // groups whose sums run side by side
    int g = 0;
    for (; g + together <= groups_; g += together) rows_times<K, together>(g, scale, x, y);
    for (; g < groups_; ++g) rows_times<K, 1>(g, scale, x, y);
  }

  /// y_k = scale * chi^T x_k for k < K.
  template <int K>
  void transposed_times(T scale, const T* x, T* y) const {
    constexpr int together =
        kAccumulators / K;  // columns whose sums run side by side; columns_ is a multiple
    for (int j = 0; j < columns_; j += together) {
      R sums[together][K];
      for (auto& sum : sums) {
        for (R& s : sum) s = R(0);
      }
      for (int g = 0; g < groups_; ++g) {
        const R* const row = group(g) + j;
        R values[K];
        for (int k = 0; k < K; ++k) values[k] = R::load(x + k * stride() + g * kWidth);
        for (int c = 0; c < together; ++c) {
          for (int k = 0; k < K; ++k) sums[c][k] = multiply_add(row[c], values[k], sums[c][k]);
        }
      }
      for (int c = 0; c < together && j + c < size_; ++c) {
        for (int k = 0; k < K; ++k) y[k * stride() + j + c] = scale * lane_sum(sums[c][k]);
      }
    }
  }

  /// The sum of products of two vectors.
  T dot(const T* a, const T* b) const {
    R sum(0);
    for (int g = 0; g < groups_; ++g) {
      sum = multiply_add(R::load(a + g * kWidth), R::load(b + g * kWidth), sum);
    }
    return lane_sum(sum);
  }

 private:
  static constexpr int kAccumulators = 4;

  template <int K, int Together>
  void rows_times(int first, T scale, const T* x, T* y) const {
    R sums[Together][K];
    for (auto& sum : sums) {
      for (R& s : sum) s = R(0);
    }
    const R* rows[Together];
    for (int g = 0; g < Together; ++g) rows[g] = group(first + g);
    for (int j = 0; j < size_; ++j) {
      for (int k = 0; k < K; ++k) {
        const R value(x[k * stride() + j]);
        for (int g = 0; g < Together; ++g) sums[g][k] = multiply_add(rows[g][j], value, sums[g][k]);
      }
    }
    for (int g = 0; g < Together; ++g) {
      for (int k = 0; k < K; ++k) (R(scale) * sums[g][k]).store(y + k * stride() + (first + g) * kWidth);
    }
  }

  static T lane_sum(const R& pack) {
    T lanes[kWidth];
    pack.store(lanes);
    for (int half = kWidth / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
    }
    return lanes[0];
  }

  R* group(int g) {
    return entries_.data() + static_cast<std::size_t>(g) * static_cast<std::size_t>(columns_);
  }
  const R* group(int g) const { return const_cast<NoiseMatrix*>(this)->group(g); }

  int size_, groups_, columns_;
  std::vector<R> entries_;  // [groups, columns]: the lanes of a pack are rows
};

}  // namespace rnn
