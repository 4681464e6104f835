#pragma once

#include <cstring>
#include <string>

#include "../abi/call.h"
#include "../abi/types.h"
#include "failure.hpp"
#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// @throws Failure(EPI_E_ARG) unless the matrix exists and has this shape.
template <class Matrix>
void require_shape(const Matrix* matrix, const char* name, std::int64_t rows, std::int64_t cols) {
  if (!matrix) throw Failure(EPI_E_ARG, std::string(name) + " is missing");
  if (matrix->rows != rows || matrix->cols != cols) {
    throw Failure(EPI_E_ARG, std::string(name) + " is [" + std::to_string(matrix->rows) + ", " +
                                 std::to_string(matrix->cols) + "], must be [" + std::to_string(rows) + ", " +
                                 std::to_string(cols) + "]");
  }
  if (!matrix->data && rows > 0 && cols > 0) throw Failure(EPI_E_ARG, std::string(name) + " has no data");
}

template <class Matrix>
auto& element(const Matrix& matrix, std::int64_t row, std::int64_t col) {
  return matrix.data[row * matrix.row_stride + col * matrix.col_stride];
}

/// Gives a growing struct to its owner: no byte beyond the size that the owner set, which stays as it is.
template <class T>
void give(T* out, T value) {
  if (!out) throw Failure(EPI_E_ARG, "the output is missing");
  value.struct_size = out->struct_size;
  std::memcpy(out, &value, out->struct_size < sizeof(T) ? out->struct_size : sizeof(T));
}

/// A copy of the host's call in this SDK's layout: fields that an older host does not know are zero.
inline epi_call known_part(const epi_call* call) {
  if (!call) throw Failure(EPI_E_ARG, "the call is missing");
  epi_call copy{};
  std::memcpy(&copy, call, call->struct_size < sizeof copy ? call->struct_size : sizeof copy);
  return copy;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
