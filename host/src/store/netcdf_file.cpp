#include "store/netcdf_file.h"

#include <netcdf.h>
#include <netcdf_mem.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/file.h"

namespace epi::store {

NetcdfFile::NetcdfFile(std::filesystem::path file) : file_(std::move(file)) {
  constexpr std::size_t kFirstBytes = 1 << 16;  // the memory grows as needed
  require(nc_create_mem(file_.filename().c_str(), NC_NETCDF4, kFirstBytes, &id_), "");
  open_ = true;
}

NetcdfFile::~NetcdfFile() {
  if (open_) nc_abort(id_);
}

int NetcdfFile::add_group(const std::string& name) {
  int group = 0;
  require(nc_def_grp(id_, name.c_str(), &group), name);
  return group;
}

int NetcdfFile::add_dimension(int group, const std::string& name, std::size_t length) {
  int dimension = 0;
  require(nc_def_dim(group, name.c_str(), length, &dimension), name);
  return dimension;
}

int NetcdfFile::add_variable(int group, const std::string& name, int type, std::span<const int> dimensions) {
  int variable = 0;
  require(nc_def_var(group, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(),
                     &variable),
          name);
  return variable;
}

int NetcdfFile::add_doubles(int group, const std::string& name, std::span<const int> dimensions,
                            std::span<const double> values) {
  const int variable = add_variable(group, name, NC_DOUBLE, dimensions);
  require(nc_put_var_double(group, variable, values.data()), name);
  return variable;
}

int NetcdfFile::add_integers(int group, const std::string& name, std::span<const int> dimensions,
                             std::span<const long long> values) {
  const int variable = add_variable(group, name, NC_INT64, dimensions);
  require(nc_put_var_longlong(group, variable, values.data()), name);
  return variable;
}

void NetcdfFile::set_text(int group, int variable, const std::string& name, const std::string& text) {
  require(nc_put_att_text(group, variable, name.c_str(), text.size(), text.c_str()), name);
}

void NetcdfFile::set_number(int group, int variable, const std::string& name, double value) {
  require(nc_put_att_double(group, variable, name.c_str(), NC_DOUBLE, 1, &value), name);
}

void NetcdfFile::set_integers(int group, int variable, const std::string& name,
                              std::span<const long long> values) {
  require(nc_put_att_longlong(group, variable, name.c_str(), NC_INT64, values.size(), values.data()), name);
}

void NetcdfFile::commit() {
  NC_memio memory{};
  require(nc_close_memio(id_, &memory), "");
  open_ = false;
  const std::unique_ptr<void, decltype(&std::free)> owner(memory.memory, &std::free);
  write_file_atomically(file_, {static_cast<const char*>(memory.memory), memory.size});
}

void NetcdfFile::require(int status, const std::string& name) const {
  if (status == NC_NOERR) return;
  throw Error(ErrorKind::io, {.what = "cannot write the netCDF file",
                              .where = file_.string() + (name.empty() ? "" : ", '" + name + "'"),
                              .value = nc_strerror(status),
                              .next = "check the free space and permissions of its folder"});
}

}  // namespace epi::store
