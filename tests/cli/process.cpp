#include "process.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace epi::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenLooks = 5ms;

int open_or_throw(const std::filesystem::path& file, int flags) {
  const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("cannot open " + file.string());
  return descriptor;
}

std::string read_what_is_there(int terminal) {
  std::string text(4096, '\0');
  const ssize_t n = ::read(terminal, text.data(), text.size());
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

}  // namespace

Process::Process(const Setup& setup) : out_(setup.folder / "stdout.txt"), err_(setup.folder / "stderr.txt") {
  const std::filesystem::path input = setup.folder / "stdin.txt";
  std::ofstream(input) << setup.input;
  const int in = open_or_throw(input, O_RDONLY);
  const int out = open_or_throw(setup.out.empty() ? out_.string() : setup.out, O_WRONLY | O_CREAT | O_TRUNC);
  int err = open_or_throw(err_, O_WRONLY | O_CREAT | O_TRUNC);
  if (setup.on_terminal) {
    ::close(err);
    winsize size{};
    size.ws_col = 80;
    size.ws_row = 24;
    if (::openpty(&terminal_, &err, nullptr, nullptr, &size) != 0) throw std::runtime_error("no terminal");
    ::fcntl(terminal_, F_SETFD, FD_CLOEXEC);
    ::fcntl(terminal_, F_SETFL, O_NONBLOCK);
  }
  std::vector<char*> words;
  for (const std::string& word : setup.arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  id_ = ::fork();
  if (id_ < 0) throw std::runtime_error("cannot fork");
  if (id_ == 0) {
    // Whoever started the tests may ignore these; the program shall see them as from a shell.
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) std::signal(signal, SIG_DFL);
    for (const auto& [name, value] : setup.environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (::chdir(setup.folder.c_str()) == 0) ::execv(words.front(), words.data());
    ::_exit(127);
  }
  for (const int descriptor : {in, out, err}) ::close(descriptor);
}

Process::~Process() {
  if (is_running()) {
    send(SIGKILL);
    wait();
  }
  if (terminal_ >= 0) ::close(terminal_);
}

void Process::send(int signal) const {
  if (!has_ended_) ::kill(id_, signal);
}

bool Process::is_running() {
  if (has_ended_) return false;
  if (terminal_ >= 0) ended_.err += read_what_is_there(terminal_);
  int status = 0;
  if (::waitpid(id_, &status, WNOHANG) != id_) return true;
  note_status(status);
  return false;
}

void Process::note_status(int status) {
  has_ended_ = true;
  ended_.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  ended_.out = content_of(out_);
  if (terminal_ >= 0)
    ended_.err += read_what_is_there(terminal_);
  else
    ended_.err = content_of(err_);
}

Ended Process::wait(std::chrono::seconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (is_running()) {
    if (std::chrono::steady_clock::now() > deadline) send(SIGKILL);
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return ended_;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace epi::cli
