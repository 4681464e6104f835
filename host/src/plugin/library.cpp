#include "plugin/library.h"

#include <boost/dll/shared_library.hpp>
#include <map>
#include <mutex>

#include "base/digest.h"
#include "base/error.h"
#include "plugin/abi_version.h"
#include "plugin/floating_point_guard.h"
#include "plugin/level_build.h"

namespace epi::plugin {

struct Library::Handle {
  boost::dll::shared_library library;
};

namespace {

/// The loader's own words out of Boost's message "... (dlerror system message: FILE: REASON): ...".
std::string loader_reason(const std::string& message, const std::string& file) {
  const std::string mark = "(dlerror system message: ";
  std::size_t begin = message.find(mark);
  if (begin == std::string::npos) return message;
  begin += mark.size();
  std::string reason = message.substr(begin, message.rfind(')') - begin);
  if (reason.starts_with(file + ": ")) reason.erase(0, file.size() + 2);
  return reason;
}

std::string remedy_for(const std::string& reason) {
  if (reason.find("undefined symbol") != std::string::npos)
    return "link the module with everything it uses; -Wl,-z,defs finds this at build time";
  if (reason.find("GLIBC") != std::string::npos)  // GLIBC_ or GLIBCXX_
    return "the module was built for a newer system; build it on this machine";
  if (reason.find("cannot open shared object file") != std::string::npos)
    return "install the library that the module needs, or put it on the module's RPATH";
  return "build the module again on this machine";
}

}  // namespace

Library::Library(ModuleFile file)
    : file_(std::move(file)), sha256_(sha256_of_file(file_.path)), handle_(std::make_unique<Handle>()) {
  const FloatingPointGuard guard;
  try {
    handle_->library.load(file_.path, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& error) {
    const std::string reason = loader_reason(error.what(), file_.path.string());
    throw Error(ErrorKind::plugin, {.what = file_.description() + " cannot be loaded",
                                    .where = file_.path.string(),
                                    .value = {},
                                    .rule = reason,
                                    .next = remedy_for(reason)});
  }
}

const Library& Library::load(const std::filesystem::path& file) {
  static std::mutex mutex;
  static auto& loaded = *new std::map<std::filesystem::path, const Library*>;  // outlives everything
  ModuleFile inspected = inspect_module_file(best_build_of(file));
  if (inspected.note)
    require_compatible_abi(make_abi_version(inspected.note->abi_major, inspected.note->abi_minor),
                           inspected.description(), inspected.path.string());
  const std::lock_guard lock(mutex);
  const Library*& library = loaded[inspected.path];
  if (library == nullptr) library = new Library(std::move(inspected));
  return *library;
}

void* Library::find(const char* symbol) const {
  if (!handle_->library.has(symbol)) return nullptr;
  return &handle_->library.get<char>(symbol);
}

}  // namespace epi::plugin
