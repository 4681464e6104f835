#include "store/run_record.h"

#include <epi/abi/version.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/check.h"
#include "store/json_file.h"
#include "store/number_text.h"
#include "store/record_json.h"

namespace epi::store {

using nlohmann::json;

namespace {

constexpr std::array<std::pair<RunStatus, const char*>, 5> kStatusNames{{
    {RunStatus::running, "running"},
    {RunStatus::converged, "converged"},
    {RunStatus::not_converged, "not_converged"},
    {RunStatus::interrupted, "interrupted"},
    {RunStatus::failed, "failed"},
}};

RunStatus status_from_json(const json& field, const std::filesystem::path& file) {
  const auto text = field.get<std::string>();
  for (const auto& [value, name] : kStatusNames) {
    if (name == text) return value;
  }
  throw damaged_file(file, fmt::format("unknown status '{}'", text));
}

std::string abi_text(std::uint32_t version) {
  return fmt::format("{}.{}", EPI_ABI_MAJOR_OF(version), EPI_ABI_MINOR_OF(version));
}

std::uint32_t abi_from_json(const json& field, const std::filesystem::path& file) {
  const auto text = field.get<std::string>();
  const auto dot = text.find('.');
  const auto major = parse_integer(text.substr(0, dot));
  const auto minor = parse_integer(dot == std::string::npos ? "" : text.substr(dot + 1));
  const auto fits = [](const auto& number) { return number && *number >= 0 && *number <= 0xFFFF; };
  if (!fits(major) || !fits(minor)) {
    throw damaged_file(file, fmt::format("'{}' is not a version of the plugin interface", text));
  }
  return EPI_ABI_MAKE(static_cast<std::uint32_t>(*major), static_cast<std::uint32_t>(*minor));
}

template <class Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json();
}

template <class Value>
std::optional<Value> optional_field(const json& object, const char* key) {
  const json& field = object.at(key);
  if (field.is_null()) return std::nullopt;
  return field.get<Value>();
}

json to_json(const plugin::ModuleIdentity& module) {
  return {{"id", module.id},
          {"version", module.version},
          {"license", module.license},
          {"build", module.build},
          {"file", module.file},
          {"sha256", module.sha256},
          {"abi", abi_text(module.abi_version)}};
}

plugin::ModuleIdentity module_from_json(const json& object, const std::filesystem::path& file) {
  plugin::ModuleIdentity module;
  object.at("id").get_to(module.id);
  object.at("version").get_to(module.version);
  object.at("license").get_to(module.license);
  object.at("build").get_to(module.build);
  object.at("file").get_to(module.file);
  object.at("sha256").get_to(module.sha256);
  module.abi_version = abi_from_json(object.at("abi"), file);
  return module;
}

json to_json(const SeedRecord& seed) {
  return {{"seed", seed.seed},
          {"outcome", seed.outcome},
          {"epochs", seed.epochs},
          {"best_epoch", seed.best_epoch < 0 ? json() : json(seed.best_epoch)},
          {"entropy", seed.entropy ? number_json(*seed.entropy) : json()},
          {"phase_seconds", seed.phases ? store::to_json(*seed.phases) : json()},
          {"certificate", seed.certificate ? store::to_json(*seed.certificate) : json()}};
}

SeedRecord seed_from_json(const json& object) {
  SeedRecord seed;
  object.at("seed").get_to(seed.seed);
  object.at("outcome").get_to(seed.outcome);
  object.at("epochs").get_to(seed.epochs);
  seed.best_epoch = optional_field<int>(object, "best_epoch").value_or(-1);
  if (!object.at("entropy").is_null()) seed.entropy = number_from_json(object.at("entropy"));
  if (const auto phases = optional_field<json>(object, "phase_seconds"))
    seed.phases = phases_from_json(*phases);
  if (object.contains("certificate") && !object.at("certificate").is_null())
    seed.certificate = certificate_from_json(object.at("certificate"));
  return seed;
}

json to_json(const RunRecord& record) {
  json seeds = json::array();
  for (const SeedRecord& seed : record.seeds) seeds.push_back(to_json(seed));
  return {{"format", kRunRecordFormat},
          {"status", to_string(record.status)},
          {"exit_code", or_null(record.exit_code)},
          {"started", record.started},
          {"finished", or_null(record.finished)},
          {"wall_seconds", number_json(record.wall_seconds)},
          {"peak_memory_bytes", record.peak_memory_bytes},
          {"sessions", record.sessions},
          {"threads", record.threads},
          {"machine",
           {{"name", record.machine.name},
            {"cpu", record.machine.cpu},
            {"cpu_level", record.machine.cpu_level},
            {"logical_cpus", record.machine.logical_cpus}}},
          {"host",
           {{"version", record.host.version},
            {"git", record.host.git},
            {"libtorch", record.host.libtorch},
            {"abi", abi_text(record.host.abi_version)}}},
          {"command_line", record.command_line},
          {"model",
           {{"id", record.model.id},
            {"version", record.model.version},
            {"fingerprint", record.model.fingerprint},
            {"settings", record.model.settings},
            {"module", to_json(record.model.module)}}},
          {"property", record.property},
          {"seeds", seeds},
          {"winning_seed", or_null(record.winning_seed)},
          {"message", record.message},
          {"advice", record.advice}};
}

RunRecord run_record_from_json(const json& document, const std::filesystem::path& file) {
  RunRecord record;
  record.status = status_from_json(document.at("status"), file);
  record.exit_code = optional_field<int>(document, "exit_code");
  document.at("started").get_to(record.started);
  record.finished = optional_field<std::string>(document, "finished");
  record.wall_seconds = number_from_json(document.at("wall_seconds"));
  record.peak_memory_bytes = document.at("peak_memory_bytes").get<std::int64_t>();
  document.at("sessions").get_to(record.sessions);
  document.at("threads").get_to(record.threads);

  const json& machine = document.at("machine");
  machine.at("name").get_to(record.machine.name);
  machine.at("cpu").get_to(record.machine.cpu);
  machine.at("cpu_level").get_to(record.machine.cpu_level);
  machine.at("logical_cpus").get_to(record.machine.logical_cpus);

  const json& host = document.at("host");
  host.at("version").get_to(record.host.version);
  host.at("git").get_to(record.host.git);
  host.at("libtorch").get_to(record.host.libtorch);
  record.host.abi_version = abi_from_json(host.at("abi"), file);
  document.at("command_line").get_to(record.command_line);

  const json& model = document.at("model");
  model.at("id").get_to(record.model.id);
  model.at("version").get_to(record.model.version);
  model.at("fingerprint").get_to(record.model.fingerprint);
  record.model.settings = model.at("settings");
  record.model.module = module_from_json(model.at("module"), file);

  document.at("property").get_to(record.property);
  for (const json& seed : document.at("seeds")) record.seeds.push_back(seed_from_json(seed));
  record.winning_seed = optional_field<std::uint64_t>(document, "winning_seed");
  document.at("message").get_to(record.message);
  document.at("advice").get_to(record.advice);
  return record;
}

}  // namespace

const char* to_string(RunStatus status) {
  for (const auto& [value, name] : kStatusNames) {
    if (value == status) return name;
  }
  EPI_CHECK(false && "a status without a name");
  return "";
}

void save_run_record(const std::filesystem::path& file, const RunRecord& record) {
  write_json_file(file, to_json(record));
}

RunRecord load_run_record(const std::filesystem::path& file) {
  const json document = read_json_file(file, kRunRecordFormat);
  return parse_fields(file, [&] { return run_record_from_json(document, file); });
}

}  // namespace epi::store
