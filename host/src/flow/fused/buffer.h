#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace epi::flow::fused {

/// Numbers aligned to the widest register. Grows when asked to and keeps its memory otherwise.
template <class T>
class Buffer {
 public:
  /// At least `count` numbers; what they were is lost when the buffer grows, and new ones are zero.
  void require(std::size_t count) {
    if (count <= size_) return;
    numbers_.reset(static_cast<T*>(::operator new(count * sizeof(T), kAlignment)));
    std::fill_n(numbers_.get(), count, T(0));
    size_ = count;
  }
  T* data() { return numbers_.get(); }
  const T* data() const { return numbers_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Delete {
    void operator()(T* numbers) const { ::operator delete(numbers, kAlignment); }
  };
  std::unique_ptr<T, Delete> numbers_;
  std::size_t size_ = 0;
};

}  // namespace epi::flow::fused
