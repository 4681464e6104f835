#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The layout of a run folder: every name in it is written here and nowhere else
// (docs/reference/run_folder.md).

namespace epi::store {

using Path = std::filesystem::path;

/// The files of one seed's optimization.
struct SeedFolder {
  Path root;

  Path trace() const { return root / "trace.csv"; }
  Path epochs() const { return root / "epochs.json"; }
  Path checkpoints() const { return root / "checkpoint"; }
  /// Holds flow.json and the binary file that it names.
  Path flow() const { return root; }
};

/// The files of one run.
class RunFolder {
 public:
  /// Makes the folder of a new run. A missing or empty folder is used as it is, and so
  /// is one that holds only the configuration of a run that was killed before it began.
  /// @param overwrite  empties an earlier run's folder; never a folder that is not one.
  /// @throws Error(config) if `root` holds an earlier run and overwrite is false;
  ///   Error(io) if it is a file, holds anything else, or cannot be made.
  static RunFolder create(const Path& root, bool overwrite);

  /// The folder of an earlier run.   @throws Error(io) if `root` is not one.
  static RunFolder open(const Path& root);

  const Path& root() const { return root_; }
  Path run_json() const { return root_ / "run.json"; }
  Path config() const { return root_ / "config.json"; }
  Path resolved_config() const { return root_ / "config.resolved.json"; }
  Path samples_csv() const { return root_ / "samples.csv"; }
  Path resampled_csv() const { return root_ / "resampled.csv"; }
  Path samples_netcdf() const { return root_ / "samples.nc"; }
  Path failures() const { return root_ / "failures.csv"; }
  Path report() const { return root_ / "report.html"; }

  /// A seed's files; the folder is `seed-` and the seed with at least three digits. It need not exist yet.
  SeedFolder seed(std::uint64_t seed) const;
  /// The seeds that have a folder, ascending.   @throws Error(io).
  std::vector<std::uint64_t> seeds() const;

 private:
  explicit RunFolder(Path root) : root_(std::move(root)) {}

  Path root_;
};

/// Keeps every other process from writing a run folder while it lives. The system drops the lock when the
/// process ends, however it ends; nothing is left on disk.
class RunFolderLock {
 public:
  /// @throws Error(io) if another process holds the lock.
  explicit RunFolderLock(const RunFolder& folder);
  ~RunFolderLock();
  RunFolderLock(const RunFolderLock&) = delete;
  RunFolderLock& operator=(const RunFolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace epi::store
