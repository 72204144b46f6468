#include "interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <string_view>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

std::atomic<bool> interrupted{false};
std::atomic<bool> on_terminal{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // else a signal handler must not touch it

void on_signal(int) {
  if (interrupted.exchange(true)) _exit(exit_interrupted);
  constexpr std::string_view line_away = "\r\x1b[K";  // of what is waited for
  [[maybe_unused]] auto written = on_terminal ? write(STDERR_FILENO, line_away.data(), line_away.size()) : 0;
  constexpr std::string_view text = "authwalk: interrupted, ending the walks; once more ends at once\n";
  written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

const std::atomic<bool>& watch_for_interruption() {
  on_terminal = isatty(STDERR_FILENO) == 1;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

void interrupt_walks() {
  interrupted = true;
}

}  // namespace authwalk::cli
