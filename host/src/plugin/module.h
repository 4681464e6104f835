#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "epi/abi/module.h"
#include "plugin/model_spec.h"
#include "plugin/module_gate.h"

namespace epi::plugin {

/// What a module says about one of its models before an instance exists.
struct ModelInfo {
  std::string id, version, title, summary, citation, fingerprint;
  nlohmann::json settings_schema;  ///< JSON Schema, defaults inside; an object
  std::uint32_t flags = 0;         ///< EPI_F_*
};

/// A module in this process that has passed every check of entry_check.h.
class Module {
 public:
  Module(std::unique_ptr<ModuleGate> gate, const epi_module& table, ModuleIdentity identity,
         std::vector<ModelInfo> models)
      : gate_(std::move(gate)), table_(table), identity_(std::move(identity)), models_(std::move(models)) {}

  const ModuleIdentity& identity() const { return identity_; }
  const std::vector<ModelInfo>& models() const { return models_; }
  /// @throws Error(plugin) with a suggestion if the module has no such model.
  const ModelInfo& model(const std::string& id) const;

  ModuleGate& gate() { return *gate_; }
  const epi_module& table() const { return table_; }

 private:
  std::unique_ptr<ModuleGate> gate_;
  const epi_module& table_;  // the module's own, constant; lives as long as the process
  ModuleIdentity identity_;
  std::vector<ModelInfo> models_;
};

/// Loads a module and checks it. Once per canonical path: later calls give the same object, which lives until
/// the process ends. Any thread.
/// @throws Error(plugin) as Library::load and enter_module do.
Module& load_module(const std::filesystem::path& file);

}  // namespace epi::plugin
