#include "check_clock.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>

namespace authwalk::cli {
namespace {

constexpr int unknown = 3;

// Read by a signal handler, which may run at any moment: a text that is pointed to is never changed or freed.
std::atomic<const char*> time_is_up{""};
std::atomic<const char*> told_to_end{""};
std::atomic<bool> over{false};
std::atomic<bool> by_signal{false};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<const char*>::is_always_lock_free);

void last_words() {
  const char* const text = by_signal ? told_to_end : time_is_up;
  [[maybe_unused]] const auto written = write(STDOUT_FILENO, text, std::strlen(text));
  _exit(unknown);
}

void on_signal(int number) {
  if (over.exchange(true)) last_words();
  if (number == SIGALRM) return;  // it comes again, at the limit
  by_signal = true;
  alarm(1);
}

timeval as_timeval(std::chrono::microseconds time) {
  return {static_cast<time_t>(time.count() / 1000000), static_cast<suseconds_t>(time.count() % 1000000)};
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGALRM, SIGTERM, SIGINT}) sigaction(number, &action, nullptr);
}

const char* for_ever(const std::string& text) {
  static auto& kept = *new std::deque<std::string>;  // never taken down: a signal may come at the very end
  return kept.emplace_back(text).c_str();
}

}  // namespace

CheckClock::CheckClock(std::chrono::milliseconds limit) : limit_(limit) {
  now("starting");
  handle(on_signal);
  const itimerval timer{as_timeval(limit / 20), as_timeval(limit * 19 / 20)};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

CheckClock::~CheckClock() {
  const itimerval none{};
  setitimer(ITIMER_REAL, &none, nullptr);
  handle(SIG_IGN);
}

const std::atomic<bool>& CheckClock::interrupted() const {
  return over;
}

void CheckClock::now(const std::string& doing) {
  time_is_up = for_ever(fmt::format("AUTHWALK UNKNOWN: no result within {:g} s (-t) while {}\n",
                                    std::chrono::duration<double>(limit_).count(), doing));
  told_to_end = for_ever(fmt::format("AUTHWALK UNKNOWN: told to end by a signal while {}\n", doing));
}

}  // namespace authwalk::cli
