#include <epi/abi.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace {

#define SLOT(type, field)                                                                                 \
  out << offsetof(type, field) << ' ' << sizeof(std::declval<type>().field) << ' ' << #type "." << #field \
      << '\n'

/// Every slot of every struct of ABI 1, one a line: offset in bytes, size in bytes, name. 64-bit pointers.
std::string computed_slots() {
  std::ostringstream out;
  SLOT(epi_text, buf);
  SLOT(epi_text, cap);
  SLOT(epi_text, len);
  SLOT(epi_mat, data);
  SLOT(epi_mat, rows);
  SLOT(epi_mat, cols);
  SLOT(epi_mat, row_stride);
  SLOT(epi_mat, col_stride);
  SLOT(epi_cmat, data);
  SLOT(epi_cmat, rows);
  SLOT(epi_cmat, cols);
  SLOT(epi_cmat, row_stride);
  SLOT(epi_cmat, col_stride);
  SLOT(epi_host, struct_size);
  SLOT(epi_host, abi_version);
  SLOT(epi_host, name);
  SLOT(epi_host, version);
  SLOT(epi_host, ctx);
  SLOT(epi_host, log);
  SLOT(epi_host, get_extension);
  SLOT(epi_call, struct_size);
  SLOT(epi_call, max_threads);
  SLOT(epi_call, seed);
  SLOT(epi_call, sample_id);
  SLOT(epi_call, row_status);
  SLOT(epi_call, ctx);
  SLOT(epi_call, active);
  SLOT(epi_call, n_active);
  SLOT(epi_call, reserved);
  SLOT(epi_call, should_stop);
  SLOT(epi_call, error);
  SLOT(epi_param, struct_size);
  SLOT(epi_param, support);
  SLOT(epi_param, scale);
  SLOT(epi_param, reserved);
  SLOT(epi_param, lower);
  SLOT(epi_param, upper);
  SLOT(epi_param, default_value);
  SLOT(epi_param, name);
  SLOT(epi_param, unit);
  SLOT(epi_param, label);
  SLOT(epi_param, description);
  SLOT(epi_stat, struct_size);
  SLOT(epi_stat, reserved);
  SLOT(epi_stat, typical_scale);
  SLOT(epi_stat, lower);
  SLOT(epi_stat, upper);
  SLOT(epi_stat, name);
  SLOT(epi_stat, unit);
  SLOT(epi_stat, label);
  SLOT(epi_stat, description);
  SLOT(epi_model_info, struct_size);
  SLOT(epi_model_info, flags);
  SLOT(epi_model_info, id);
  SLOT(epi_model_info, version);
  SLOT(epi_model_info, title);
  SLOT(epi_model_info, summary);
  SLOT(epi_model_info, citation);
  SLOT(epi_model_info, settings_schema);
  SLOT(epi_model_info, fingerprint);
  SLOT(epi_model_ops, struct_size);
  SLOT(epi_model_ops, reserved);
  SLOT(epi_model_ops, destroy);
  SLOT(epi_model_ops, param_count);
  SLOT(epi_model_ops, stat_count);
  SLOT(epi_model_ops, get_param);
  SLOT(epi_model_ops, get_stat);
  SLOT(epi_model_ops, simulate);
  SLOT(epi_model_ops, get_extension);
  SLOT(epi_module, struct_size);
  SLOT(epi_module, abi_version);
  SLOT(epi_module, id);
  SLOT(epi_module, version);
  SLOT(epi_module, license);
  SLOT(epi_module, build);
  SLOT(epi_module, model_count);
  SLOT(epi_module, reserved);
  SLOT(epi_module, get_model);
  SLOT(epi_module, create);
  SLOT(epi_module, get_extension);
  SLOT(epi_ext_vjp, struct_size);
  SLOT(epi_ext_vjp, method);
  SLOT(epi_ext_vjp, vjp);
  SLOT(epi_ext_jacobian, struct_size);
  SLOT(epi_ext_jacobian, method);
  SLOT(epi_ext_jacobian, jacobian);
  SLOT(epi_ext_trajectory, struct_size);
  SLOT(epi_ext_trajectory, reserved);
  SLOT(epi_ext_trajectory, shape);
  SLOT(epi_ext_trajectory, channel);
  SLOT(epi_ext_trajectory, run);
  SLOT(epi_ext_observables, struct_size);
  SLOT(epi_ext_observables, count);
  SLOT(epi_ext_observables, describe);
  SLOT(epi_ext_observables, eval);
  SLOT(epi_ext_properties, struct_size);
  SLOT(epi_ext_properties, count);
  SLOT(epi_ext_properties, get);
  SLOT(epi_ext_selftest, struct_size);
  SLOT(epi_ext_selftest, count);
  SLOT(epi_ext_selftest, get_case);
  return out.str();
}

#undef SLOT

std::string frozen_slots() {
  std::ifstream file(EPI_ABI_SLOTS_FILE);
  std::ostringstream text;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') text << line << '\n';
  }
  return text.str();
}

}  // namespace

// A new field goes at the end of its struct and at its place here and in abi_v1.txt; no line ever changes.
TEST(AbiSlots, EveryStructLiesInMemoryAsReleased) {
  EXPECT_EQ(computed_slots(), frozen_slots());
}

// Without this, a field could be added to a header and be forgotten in the table.
TEST(AbiSlots, TheTableReachesTheEndOfEveryStruct) {
  EXPECT_EQ(sizeof(epi_text), offsetof(epi_text, len) + 8);
  EXPECT_EQ(sizeof(epi_mat), offsetof(epi_mat, col_stride) + 8);
  EXPECT_EQ(sizeof(epi_cmat), offsetof(epi_cmat, col_stride) + 8);
  EXPECT_EQ(sizeof(epi_host), offsetof(epi_host, get_extension) + 8);
  EXPECT_EQ(sizeof(epi_call), offsetof(epi_call, error) + 8);
  EXPECT_EQ(sizeof(epi_param), offsetof(epi_param, description) + 8);
  EXPECT_EQ(sizeof(epi_stat), offsetof(epi_stat, description) + 8);
  EXPECT_EQ(sizeof(epi_model_info), offsetof(epi_model_info, fingerprint) + 8);
  EXPECT_EQ(sizeof(epi_model_ops), offsetof(epi_model_ops, get_extension) + 8);
  EXPECT_EQ(sizeof(epi_module), offsetof(epi_module, get_extension) + 8);
  EXPECT_EQ(sizeof(epi_ext_vjp), offsetof(epi_ext_vjp, vjp) + 8);
  EXPECT_EQ(sizeof(epi_ext_jacobian), offsetof(epi_ext_jacobian, jacobian) + 8);
  EXPECT_EQ(sizeof(epi_ext_trajectory), offsetof(epi_ext_trajectory, run) + 8);
  EXPECT_EQ(sizeof(epi_ext_observables), offsetof(epi_ext_observables, eval) + 8);
  EXPECT_EQ(sizeof(epi_ext_properties), offsetof(epi_ext_properties, get) + 8);
  EXPECT_EQ(sizeof(epi_ext_selftest), offsetof(epi_ext_selftest, get_case) + 8);
}
