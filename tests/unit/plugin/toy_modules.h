#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/error.h"
#include "plugin/module.h"

namespace epi::plugin {

/// A module of tests/toy_module or tests/bad_plugins.
inline std::filesystem::path toy_path(const std::string& name) {
  return std::filesystem::path(EPI_TOY_MODULES_DIR) / (name + ".so");
}
inline Module& toy_module(const std::string& name) {
  return load_module(toy_path(name));
}

/// The error that an action throws; an error that names no kind if it throws none.
inline Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorKind::internal, {.what = "no error", .where = {}, .value = {}, .rule = {}, .next = {}});
}

}  // namespace epi::plugin
