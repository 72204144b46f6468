#include "cli/running_program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace authwalk::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10};
constexpr int tick_ms = 20;

[[noreturn]] void become(const std::vector<char*>& words, const std::string& state) {
  std::array<const char*, 5> environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TERM=dumb",
                                            state.c_str(), nullptr};
  execve(words.front(), words.data(), const_cast<char* const*>(environment.data()));
  _exit(127);
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& args, Surroundings surroundings,
                               const std::string& program) {
  std::vector<std::string> words = args;
  words.insert(words.begin(), program);
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const std::string state = "XDG_STATE_HOME=" + state_.path().string();

  if (surroundings == Surroundings::terminal) {
    pid_ = forkpty(&fd_, nullptr, nullptr, nullptr);
    if (pid_ == 0) become(pointers, state);
  } else {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
      dup2(ends[1], 1);
      dup2(ends[1], 2);
      become(pointers, state);
    }
    close(ends[1]);
    fd_ = ends[0];
  }
  if (pid_ < 0) throw std::runtime_error("no process");
}

RunningProgram::~RunningProgram() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(fd_);
}

bool RunningProgram::read_some(int milliseconds) {
  pollfd waiting{fd_, POLLIN, 0};
  if (poll(&waiting, 1, milliseconds) <= 0) return false;
  if ((waiting.revents & POLLIN) == 0) {  // the other side is closed: poll() does not wait any more
    usleep(1000);
    return false;
  }
  std::array<char, 4096> bytes{};
  const auto got = read(fd_, bytes.data(), bytes.size());
  if (got > 0) output_.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0;
}

const std::string& RunningProgram::read_until(const std::string& mark) {
  const auto until = Clock::now() + patience;
  while (output_.find(mark) == std::string::npos && Clock::now() < until) read_some(tick_ms);
  INFO(output_);
  REQUIRE(output_.find(mark) != std::string::npos);
  return output_;
}

void RunningProgram::type(const std::string& text) const {
  REQUIRE(write(fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

void RunningProgram::signal(int number) const {
  REQUIRE(kill(pid_, number) == 0);
}

bool RunningProgram::echoes() const {
  termios settings{};
  REQUIRE(tcgetattr(fd_, &settings) == 0);
  return (settings.c_lflag & ECHO) != 0;
}

int RunningProgram::wait() {
  int status = 0;
  const auto until = Clock::now() + patience;
  while (Clock::now() < until) {
    read_some(tick_ms);
    if (waitpid(pid_, &status, WNOHANG) != pid_) continue;
    pid_ = -1;
    while (read_some(0)) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  FAIL("it still runs");
  return -1;
}

}  // namespace authwalk::test
