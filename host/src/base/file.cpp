#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"

namespace epi {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const fs::path& file, const std::error_code& reason) {
  throw Error(ErrorKind::io,
              {.what = what, .where = file.string(), .value = {}, .rule = reason.message(), .next = {}});
}
[[noreturn]] void fail(const char* what, const fs::path& file) {
  fail(what, file, std::error_code(errno, std::generic_category()));
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Closes and says whether all that was written has been accepted.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// Removes a temporary file unless it has been renamed into place.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

constexpr std::string_view kTemporaryMark = ".tmp-";

/// A name beside `file` that no other writer of this machine uses.
fs::path temporary_neighbour(const fs::path& file) {
  static std::atomic<unsigned> counter = 0;
  return folder_of(file) / ("." + file.filename().string() + std::string(kTemporaryMark) +
                            std::to_string(::getpid()) + "-" + std::to_string(counter++));
}

/// Makes renames inside a folder survive a power cut.
void flush_folder(const fs::path& folder) {
  FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some network file systems cannot flush folders and answer EINVAL: there is nothing more to be done there.
  if (!descriptor.is_open() || (::fsync(descriptor.number()) != 0 && errno != EINVAL))
    fail("cannot flush a folder to disk", folder);
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::string read_file(const fs::path& file) {
  FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) fail("cannot open a file", file);
  std::string content;
  char block[1 << 16];
  for (;;) {
    const ssize_t got = ::read(descriptor.number(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read a file", file);
    if (got == 0) return content;
    content.append(block, static_cast<std::size_t>(got));
  }
}

void write_file_atomically(const fs::path& file, std::string_view content) {
  TemporaryFile temporary(temporary_neighbour(file));
  FileDescriptor descriptor(::open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!descriptor.is_open()) fail("cannot create a file", file);
  if (!write_all(descriptor.number(), content) || ::fsync(descriptor.number()) != 0 || !descriptor.close())
    fail("cannot write a file", file);
  if (::rename(temporary.path().c_str(), file.c_str()) != 0) fail("cannot replace a file", file);
  temporary.keep();
  flush_folder(folder_of(file));
}

bool is_temporary_name(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with('.') && name.find(kTemporaryMark) != std::string::npos;
}

void remove_leftovers(const fs::path& folder) {
  try {
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && is_temporary_name(entry.path())) leftovers.push_back(entry.path());
    }
    for (const fs::path& file : leftovers) fs::remove(file);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::io, {.what = "cannot clear what an interrupted write left behind",
                                .where = folder.string(),
                                .value = error.code().message()});
  }
}

void rename_durably(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot rename", from.string() + " to " + to.string());
  flush_folder(folder_of(to));
  if (folder_of(from) != folder_of(to)) flush_folder(folder_of(from));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && !fs::is_directory(folder, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) fail("cannot create a folder", folder, error);
}

}  // namespace epi
