#include "plugin/entry_check.h"

#include <set>

#include "base/error.h"
#include "config/json_text.h"
#include "config/schema.h"
#include "epi/abi/module.h"
#include "plugin/abi_version.h"
#include "plugin/host_services.h"
#include "plugin/table_check.h"

namespace epi::plugin {
namespace {

using nlohmann::json;

/// The module's table, from which nothing but its size and version may be read yet.
const epi_module& call_entry(const Library& library, ModuleGate& gate) {
  const auto entry = reinterpret_cast<epi_module_entry_fn>(library.find(EPI_ENTRY_SYMBOL));
  if (entry == nullptr)
    throw Error(ErrorKind::plugin, {.what = "this shared library is not an epi module",
                                    .where = gate.file(),
                                    .value = {},
                                    .rule = "a module exports the function " EPI_ENTRY_SYMBOL,
                                    .next = "build it with the SDK's epi_add_plugin()"});
  const epi_module* table = nullptr;
  const epi_host& services = host_services_for(gate.file());
  gate.call(EPI_ENTRY_SYMBOL, [&](epi_text* error) { return entry(&services, &table, error); });
  if (table == nullptr) gate.refuse("gives no table", "a successful entry sets it");
  return *table;
}

/// A JSON Schema that stands for "no settings" when the module gives an empty one.
json read_settings_schema(const char* text, const TableCheck& check, const std::string& owner) {
  const std::string schema_text = check.text(text, owner, "settings schema");
  try {
    json schema = config::parse_json(schema_text, "the settings schema of " + owner);
    if (!schema.is_object())
      check.refuse("gives a settings schema that is no JSON object for " + owner, "{...}");
    config::check_schema_itself(schema, "the settings schema of " + owner);
    config::check_against_schema(config::with_defaults(json::object(), schema), schema, "", "");
    return schema;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::plugin) throw;
    check.refuse("gives an unusable settings schema for " + owner,
                 error.complaint().what + "; " + error.complaint().rule, error.complaint().where);
  }
}

ModelInfo read_model_info(int32_t index, const epi_module& table, ModuleGate& gate) {
  const TableCheck check(gate);
  epi_model_info info = {};
  info.struct_size = sizeof info;
  const epi_status status = gate.enter("get_model", [&] { return table.get_model(index, &info); });
  const std::string owner = "model " + std::to_string(index);
  if (status != EPI_OK) gate.refuse_status("get_model", status, owner);
  ModelInfo result;
  result.id = check.id(info.id, owner, "id");
  const std::string named = "model \"" + result.id + "\"";
  result.version = check.id(info.version, named, "version");
  result.title = check.text(info.title, named, "title");
  result.summary = check.text(info.summary, named, "summary");
  result.citation = check.text(info.citation, named, "citation");
  result.fingerprint = check.text(info.fingerprint, named, "fingerprint");
  result.settings_schema = read_settings_schema(info.settings_schema, check, named);
  result.flags = info.flags;
  return result;
}

}  // namespace

std::unique_ptr<Module> enter_module(const Library& library) {
  const std::string file = library.file().path.string();
  auto gate = std::make_unique<ModuleGate>(library.file().description(), file);
  const TableCheck check(*gate);
  const epi_module& table = call_entry(library, *gate);

  // Only these two fields are at the same place in every version that ever was and will be.
  check.require_size(table.struct_size, offsetof(epi_module, abi_version) + sizeof table.abi_version,
                     "module table");
  require_compatible_abi(table.abi_version, gate->name(), file);
  check.require_size(table.struct_size, offsetof(epi_module, get_extension) + sizeof table.get_extension,
                     "module table");

  ModuleIdentity identity;
  identity.id = check.id(table.id, "itself", "id");
  identity.version = check.id(table.version, "itself", "version");
  identity.license = check.text(table.license, "itself", "license");
  identity.build = check.text(table.build, "itself", "build");
  identity.file = file;
  identity.sha256 = library.sha256();
  identity.abi_version = table.abi_version;
  gate->rename("the module " + identity.id + " " + identity.version);

  check.require_slot(table.get_model, "module table", "get_model");
  check.require_slot(table.create, "module table", "create");
  check.require_slot(table.get_extension, "module table", "get_extension");
  if (table.model_count < 1)
    check.refuse("offers no model", "model_count is at least 1", std::to_string(table.model_count));
  std::vector<ModelInfo> models;
  std::set<std::string> ids;
  for (int32_t i = 0; i < table.model_count; ++i) {
    models.push_back(read_model_info(i, table, *gate));
    if (!ids.insert(models.back().id).second)
      check.refuse("offers two models with the same id", "a model's id is unique in its module",
                   models.back().id);
    if ((models.back().flags & EPI_F_PROCESS_SINGLETON) != 0) gate->admit_one_call_at_a_time();
  }
  return std::make_unique<Module>(std::move(gate), table, std::move(identity), std::move(models));
}

}  // namespace epi::plugin
