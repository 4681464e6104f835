#pragma once

#include <cstdint>
#include <string>

#include "plugin/module_gate.h"

namespace epi::plugin {

/// Reads what a module's tables say and refuses what breaks the ABI's contract.
/// `owner` names the table for messages, e.g. "model \"lds\"". All @throws Error(plugin).
class TableCheck {
 public:
  explicit TableCheck(const ModuleGate& gate) : gate_(gate) {}

  /// A growing struct must reach at least to the end of the fields of ABI 1.0.
  void require_size(std::uint32_t struct_size, std::size_t smallest, const std::string& table) const;
  template <class Slot>
  void require_slot(Slot slot, const std::string& table, const char* name) const {
    if (slot == nullptr) refuse_slot(table, name);
  }
  /// A string that may be empty but not null.
  std::string text(const char* value, const std::string& owner, const char* field) const;
  /// [A-Za-z0-9._-]+
  std::string id(const char* value, const std::string& owner, const char* field) const;
  /// [A-Za-z_][A-Za-z0-9_]*
  std::string identifier(const char* value, const std::string& owner) const;

  [[noreturn]] void refuse(std::string what, std::string rule, std::string value = {}) const {
    gate_.refuse(std::move(what), std::move(rule), std::move(value));
  }

 private:
  [[noreturn]] void refuse_slot(const std::string& table, const char* name) const;

  const ModuleGate& gate_;
};

}  // namespace epi::plugin
