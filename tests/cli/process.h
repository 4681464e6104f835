#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace epi::cli {

/// How a program ended and what it wrote.
struct Ended {
  int code = -1;  ///< exit status; 128 + signal if a signal ended it, as a shell says
  std::string out, err;
};

/// A running program; its output goes to files, so that it never waits for a reader.
class Process {
 public:
  struct Setup {
    std::vector<std::string> arguments;  ///< the program's path first
    std::filesystem::path folder;        ///< where it runs; stdout.txt and stderr.txt lie beside it
    std::map<std::string, std::string> environment = {};  ///< on top of this process's
    std::string input = {};                               ///< what it reads from stdin
    std::string out = {};                                 ///< a file for stdout instead of a captured one
    bool on_terminal = false;                             ///< stderr is a terminal of 80 columns
  };
  explicit Process(const Setup& setup);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send(int signal) const;
  bool is_running();
  /// Waits for the end. A program that takes longer than a test may is killed, with code 128 + SIGKILL.
  Ended wait(std::chrono::seconds at_most = std::chrono::seconds(300));

 private:
  void note_status(int status);

  pid_t id_ = -1;
  int terminal_ = -1;  ///< our end of the terminal, or -1
  bool has_ended_ = false;
  std::filesystem::path out_, err_;
  Ended ended_;
};

/// The whole content of a file, empty if there is none.
std::string content_of(const std::filesystem::path& file);

}  // namespace epi::cli
