/* Randomness of models: Philox4x32-10, a counter-based generator.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
 * Key = seed, counter = {block, stream, sample_id low, sample_id high}: the draws of a row are a function of
 * (seed, sample_id, stream, block) and of nothing else. Streams number independent uses inside a model. */
#ifndef EPI_ABI_RANDOM_H
#define EPI_ABI_RANDOM_H

#include <stdint.h>

/* Four independent words, uniform on [0, 2^32). [any-thread] */
static inline void epi_philox(uint64_t seed, uint64_t sample_id, uint32_t stream, uint32_t block,
                              uint32_t out[4]) {
  /* Multipliers and Weyl increments of the paper's section 3.3 (the latter: golden ratio, sqrt(3) - 1). */
  const uint64_t multiplier0 = 0xD2511F53u, multiplier1 = 0xCD9E8D57u;
  const uint32_t increment0 = 0x9E3779B9u, increment1 = 0xBB67AE85u;
  uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
  uint32_t c0 = block, c1 = stream, c2 = (uint32_t)sample_id, c3 = (uint32_t)(sample_id >> 32);
  int round;
  for (round = 0; round < 10; ++round) {
    const uint64_t product0 = multiplier0 * c0, product1 = multiplier1 * c2;
    const uint32_t next0 = (uint32_t)(product1 >> 32) ^ c1 ^ key0;
    const uint32_t next2 = (uint32_t)(product0 >> 32) ^ c3 ^ key1;
    c1 = (uint32_t)product1;
    c3 = (uint32_t)product0;
    c0 = next0;
    c2 = next2;
    key0 += increment0;
    key1 += increment1;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/* Uniform on the open interval (0, 1) from 52 bits: the midpoints of 2^52 equal cells. [any-thread] */
static inline double epi_u01(uint32_t hi, uint32_t lo) {
  return ((double)((((uint64_t)hi << 32) | lo) >> 12) + 0.5) * (1.0 / 4503599627370496.0); /* 2^-52 */
}

#endif
