#include "plugin/abi_version.h"

#include "base/error.h"
#include "epi/abi/version.h"

namespace epi::plugin {

std::uint32_t make_abi_version(std::uint32_t major, std::uint32_t minor) {
  return EPI_ABI_MAKE(major, minor);
}

std::string abi_version_text(std::uint32_t version) {
  return std::to_string(EPI_ABI_MAJOR_OF(version)) + "." + std::to_string(EPI_ABI_MINOR_OF(version));
}

void require_compatible_abi(std::uint32_t version, const std::string& module, const std::string& file) {
  if (EPI_ABI_COMPATIBLE(EPI_ABI_VERSION, version)) return;
  const std::string host_major = std::to_string(EPI_ABI_MAJOR);
  const std::string module_major = std::to_string(EPI_ABI_MAJOR_OF(version));
  throw Error(ErrorKind::plugin, {.what = module + " was built for ABI " + abi_version_text(version) +
                                          ", this host speaks ABI " + abi_version_text(EPI_ABI_VERSION),
                                  .where = file,
                                  .value = {},
                                  .rule = "a host loads modules of its own major ABI version",
                                  .next = "build the module with an SDK of ABI " + host_major +
                                          ".x, or use a host of ABI " + module_major + ".x"});
}

}  // namespace epi::plugin
