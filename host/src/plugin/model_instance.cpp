#include "plugin/model_instance.h"

#include <utility>

#include "config/schema.h"
#include "plugin/table_check.h"

namespace epi::plugin {

nlohmann::json resolve_settings(const ModelInfo& info, const nlohmann::json& settings) {
  nlohmann::json resolved = config::with_defaults(settings, info.settings_schema);
  config::check_against_schema(resolved, info.settings_schema, "", "model.settings");
  return resolved;
}

ModelInstance::ModelInstance(Module& module, const std::string& model_id, const nlohmann::json& settings)
    : module_(module), info_(module.model(model_id)) {
  const std::string settings_text = settings.dump();
  gate().call("create", [&](epi_text* error) {
    return module_.table().create(info_.id.c_str(), settings_text.c_str(), &ops_, &handle_, error);
  });
  if (ops_ == nullptr || handle_ == nullptr)
    gate().refuse("gives no instance of \"" + info_.id + "\"", "a successful create sets both outputs");
  check_ops();
  try {
    read_counts();
    read_extensions();
  } catch (...) {
    gate().enter("destroy", [&] { ops_->destroy(handle_); });
    throw;
  }
}

ModelInstance::ModelInstance(ModelInstance&& other) noexcept
    : module_(other.module_),
      info_(other.info_),
      ops_(other.ops_),
      handle_(std::exchange(other.handle_, nullptr)),
      n_parameters_(other.n_parameters_),
      n_statistics_(other.n_statistics_),
      extensions_(other.extensions_) {}

ModelInstance::~ModelInstance() {
  if (handle_ == nullptr || gate().is_unusable()) return;  // an unusable module asked not to be called again
  try {
    gate().enter("destroy", [&] { ops_->destroy(handle_); });
  } catch (...) {
    // The instance is gone either way, and a destructor has nobody to tell.
  }
}

void ModelInstance::check_ops() const {
  const TableCheck check(gate());
  const char* table = "model table";
  check.require_size(ops_->struct_size, offsetof(epi_model_ops, get_extension) + sizeof ops_->get_extension,
                     table);
  check.require_slot(ops_->destroy, table, "destroy");
  check.require_slot(ops_->param_count, table, "param_count");
  check.require_slot(ops_->stat_count, table, "stat_count");
  check.require_slot(ops_->get_param, table, "get_param");
  check.require_slot(ops_->get_stat, table, "get_stat");
  check.require_slot(ops_->simulate, table, "simulate");
  check.require_slot(ops_->get_extension, table, "get_extension");
}

void ModelInstance::read_counts() {
  n_parameters_ = gate().enter("param_count", [&] { return ops_->param_count(handle_); });
  n_statistics_ = gate().enter("stat_count", [&] { return ops_->stat_count(handle_); });
  if (n_parameters_ < 1 || n_statistics_ < 1)
    gate().refuse(
        "offers \"" + info_.id + "\" without parameters or statistics", "there is at least one of each",
        std::to_string(n_parameters_) + " parameters, " + std::to_string(n_statistics_) + " statistics");
}

void ModelInstance::read_extensions() {
  const TableCheck check(gate());
  const auto read = [&](const auto*& table, const char* id, auto... slots) {
    using Table = std::remove_cvref_t<decltype(*table)>;
    table = static_cast<const Table*>(
        gate().enter("get_extension", [&] { return ops_->get_extension(handle_, id); }));
    if (table == nullptr) return;
    check.require_size(table->struct_size, sizeof(Table), std::string("table ") + id);
    (check.require_slot(table->*slots, std::string("table ") + id, id), ...);
  };
  read(extensions_.vjp, EPI_EXT_VJP, &epi_ext_vjp::vjp);
  read(extensions_.jacobian, EPI_EXT_JACOBIAN, &epi_ext_jacobian::jacobian);
  read(extensions_.trajectory, EPI_EXT_TRAJECTORY, &epi_ext_trajectory::shape, &epi_ext_trajectory::channel,
       &epi_ext_trajectory::run);
  read(extensions_.observables, EPI_EXT_OBSERVABLES, &epi_ext_observables::describe,
       &epi_ext_observables::eval);
  read(extensions_.properties, EPI_EXT_PROPERTIES, &epi_ext_properties::get);
  read(extensions_.selftest, EPI_EXT_SELFTEST, &epi_ext_selftest::get_case);
}

}  // namespace epi::plugin
