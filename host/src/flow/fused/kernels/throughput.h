#pragma once

#include "flow/fused/kernels/lanes.h"

// What the processor can do at most: measured, not looked up.

namespace epi::flow::fused::EPI_SDK_LEVEL {

inline constexpr int kChains = 12;  // enough to hide the latency of a fused product on every processor so far

template <class T>
void multiply_adds(long rounds, T* numbers) {
  using R = Register<T>;
  R chain[kChains];
  for (int i = 0; i < kChains; ++i) chain[i] = R::load(numbers + i * R::kWidth);
  const R factor(T(0.999)), term(T(0.001));
  for (long k = 0; k < rounds; ++k) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) chain[i] = sdk::multiply_add(chain[i], factor, term);
  }
  for (int i = 0; i < kChains; ++i) chain[i].store(numbers + i * R::kWidth);
}

template <class T>
void tanhs(long count, T* numbers) {
  for (long i = 0; i < count; i += kLot<T>) tanh(Lot<T>::load(numbers + i)).store(numbers + i);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
