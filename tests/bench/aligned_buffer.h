#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace epi::bench {

/// Memory for vector code: aligned to the widest register.
template <class T>
class AlignedBuffer {
 public:
  explicit AlignedBuffer(std::size_t size)
      : memory_(static_cast<T*>(std::aligned_alloc(kAlignment, round_up(size * sizeof(T))))) {
    if (!memory_) throw std::bad_alloc();
  }
  T* data() { return memory_.get(); }
  const T* data() const { return memory_.get(); }

 private:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t round_up(std::size_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  }
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  std::unique_ptr<T, Free> memory_;
};

}  // namespace epi::bench
