#include <epi/abi.h>
#include <math.h>
#include <string.h>

/* A model in C11 without derivatives: x(t) = exp(-rate t), statistic x(1 s). What a plugin is without the C++
 * layer: nothing but the tables of the ABI. */

static int has_size(const void* out, uint32_t size) {
  return out && size >= sizeof(uint32_t);
}

/* Never writes beyond the size that the caller knows. */
static void give(void* out, void* value, uint32_t known, uint32_t ours) {
  memcpy((char*)out + sizeof(uint32_t), (char*)value + sizeof(uint32_t),
         (known < ours ? known : ours) - sizeof(uint32_t));
}

static const epi_model_info kInfo = {
    .struct_size = sizeof(epi_model_info),
    .id = "decay",
    .version = "1.0.0",
    .title = "Exponential decay",
    .summary = "x(t) = exp(-rate t)",
    .citation = "",
    .settings_schema = "{\"type\": \"object\", \"additionalProperties\": false}",
    .fingerprint = "decay-1"};

static void destroy(epi_model* model) {
  (void)model;
}
static int32_t one(const epi_model* model) {
  (void)model;
  return 1;
}

static epi_status get_param(const epi_model* model, int32_t i, epi_param* out) {
  epi_param rate = {.support = EPI_SUPPORT_LOWER,
                    .lower = 0.0,
                    .upper = INFINITY,
                    .default_value = 1.0,
                    .name = "rate",
                    .unit = "1/s",
                    .label = "rate",
                    .description = "rate of decay"};
  (void)model;
  if (i != 0 || !has_size(out, out ? out->struct_size : 0)) return EPI_E_ARG;
  give(out, &rate, out->struct_size, sizeof rate);
  return EPI_OK;
}

static epi_status get_stat(const epi_model* model, int32_t i, epi_stat* out) {
  epi_stat end = {.typical_scale = 1.0,
                  .lower = 0.0,
                  .upper = 1.0,
                  .name = "end",
                  .unit = "",
                  .label = "x(1 s)",
                  .description = "activity after a second"};
  (void)model;
  if (i != 0 || !has_size(out, out ? out->struct_size : 0)) return EPI_E_ARG;
  give(out, &end, out->struct_size, sizeof end);
  return EPI_OK;
}

static epi_status simulate(epi_model* model, const epi_call* call, const epi_cmat* z, const epi_mat* x) {
  (void)model;
  if (!call || !z || !x || z->cols != 1 || x->cols != 1 || x->rows != z->rows) return EPI_E_ARG;
  for (int64_t i = 0; i < z->rows; ++i) {
    const double rate = z->data[i * z->row_stride];
    const uint8_t status = !isfinite(rate) ? EPI_ROW_NONFINITE
                           : rate < 0.0    ? EPI_ROW_OUT_OF_SUPPORT
                                           : EPI_ROW_OK;
    call->row_status[i] = status;
    x->data[i * x->row_stride] = status == EPI_ROW_OK ? exp(-rate) : NAN;
  }
  return EPI_OK;
}

static const void* no_extension(const epi_model* model, const char* id) {
  (void)model;
  (void)id;
  return NULL;
}
static const void* no_module_extension(const char* id) {
  (void)id;
  return NULL;
}

static const epi_model_ops kOps = {.struct_size = sizeof(epi_model_ops),
                                   .destroy = destroy,
                                   .param_count = one,
                                   .stat_count = one,
                                   .get_param = get_param,
                                   .get_stat = get_stat,
                                   .simulate = simulate,
                                   .get_extension = no_extension};

static epi_status get_model(int32_t i, epi_model_info* out) {
  epi_model_info info = kInfo;
  if (i != 0 || !has_size(out, out ? out->struct_size : 0)) return EPI_E_ARG;
  give(out, &info, out->struct_size, sizeof info);
  return EPI_OK;
}

static epi_status create(const char* model_id, const char* settings, const epi_model_ops** ops,
                         epi_model** out, epi_text* error) {
  static char the_instance; /* the model keeps nothing, so that all instances may be the same byte */
  (void)settings;
  (void)error;
  *out = NULL;
  if (strcmp(model_id, kInfo.id) != 0) return EPI_E_ARG;
  *ops = &kOps;
  *out = (epi_model*)&the_instance;
  return EPI_OK;
}

static const epi_module kModule = {.struct_size = sizeof(epi_module),
                                   .abi_version = EPI_ABI_VERSION,
                                   .id = "org.example.decay",
                                   .version = "1.0.0",
                                   .license = "MIT",
                                   .build = "C11",
                                   .model_count = 1,
                                   .get_model = get_model,
                                   .create = create,
                                   .get_extension = no_module_extension};

EPI_EXPORT extern const char epi_module_note[];
const char epi_module_note[] = EPI_NOTE_ABI " org.example.decay 1.0.0";

EPI_EXPORT epi_status epi_module_entry(const epi_host* host, const epi_module** out, epi_text* error);
epi_status epi_module_entry(const epi_host* host, const epi_module** out, epi_text* error) {
  (void)error;
  *out = NULL;
  if (!EPI_ABI_COMPATIBLE(host->abi_version, EPI_ABI_VERSION)) return EPI_E_ABI;
  *out = &kModule;
  return EPI_OK;
}
