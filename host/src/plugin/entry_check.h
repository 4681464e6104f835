#pragma once

#include <memory>

#include "plugin/library.h"
#include "plugin/module.h"

namespace epi::plugin {

/// Enters a loaded library as a module, trusting nothing before it is checked: first the entry symbol, then
/// the entry's status and text, then only struct_size and abi_version, then the sizes, slots, names and
/// models.
/// @throws Error(plugin) in words that name the module, the fault and the remedy.
std::unique_ptr<Module> enter_module(const Library& library);

}  // namespace epi::plugin
