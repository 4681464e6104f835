#include "plugin/module_gate.h"

#include "base/error.h"

namespace epi::plugin {
namespace {

std::string status_words(epi_status status) {
  switch (status) {
    case EPI_E_ARG:
      return "the call breaks the ABI's contract";
    case EPI_E_ABI:
      return "the versions do not fit";
    case EPI_E_SETTINGS:
      return "the settings are refused";
    case EPI_E_UNSUPPORTED:
      return "the model cannot serve this request";
    case EPI_E_MEMORY:
      return "out of memory";
    case EPI_E_CANCELLED:
      return "it stopped although nobody asked it to";
    case EPI_E_INTERNAL:
      return "a bug of the module";
    case EPI_E_FATAL:
      return "the module is unusable from now on";
    default:
      return "unknown status " + std::to_string(status);
  }
}

const char* const kReport = "report this to the author of the module";

}  // namespace

void ModuleGate::refuse_status(const char* slot, epi_status status, const std::string& text) {
  if (status == EPI_E_FATAL) unusable_ = true;
  const std::string reason = text.empty() ? status_words(status) : text;
  if (status == EPI_E_SETTINGS)
    throw Error(ErrorKind::config, {.what = name_ + " refuses the model's settings",
                                    .where = "model.settings",
                                    .value = {},
                                    .rule = reason,
                                    .next = "`epi describe MODEL` shows the settings"});
  throw Error(ErrorKind::plugin, {.what = name_ + " failed in " + slot + ": " + status_words(status),
                                  .where = file_,
                                  .value = {},
                                  .rule = text,
                                  .next = status == EPI_E_MEMORY ? "use a smaller batch" : kReport});
}

void ModuleGate::refuse(std::string what, std::string rule, std::string value) const {
  throw Error(ErrorKind::plugin, {.what = name_ + " " + std::move(what),
                                  .where = file_,
                                  .value = std::move(value),
                                  .rule = std::move(rule),
                                  .next = kReport});
}

void ModuleGate::refuse_unusable(const char* slot) const {
  refuse("is not called any more", "it declared itself unusable in an earlier call", slot);
}

void ModuleGate::refuse_exception(const char* slot, const std::string& text) const {
  refuse(std::string("threw a C++ exception out of ") + slot, "no exception may leave a module", text);
}

}  // namespace epi::plugin
