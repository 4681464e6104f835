/* Values that cross the boundary. All FROZEN. */
#ifndef EPI_ABI_TYPES_H
#define EPI_ABI_TYPES_H

#include "macros.h"

EPI_EXTERN_C_BEGIN

/* A caller-owned buffer for text. The callee writes at most `cap` bytes including the final NUL, and sets
 * `len` to the length of the whole text without NUL, as snprintf does: len >= cap says that the text was cut
 * (never inside a UTF-8 character). `buf` may be NULL only when cap is 0. A NULL epi_text asks for no text.
 */
typedef struct epi_text {
  char* buf;
  uint64_t cap;
  uint64_t len;
} epi_text;

/* A strided matrix of float64 that the callee writes. Strides count elements, may be negative or zero only
 * where the extent is at most 1; element (i, j) is data[i*row_stride + j*col_stride]. Elements never overlap
 * each other or another argument's. `data` may be NULL only when rows or cols is 0. */
typedef struct epi_mat {
  double* data;
  int64_t rows, cols, row_stride, col_stride;
} epi_mat;

/* The same, read only. Here strides may also be zero, to repeat a row or a column. */
typedef struct epi_cmat {
  const double* data;
  int64_t rows, cols, row_stride, col_stride;
} epi_cmat;

EPI_STATIC_ASSERT(sizeof(double) == 8 && sizeof(epi_mat) == sizeof(void*) + 32, "ABI layout of epi_mat");

EPI_EXTERN_C_END

#endif
