#include "interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <string_view>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // else a signal handler must not touch it

void on_signal(int) {
  if (interrupted.exchange(true)) _exit(exit_interrupted);
  constexpr std::string_view text = "authwalk: interrupted, ending the walks; once more ends at once\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

const std::atomic<bool>& watch_for_interruption() {
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
