#include "password_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <authwalk/report.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"
#include "secret_file.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view this_flag = "--password-command";

[[noreturn]] void fail(std::string problem) {
  throw CommandError{exit_data, fmt::format("{}: {}", this_flag, problem),
                     "run the command by itself to see why", std::string(this_flag)};
}

struct Pipe {
  FileDescriptor read_end, write_end;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe: " + std::generic_category().message(errno));
    read_end = FileDescriptor(ends[0]);
    write_end = FileDescriptor(ends[1]);
  }
};

// What one pipe brought, in locked memory: the password may stand in the messages too. What does not fit is
// read and dropped, so that the command is not held up.
struct Capture {
  Secret bytes{longest_password + 2};
  std::size_t filled = 0;
  bool open = true;
  bool overflown = false;

  void take(int fd) {
    while (open) {
      std::array<char, 256> dropped{};
      const bool full = filled == bytes.size();
      const auto got = full ? read(fd, dropped.data(), dropped.size())
                            : read(fd, bytes.bytes().data() + filled, bytes.size() - filled);
      explicit_bzero(dropped.data(), dropped.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) {
        open = false;
      } else if (full) {
        overflown = true;
        return;
      } else {
        filled += static_cast<std::size_t>(got);
      }
    }
  }
  std::string_view view() const { return bytes.view().substr(0, filled); }
};

// In the child, between fork() and exec: only calls that are safe there. Ends with the error number on
// `trouble` when the program cannot be started.
[[noreturn]] void become(const std::vector<char*>& words, int out, int err, int trouble) {
  const auto give_up = [&] {
    const int error = errno;
    [[maybe_unused]] const auto written = write(trouble, &error, sizeof error);
    _exit(127);
  };
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) give_up();
  // Descriptors that we were given ourselves, --password-fd among them, are not the command's business.
  syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
  execvp(words.front(), words.data());
  give_up();
  _exit(127);
}

/// A child in a process group of its own, which ends with this object.
class Child {
 public:
  Child(const std::vector<std::string>& words, const Pipe& out, const Pipe& err, Pipe& trouble) {
    std::vector<char*> pointers;
    for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) fail("no process: " + std::generic_category().message(errno));
    if (pid_ == 0)
      become(pointers, out.write_end.number(), err.write_end.number(), trouble.write_end.number());
    setpgid(pid_, pid_);  // whichever of the two comes first
    trouble.write_end.close();
    int error = 0;
    if (read(trouble.read_end.number(), &error, sizeof error) == sizeof error) {
      end();
      fail(fmt::format("{} cannot be run: {}", shown(words.front()), std::generic_category().message(error)));
    }
  }
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Has it ended? It stays to be waited for, so that its group's number cannot pass to another.
  bool ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
  }

  /// Ends what is left of the group; returns the status as waitpid() gives it.
  int end() noexcept {
    if (pid_ < 0) return status_;
    kill(-pid_, SIGKILL);
    waitpid(pid_, &status_, 0);
    pid_ = -1;
    return status_;
  }

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

// The password, when the command wrote it among its messages, is taken out.
std::string messages(std::string_view text, std::string_view password) {
  while (password.ends_with('\n') || password.ends_with('\r')) password.remove_suffix(1);
  std::string out;
  while (!text.empty()) {
    const auto at = password.empty() ? std::string_view::npos : text.find(password);
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    out += "[password]";
    text.remove_prefix(at + password.size());
  }
  return out;
}

void show_messages(const std::string& text) {
  std::string_view left = text;
  while (!left.empty()) {
    const auto line = left.substr(0, left.find('\n'));
    if (!line.empty()) show_note(fmt::format("the password command says: {}", printable(line)));
    left.remove_prefix(std::min(left.size(), line.size() + 1));
  }
}

void check_status(int status) {
  if (WIFSIGNALED(status)) fail(fmt::format("the command was ended by signal {}", WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0)
    fail(fmt::format("the command failed with exit status {}", WEXITSTATUS(status)));
}

}  // namespace

std::vector<std::string> split_command(std::string_view command) {
  std::vector<std::string> words;
  char quote = 0;
  bool in_word = false;
  for (const char c : command) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (quote == 0 && blank) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) {
    throw CommandError{exit_usage,
                       fmt::format("{} has an opening {} without a closing one", this_flag, quote),
                       "--password-command 'pass show relay'", std::string(this_flag)};
  }
  if (words.empty() || words.front().empty()) {
    throw CommandError{exit_usage, fmt::format("{} names no program", this_flag),
                       "--password-command 'pass show relay'", std::string(this_flag)};
  }
  return words;
}

Secret run_password_command(std::string_view command, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  const auto words = split_command(command);
  Pipe out, err, trouble;
  Child child(words, out, err, trouble);
  out.write_end.close();
  err.write_end.close();
  fcntl(out.read_end.number(), F_SETFL, O_NONBLOCK);
  fcntl(err.read_end.number(), F_SETFL, O_NONBLOCK);

  Capture password;
  Capture said;
  // A background process of the command may hold the pipes open: its end counts, not theirs.
  while (!child.ended()) {
    if (std::chrono::steady_clock::now() >= until) {
      fail(fmt::format("the command has not ended after {:.1f} s",
                       std::chrono::duration<double>(limit).count()));
    }
    std::array<pollfd, 2> waiting = {pollfd{password.open ? out.read_end.number() : -1, POLLIN, 0},
                                     pollfd{said.open ? err.read_end.number() : -1, POLLIN, 0}};
    constexpr int look_at_child_ms = 10;
    poll(waiting.data(), waiting.size(), look_at_child_ms);
    password.take(out.read_end.number());
    said.take(err.read_end.number());
    if (password.overflown) fail("the command wrote more than 4096 bytes");
  }
  password.take(out.read_end.number());
  said.take(err.read_end.number());

  show_messages(messages(said.view(), password.view()));
  check_status(child.end());
  if (password.overflown) fail("the command wrote more than 4096 bytes");
  password.bytes.shrink(password.filled);
  return std::move(password.bytes);
}

}  // namespace authwalk::cli
