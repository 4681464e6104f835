#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <utility>

#include "epi/abi/status.h"
#include "plugin/error_text.h"
#include "plugin/floating_point_guard.h"

namespace epi::plugin {

/// The door through which the host enters a module: every call goes through here. Guards the floating-point
/// environment, catches what a module may not throw, remembers that a module has declared itself unusable,
/// and lets one call in at a time where the module has global state.
class ModuleGate {
 public:
  /// @param name  for messages, e.g. "the module epi.lds 1.0.0".
  ModuleGate(std::string name, std::string file) : name_(std::move(name)), file_(std::move(file)) {}

  const std::string& name() const { return name_; }
  const std::string& file() const { return file_; }
  void rename(std::string name) { name_ = std::move(name); }

  void admit_one_call_at_a_time() { one_at_a_time_ = true; }
  bool admits_one_call_at_a_time() const { return one_at_a_time_; }
  bool is_unusable() const { return unusable_; }

  /// Calls `function()` inside the guard and returns its result.
  /// @param slot  the name of the module's function, for messages.
  /// @throws Error(plugin) if the module is unusable or an exception comes out of it.
  template <class Function>
  auto enter(const char* slot, Function&& function) {
    if (unusable_) refuse_unusable(slot);
    std::unique_lock lock(mutex_, std::defer_lock);
    if (one_at_a_time_) lock.lock();
    const FloatingPointGuard guard;
    try {
      return function();
    } catch (const std::exception& exception) {
      refuse_exception(slot, exception.what());
    } catch (...) {
      refuse_exception(slot, "of a type that is not std::exception");
    }
  }

  /// Calls a function of the module that takes an error text and returns a status.
  /// @throws Error(plugin), or Error(config) if the module refuses the model's settings, with the module's
  /// text.
  template <class Function>
  void call(const char* slot, Function&& function) {
    ErrorText text;
    const epi_status status = enter(slot, [&] { return function(text.raw()); });
    if (status != EPI_OK) refuse_status(slot, status, text.str());
  }

  /// Turns a failed status into an exception.
  [[noreturn]] void refuse_status(const char* slot, epi_status status, const std::string& text);
  /// Says that the module breaks its contract.
  [[noreturn]] void refuse(std::string what, std::string rule, std::string value = {}) const;

 private:
  [[noreturn]] void refuse_unusable(const char* slot) const;
  [[noreturn]] void refuse_exception(const char* slot, const std::string& text) const;

  std::string name_, file_;
  bool one_at_a_time_ = false;
  std::atomic<bool> unusable_ = false;
  std::mutex mutex_;
};

}  // namespace epi::plugin
