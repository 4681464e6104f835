#pragma once

#include <dlfcn.h>
#include <epi/abi.h>

#include <stdexcept>

/// Loads a module's file and calls its entry function. Never unloaded, as in the host.
inline const epi_module* load_module(const char* file) {
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<epi_module_entry_fn>(dlsym(library, EPI_ENTRY_SYMBOL));
  if (!entry) throw std::runtime_error("no entry function");
  static epi_host host = [] {
    epi_host made{};
    made.struct_size = sizeof made;
    made.abi_version = EPI_ABI_VERSION;
    made.name = "test";
    made.version = "1.0.0";
    return made;
  }();
  char text[256] = "";
  epi_text error{text, sizeof text, 0};
  const epi_module* module = nullptr;
  if (entry(&host, &module, &error) != EPI_OK) throw std::runtime_error(text);
  return module;
}
