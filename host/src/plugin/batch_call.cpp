#include "plugin/batch_call.h"

#include "epi/abi/status.h"

namespace epi::plugin {
namespace {

int32_t EPI_CALL should_stop(void* ctx) {
  const auto* stop = static_cast<const std::atomic<bool>*>(ctx);
  return stop->load(std::memory_order_relaxed) ? 1 : 0;
}

}  // namespace

BatchCall::BatchCall(Noise noise, std::int64_t first, std::int64_t rows, const std::atomic<bool>* stop,
                     std::span<const std::int32_t> active)
    : sample_ids_(static_cast<std::size_t>(rows)),
      row_status_(static_cast<std::size_t>(rows), EPI_ROW_NOT_RUN) {
  for (std::size_t i = 0; i < sample_ids_.size(); ++i)
    sample_ids_[i] = noise.first_sample + static_cast<std::uint64_t>(first) + i;
  call_ = {.struct_size = sizeof(epi_call),
           .max_threads = 1,
           .seed = noise.seed,
           .sample_id = sample_ids_.data(),
           .row_status = row_status_.data(),
           .ctx = const_cast<std::atomic<bool>*>(stop),  // only read, but the ABI's ctx is not const
           .active = active.empty() ? nullptr : active.data(),
           .n_active = static_cast<std::int32_t>(active.size()),
           .reserved = 0,
           .should_stop = stop == nullptr ? nullptr : should_stop,
           .error = error_.raw()};
}

epi_mat view_of(Matrix& matrix, std::int64_t first, std::int64_t rows) {
  return {matrix.data() + first * matrix.cols(), rows, matrix.cols(), matrix.cols(), 1};
}

epi_cmat view_of(const Matrix& matrix, std::int64_t first, std::int64_t rows) {
  return {matrix.data() + first * matrix.cols(), rows, matrix.cols(), matrix.cols(), 1};
}

}  // namespace epi::plugin
