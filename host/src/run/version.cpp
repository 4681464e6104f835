#include "run/version.h"

#include "epi/abi/version.h"
#include "run/build_info.h"

namespace epi::run {

std::string host_version() {
  return EPI_BUILD_VERSION;
}
std::string git_revision() {
  return EPI_BUILD_GIT;
}
std::string libtorch_version() {
  return EPI_BUILD_LIBTORCH;
}
std::string build_description() {
  return EPI_BUILD_DESCRIPTION;
}
std::uint32_t abi_version() {
  return EPI_ABI_VERSION;
}

}  // namespace epi::run
