#include "progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

constexpr std::size_t few_walks = 20;
constexpr std::size_t bar_cells = 20;
constexpr std::size_t named_steps = 3;
constexpr auto redraw_after = std::chrono::milliseconds(100);

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

// The steps at which most walks fail, the worst first.
std::vector<std::pair<Step, std::size_t>> worst(const std::map<Step, std::size_t>& failing) {
  std::vector<std::pair<Step, std::size_t>> steps(failing.begin(), failing.end());
  std::stable_sort(steps.begin(), steps.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (steps.size() > named_steps) steps.resize(named_steps);
  return steps;
}

}  // namespace

void BatchCounts::add(const Transcript& walk) {
  ++ended;
  if (walk.outcome == Outcome::pass) {
    ++passed;
  } else if (walk.outcome == Outcome::fail) {
    ++failed;
    if (walk.failure) ++failing[walk.failure->step];
  } else {
    ++open;
  }
}

std::string BatchCounts::line() const {
  auto text = fmt::format("{} of {} walks: {} passed, {} failed, {} open", ended, all, passed, failed, open);
  std::string_view before = "; failing at ";
  for (const auto& [step, count] : worst(failing)) {
    text += fmt::format("{}{} {}", before, id(step), count);
    before = ", ";
  }
  return text;
}

std::string BatchCounts::bar(std::chrono::seconds spent, std::size_t width) const {
  const std::size_t of = std::max<std::size_t>(all, 1);
  const std::size_t cells = std::min(bar_cells, bar_cells * ended / of);
  auto text = fmt::format(" {}/{}  {}%  [{:#<{}}{:.<{}}]  passed {}  failed {}  open {}", ended, all,
                          100 * ended / of, "", cells, "", bar_cells - cells, passed, failed, open);
  for (const auto& [step, count] : worst(failing)) text += fmt::format("  {} {}", id(step), count);
  if (ended > 0 && ended < all) {
    const auto left = static_cast<std::size_t>(spent.count()) * (all - ended) / ended;
    text += fmt::format("  eta {}:{:02}", left / 60, left % 60);
  }
  return text.substr(0, width);
}

Progress::Progress(std::size_t walks, bool quiet) {
  counts_.all = walks;
  if (quiet) return;
  const bool terminal = isatty(STDERR_FILENO) == 1;
  bar_ = terminal;
  lines_ = !terminal && walks >= few_walks;
}

Progress::~Progress() {
  if (!bar_) return;
  const std::string_view clear = "\r\x1b[K";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, clear.data(), clear.size());
}

void Progress::ended(const Transcript& walk) {
  counts_.add(walk);
  if (bar_) draw();
  if (!lines_) return;
  const auto tenths = 10 * counts_.ended / counts_.all;
  if (tenths > std::exchange(tenths_, tenths)) show_line("authwalk: " + counts_.line());
}

void Progress::draw() {
  const auto now = Clock::now();
  if (now - drawn_ < redraw_after) return;
  drawn_ = now;
  const auto spent = std::chrono::duration_cast<std::chrono::seconds>(now - began_);
  const auto text = "\r\x1b[K" + counts_.bar(spent, terminal_width() - 1);
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace authwalk::cli
