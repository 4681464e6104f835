#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "optimizer/records.h"

// trace.csv: one row a logged iteration (docs/reference/run_folder.md).

namespace epi::store {

/// What the columns of a trace stand for: the constraints by name, equalities first.
struct TraceColumns {
  std::vector<std::string> equalities;
  std::vector<std::string> inequalities;
};

/// Appends rows to a trace; every row is in the hands of the system when append returns.
class TraceWriter {
 public:
  /// Starts a new trace, replacing an earlier one; its folder is made if it does not exist.   @throws
  /// Error(io).
  static TraceWriter start(const std::filesystem::path& file, const TraceColumns& columns);

  /// Continues a trace after a checkpoint: first cuts every row of later epochs and a last line that a kill
  /// tore. A file that is missing, or was torn within its first line, is started anew.
  /// @param last_epoch  finished epochs of the checkpoint.
  /// @throws Error(io), also if the file's columns are not these or an earlier row is damaged.
  static TraceWriter resume(const std::filesystem::path& file, const TraceColumns& columns, int last_epoch);

  /// @param record  violation and eta of the lengths that the columns say.   @throws Error(io).
  void append(const optimizer::TraceRecord& record);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  TraceWriter(std::filesystem::path file, const TraceColumns& columns);

  std::filesystem::path file_;
  std::unique_ptr<std::FILE, Close> out_;
  std::size_t n_violations_, n_eta_;
};

struct Trace {
  TraceColumns columns;
  std::vector<optimizer::TraceRecord> rows;
};

/// Reads a trace; a last line without its end, which a kill or a writer at work leaves behind, is passed
/// over.
/// @throws Error(io).
Trace read_trace(const std::filesystem::path& file);

}  // namespace epi::store
