/* Optional: activity over time of one row, for plots. */
#ifndef EPI_ABI_EXT_TRAJECTORY_H
#define EPI_ABI_EXT_TRAJECTORY_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

#define EPI_EXT_TRAJECTORY "epi.trajectory/1"

/* GROWING, owned by the module; lives as long as the instance. */
typedef struct epi_ext_trajectory {
  uint32_t struct_size;
  uint32_t reserved;

  /* [call] How large a trajectory up to time t_end is: *steps time points, at most max_steps, of *channels
   * channels. t_end <= 0 asks for the model's own length. Times are in seconds. */
  epi_status(EPI_CALL* shape)(epi_model*, double t_end, int64_t max_steps, int64_t* steps,
                              int32_t* channels) EPI_NOEXCEPT;

  /* [any-thread] Fills *out with channel i; EPI_E_ARG if i is out of range. */
  epi_status(EPI_CALL* channel)(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT;

  /* [call] Times t [steps] and activity y [steps, channels] of the single row z [1, P], with `steps` =
   * y->rows as `shape` gave it. With t_end <= 0 it is the run that simulate takes its statistics from, same
   * noise. */
  epi_status(EPI_CALL* run)(epi_model*, const epi_call*, const epi_cmat* z, double t_end, double* t,
                            const epi_mat* y) EPI_NOEXCEPT;
} epi_ext_trajectory;

EPI_EXTERN_C_END

#endif
