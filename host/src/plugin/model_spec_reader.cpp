#include "plugin/model_spec_reader.h"

#include <set>

#include "base/error.h"
#include "config/json_text.h"
#include "plugin/quantity_reader.h"
#include "plugin/table_check.h"

namespace epi::plugin {
namespace {

/// Reads `count` items of one kind and refuses names that occur twice.
/// @param slot  the module's function (index, raw struct) -> status.
template <class Raw, class Slot, class Read>
auto read_list(int count, const std::string& kind, const char* slot_name, ModuleGate& gate, Slot&& slot,
               Read&& read) {
  const TableCheck check(gate);
  std::vector<decltype(read(Raw{}, kind, check))> list;
  std::set<std::string> names;
  for (int32_t i = 0; i < count; ++i) {
    Raw raw = {};
    raw.struct_size = sizeof raw;
    const std::string owner = kind + " " + std::to_string(i);
    const epi_status status = gate.enter(slot_name, [&] { return slot(i, &raw); });
    if (status != EPI_OK) gate.refuse_status(slot_name, status, owner);
    list.push_back(read(raw, owner, check));
    if (!names.insert(list.back().name).second)
      check.refuse("gives two " + kind + "s the same name", "names are unique among their kind",
                   "\"" + list.back().name + "\"");
  }
  return list;
}

std::vector<PropertySpec> read_properties(const ModelInstance& instance) {
  const epi_ext_properties* table = instance.extensions().properties;
  const TableCheck check(instance.gate());
  std::vector<PropertySpec> properties;
  for (std::uint32_t i = 0; table != nullptr && i < table->count; ++i) {
    const char *name = nullptr, *title = nullptr, *text = nullptr;
    const epi_status status = instance.gate().enter("get (epi.properties/1)", [&] {
      return table->get(instance.handle(), static_cast<int32_t>(i), &name, &title, &text);
    });
    const std::string owner = "property " + std::to_string(i);
    if (status != EPI_OK) instance.gate().refuse_status("get (epi.properties/1)", status, owner);
    PropertySpec property;
    property.name = check.id(name, owner, "name");
    property.title = check.text(title, owner, "title");
    try {
      property.fragment = config::parse_json(check.text(text, owner, "JSON"), "property " + property.name);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::plugin) throw;
      check.refuse("gives invalid JSON for property \"" + property.name + "\"", error.complaint().rule,
                   error.complaint().where);
    }
    if (!property.fragment.is_object())
      check.refuse("gives property \"" + property.name + "\" as something else than a JSON object", "{...}",
                   config::shown(property.fragment));
    for (const PropertySpec& other : properties)
      if (other.name == property.name)
        check.refuse("gives two properties the same name", "names are unique among their kind",
                     "\"" + property.name + "\"");
    properties.push_back(std::move(property));
  }
  return properties;
}

}  // namespace

GradientMethod choose_gradient(const Extensions& extensions, std::size_t n_parameters) {
  constexpr std::size_t few = 8;
  if (extensions.jacobian != nullptr && (extensions.vjp == nullptr || n_parameters <= few))
    return GradientMethod::jacobian;
  return extensions.vjp != nullptr ? GradientMethod::vjp : GradientMethod::none;
}

ModelSpec read_model_spec(const ModelInstance& instance) {
  const ModelInfo& info = instance.info();
  const Extensions& extensions = instance.extensions();
  ModelSpec spec;
  spec.id = info.id;
  spec.version = info.version;
  spec.title = info.title;
  spec.summary = info.summary;
  spec.citation = info.citation;
  spec.fingerprint = info.fingerprint;
  spec.settings_schema = info.settings_schema;
  spec.stochastic = (info.flags & EPI_F_STOCHASTIC) != 0;
  spec.piecewise = (info.flags & EPI_F_PIECEWISE) != 0;
  spec.has_trajectory = extensions.trajectory != nullptr;

  ModuleGate& gate = instance.gate();
  spec.parameters = read_list<epi_param>(
      instance.n_parameters(), "parameter", "get_param", gate,
      [&](int32_t i, epi_param* out) { return instance.ops().get_param(instance.handle(), i, out); },
      read_parameter);
  spec.statistics = read_list<epi_stat>(
      instance.n_statistics(), "statistic", "get_stat", gate,
      [&](int32_t i, epi_stat* out) { return instance.ops().get_stat(instance.handle(), i, out); },
      read_statistic);
  if (extensions.observables != nullptr)
    spec.observables = read_list<epi_stat>(
        static_cast<int>(extensions.observables->count), "observable", "describe (epi.observables/1)", gate,
        [&](int32_t i, epi_stat* out) { return extensions.observables->describe(instance.handle(), i, out); },
        read_statistic);
  spec.properties = read_properties(instance);
  spec.gradient = choose_gradient(extensions, spec.parameters.size());
  return spec;
}

}  // namespace epi::plugin
