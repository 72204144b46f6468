#include "terminal_prompt.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <termios.h>

#include <array>
#include <authwalk/report.hpp>
#include <cerrno>
#include <system_error>

#include "command_error.hpp"
#include "file_descriptor.hpp"
#include "secret_file.hpp"

namespace authwalk::cli {
namespace {

// For the signal handler: there is one terminal, and one question at a time.
int terminal = -1;
termios as_it_was;

void say(std::string_view text) {
  [[maybe_unused]] const auto written = write(terminal, text.data(), text.size());
}

// tcsetattr(), write() and _exit() may be called here (signal-safety(7)).
void restore_and_end(int) {
  tcsetattr(terminal, TCSANOW, &as_it_was);
  say("\n");
  _exit(exit_interrupted);
}

class EchoOff {
 public:
  EchoOff() {
    if (tcgetattr(terminal, &as_it_was) != 0) {
      throw CommandError{exit_no_input, "the terminal does not let us turn its echo off",
                         "--password-file FILE"};
    }
    for (std::size_t i = 0; i < ending.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = restore_and_end;
      sigaction(ending[i], &action, &before_[i]);
    }
    termios quiet = as_it_was;
    quiet.c_lflag &= static_cast<tcflag_t>(~ECHO);
    quiet.c_lflag |= ICANON | ISIG;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;  // stopped, it would leave the terminal mute
    tcsetattr(terminal, TCSAFLUSH, &quiet);
  }
  ~EchoOff() {
    tcsetattr(terminal, TCSAFLUSH, &as_it_was);
    say("\n");
    for (std::size_t i = 0; i < ending.size(); ++i) sigaction(ending[i], &before_[i], nullptr);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  static constexpr std::array ending = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  std::array<struct sigaction, ending.size()> before_{};
};

Secret read_line() {
  Secret line(longest_password + 1);
  std::size_t filled = 0;
  while (filled < line.size()) {
    char& next = line.bytes()[filled];
    const auto got = read(terminal, &next, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || next == '\n') break;
    ++filled;
  }
  line.shrink(filled);
  return line;
}

}  // namespace

bool can_ask() {
  return isatty(STDIN_FILENO) == 1;
}

Secret ask_password(std::string_view question) {
  FileDescriptor opened(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (opened.number() < 0) {
    throw CommandError{
        exit_no_input,
        fmt::format("no terminal to ask for the password: {}", std::generic_category().message(errno)),
        "--password-file FILE"};
  }
  terminal = opened.number();
  const EchoOff echo_off;
  say(fmt::format("{}: ", printable(question)));
  return read_line();
}

}  // namespace authwalk::cli
