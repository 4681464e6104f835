#pragma once

#include "../abi/module.h"
#include "../abi/version.h"
#include "tables.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The processor that this code is compiled for, as the psABI's levels name it.
inline constexpr const char* kCpuLevel =
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
    "x86-64-v4";
#elif defined(__AVX2__) && defined(__FMA__)
    "x86-64-v3";
#elif defined(__SSE4_2__)
    "x86-64-v2";
#elif defined(__x86_64__)
    "x86-64";
#else
    "other";
#endif

/// The module table of a list of models, and its entry function.
template <class... M>
class ModuleOf {
 public:
  struct Identity {
    const char *id, *version, *license;
  };

  static epi_status entry(const Identity& identity, const epi_host* host, const epi_module** out,
                          epi_text* error) noexcept {
    if (out) *out = nullptr;
    return guard("epi_module_entry", error, [&] {
      if (!host || !out) throw Failure(EPI_E_ARG, "host or out is missing");
      if (!EPI_ABI_COMPATIBLE(host->abi_version, EPI_ABI_VERSION)) {
        throw Failure(EPI_E_ABI,
                      "module " + std::string(identity.id) + " was built for ABI " +
                          version_text(EPI_ABI_VERSION) + ", the host speaks " +
                          version_text(host->abi_version) +
                          "; rebuild the module with the host's SDK or use a host of the module's ABI");
      }
      *out = table(identity);
    });
  }

 private:
  static const epi_module* table(const Identity& identity) {
    static const std::string build = std::string(__VERSION__) + ", " + kCpuLevel;
    static const epi_module module = {sizeof(epi_module), EPI_ABI_VERSION, identity.id,  identity.version,
                                      identity.license,   build.c_str(),   sizeof...(M), 0,
                                      get_model,          create,          extension};
    return &module;
  }

  static std::string version_text(std::uint32_t version) {
    return std::to_string(EPI_ABI_MAJOR_OF(version)) + "." + std::to_string(EPI_ABI_MINOR_OF(version));
  }

  static epi_status get_model(std::int32_t i, epi_model_info* out) noexcept {
    using Describe = epi_status (*)(epi_model_info*) noexcept;
    static constexpr Describe describe[] = {Tables<M>::describe...};
    if (i < 0 || i >= static_cast<std::int32_t>(sizeof...(M))) return EPI_E_ARG;
    return describe[i](out);
  }

  static epi_status create(const char* model_id, const char* settings_json, const epi_model_ops** ops,
                           epi_model** out, epi_text* error) noexcept {
    if (out) *out = nullptr;
    return guard("create", error, [&] {
      if (!model_id || !ops || !out) throw Failure(EPI_E_ARG, "model_id, ops or out is missing");
      std::vector<std::string> known;
      const bool found = (try_create<M>(model_id, settings_json, known, ops, out) || ...);
      if (!found) {
        throw Failure(EPI_E_ARG, "there is no model '" + std::string(model_id) + "' in this module; " +
                                     did_you_mean(model_id, known));
      }
    });
  }

  template <class Model>
  static bool try_create(const char* model_id, const char* settings_json, std::vector<std::string>& known,
                         const epi_model_ops** ops, epi_model** out) {
    known.push_back(declaration_of<Model>().id());
    if (known.back() != model_id) return false;
    *out = Tables<Model>::create(settings_json);
    *ops = Tables<Model>::ops();
    return true;
  }

  static const void* extension(const char*) noexcept { return nullptr; }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk

#if defined(EPI_LINT)
// A linter reads what the author wrote; the engine that is made of it would take it minutes.
#define EPI_EXPORT_MODULE(module_id, module_version, module_license, ...) \
  static_assert(true, "EPI_EXPORT_MODULE ends with a semicolon")
#else
/// Makes a shared library a module: EPI_EXPORT_MODULE("org.example.rate", "1.0.0", "MIT", RateModel). Once
/// per library, at namespace scope; several models may follow the licence.
#define EPI_EXPORT_MODULE(module_id, module_version, module_license, ...)                                   \
  extern "C" {                                                                                              \
  EPI_EXPORT extern const char epi_module_note[];                                                           \
  EPI_EXPORT epi_status EPI_CALL epi_module_entry(const epi_host*, const epi_module**, epi_text*) noexcept; \
  }                                                                                                         \
  const char epi_module_note[] = EPI_NOTE_ABI " " module_id " " module_version;                             \
  epi_status EPI_CALL epi_module_entry(const epi_host* host, const epi_module** out,                        \
                                       epi_text* error) noexcept {                                          \
    static constexpr ::epi::sdk::ModuleOf<__VA_ARGS__>::Identity identity = {module_id, module_version,     \
                                                                             module_license};               \
    return ::epi::sdk::ModuleOf<__VA_ARGS__>::entry(identity, host, out, error);                            \
  }                                                                                                         \
  static_assert(true, "EPI_EXPORT_MODULE ends with a semicolon")
#endif
