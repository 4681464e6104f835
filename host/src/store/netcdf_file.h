#pragma once

#include <filesystem>
#include <span>
#include <string>

// The few calls of the netCDF C library that epi needs, with its status codes turned into Error(io).

namespace epi::store {

/// A netCDF-4 file being put together in memory; commit writes it, and without commit nothing is written.
/// Equal calls give equal bytes: neither netCDF nor HDF5 is asked to store times. All functions throw
/// Error(io).
class NetcdfFile {
 public:
  /// @param file  where commit will put it.
  explicit NetcdfFile(std::filesystem::path file);
  ~NetcdfFile();
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;

  static constexpr int kGlobal = -1;  ///< the "variable" that a group's own attributes belong to

  int root() const { return id_; }
  int add_group(const std::string& name);
  int add_dimension(int group, const std::string& name, std::size_t length);
  int add_doubles(int group, const std::string& name, std::span<const int> dimensions,
                  std::span<const double> values);
  int add_integers(int group, const std::string& name, std::span<const int> dimensions,
                   std::span<const long long> values);
  void set_text(int group, int variable, const std::string& name, const std::string& text);
  void set_number(int group, int variable, const std::string& name, double value);
  void set_integers(int group, int variable, const std::string& name, std::span<const long long> values);

  /// Finishes the content and replaces the file in one step. Nothing can be added afterwards.
  void commit();

 private:
  int add_variable(int group, const std::string& name, int type, std::span<const int> dimensions);
  void require(int status, const std::string& name) const;

  std::filesystem::path file_;
  int id_ = 0;
  bool open_ = false;
};

}  // namespace epi::store
