#include "store/run_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "store/run_record.h"

namespace epi::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSeedPrefix = "seed-";

/// Runs a file-system operation and turns its exception into ours.
template <class Operation>
auto on_folder(const Path& folder, const char* what, Operation operation) {
  try {
    return operation();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::io, {.what = what,
                                .where = folder.string(),
                                .value = error.code().message(),
                                .next = "check the path and its permissions"});
  }
}

std::optional<std::uint64_t> seed_of_folder(const std::string& name) {
  if (!name.starts_with(kSeedPrefix)) return std::nullopt;
  std::uint64_t seed = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + kSeedPrefix.size(), end, seed);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return seed;
}

/// Whether the folder's run.json says that epi wrote it, in whatever version or state.
bool is_run_folder(const RunFolder& folder) {
  if (!fs::is_regular_file(folder.run_json())) return false;
  const auto record =
      nlohmann::json::parse(read_file(folder.run_json()), nullptr, /*allow_exceptions=*/false);
  return record.is_object() && record.contains("format") && record["format"].is_string() &&
         record["format"].get<std::string>().starts_with(kRunRecordFamily);
}

/// Whether the folder holds nothing but what a run writes before its run.json: it was killed before it began.
bool is_unborn_run(const RunFolder& folder) {
  const bool has_only_a_config = fs::exists(folder.config()) && !fs::exists(folder.resolved_config());
  return !has_only_a_config &&
         std::ranges::all_of(fs::directory_iterator(folder.root()), [&](const fs::directory_entry& entry) {
           return entry.path() == folder.config() || entry.path() == folder.resolved_config() ||
                  is_temporary_name(entry.path());
         });
}

/// Removes everything, run.json last: a kill in between leaves a folder that is still recognised as a run.
void empty_run_folder(const RunFolder& folder) {
  for (const auto& entry : fs::directory_iterator(folder.root())) {
    if (entry.path() != folder.run_json()) fs::remove_all(entry.path());
  }
  fs::remove(folder.run_json());
}

}  // namespace

RunFolder RunFolder::create(const Path& root, bool overwrite) {
  RunFolder folder(root);
  return on_folder(root, "cannot prepare the run folder", [&] {
    if (!fs::exists(root)) {
      make_folder(root);
      return folder;
    }
    if (!fs::is_directory(root)) {
      throw Error(ErrorKind::io, {.what = "the run folder's place is taken by something that is not a folder",
                                  .where = root.string(),
                                  .next = "choose another folder with --out"});
    }
    if (fs::is_empty(root)) return folder;
    if (is_unborn_run(folder)) {
      empty_run_folder(folder);
      return folder;
    }
    if (!is_run_folder(folder)) {
      throw Error(ErrorKind::io, {.what = "the folder holds something other than an earlier run",
                                  .where = root.string(),
                                  .rule = "a run starts in a new or empty folder",
                                  .next = "choose another folder with --out"});
    }
    if (!overwrite) {
      throw Error(
          ErrorKind::config,
          {.what = "the folder holds an earlier run",
           .where = root.string(),
           .rule = "an earlier run is never replaced unasked",
           .next = "choose another folder with --out, continue with `epi resume`, or add --overwrite"});
    }
    const RunFolderLock lock(folder);
    empty_run_folder(folder);
    return folder;
  });
}

RunFolder RunFolder::open(const Path& root) {
  RunFolder folder(root);
  return on_folder(root, "cannot open the run folder", [&] {
    const auto refuse = [&](const char* what) {
      return Error(ErrorKind::io, {.what = what,
                                   .where = root.string(),
                                   .rule = "a run folder holds a run.json that epi wrote",
                                   .next = "give the folder that `epi run` printed"});
    };
    if (!fs::exists(root)) throw refuse("there is no such run folder");
    if (!fs::is_directory(root)) throw refuse("this is not a folder");
    if (!is_run_folder(folder)) throw refuse("this is not a run folder");
    return folder;
  });
}

SeedFolder RunFolder::seed(std::uint64_t seed) const {
  return {root_ / fmt::format("{}{:03}", kSeedPrefix, seed)};
}

std::vector<std::uint64_t> RunFolder::seeds() const {
  return on_folder(root_, "cannot list the run folder", [&] {
    std::vector<std::uint64_t> seeds;
    for (const auto& entry : fs::directory_iterator(root_)) {
      const auto seed = seed_of_folder(entry.path().filename().string());
      if (seed && entry.is_directory()) seeds.push_back(*seed);
    }
    std::sort(seeds.begin(), seeds.end());
    return seeds;
  });
}

RunFolderLock::RunFolderLock(const RunFolder& folder)
    : descriptor_(::open(folder.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  const auto fail = [&](const char* what, const std::string& value, const char* next) {
    return Error(ErrorKind::io,
                 {.what = what, .where = folder.root().string(), .value = value, .next = next});
  };
  if (descriptor_ < 0) {
    throw fail("cannot open the run folder", std::generic_category().message(errno), "check its permissions");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  // Some network file systems have no locks: the run goes on without this protection.
  if (reason == ENOLCK || reason == EOPNOTSUPP || reason == ENOSYS || reason == EBADF) return;
  ::close(descriptor_);
  if (reason == EWOULDBLOCK) {
    throw fail("another epi process is writing this run", "", "wait for it to end, or stop it");
  }
  throw fail("cannot lock the run folder", std::generic_category().message(reason), "check the file system");
}

RunFolderLock::~RunFolderLock() {
  ::close(descriptor_);
}

}  // namespace epi::store
