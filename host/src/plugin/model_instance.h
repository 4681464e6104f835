#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "epi/abi/ext/jacobian.h"
#include "epi/abi/ext/observables.h"
#include "epi/abi/ext/properties.h"
#include "epi/abi/ext/selftest.h"
#include "epi/abi/ext/trajectory.h"
#include "epi/abi/ext/vjp.h"
#include "epi/abi/model.h"
#include "plugin/module.h"

namespace epi::plugin {

/// The model's settings with every default filled in.
/// @throws Error(config) under the path model.settings if they do not fit the model's own schema.
nlohmann::json resolve_settings(const ModelInfo& info, const nlohmann::json& settings);

/// The optional capabilities of an instance; null where it has none. Tables are checked.
struct Extensions {
  const epi_ext_vjp* vjp = nullptr;
  const epi_ext_jacobian* jacobian = nullptr;
  const epi_ext_trajectory* trajectory = nullptr;
  const epi_ext_observables* observables = nullptr;
  const epi_ext_properties* properties = nullptr;
  const epi_ext_selftest* selftest = nullptr;
};

/// One created model with its settings in place; ended with the object. Instances are independent of each
/// other; one instance serves one call at a time.
class ModelInstance {
 public:
  /// @param settings  as resolve_settings gives them.
  /// @throws Error(config) if the model refuses the settings, Error(plugin) if it breaks its contract.
  ModelInstance(Module& module, const std::string& model_id, const nlohmann::json& settings);
  ~ModelInstance();
  ModelInstance(ModelInstance&& other) noexcept;
  ModelInstance& operator=(ModelInstance&&) = delete;

  Module& module() const { return module_; }
  ModuleGate& gate() const { return module_.gate(); }
  const ModelInfo& info() const { return info_; }
  const Extensions& extensions() const { return extensions_; }
  int n_parameters() const { return n_parameters_; }  ///< P
  int n_statistics() const { return n_statistics_; }  ///< S

  const epi_model_ops& ops() const { return *ops_; }
  epi_model* handle() const { return handle_; }

 private:
  void check_ops() const;
  void read_counts();
  void read_extensions();

  Module& module_;
  const ModelInfo& info_;
  const epi_model_ops* ops_ = nullptr;
  epi_model* handle_ = nullptr;
  int n_parameters_ = 0;
  int n_statistics_ = 0;
  Extensions extensions_;
};

}  // namespace epi::plugin
