#include "progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <utility>
#include <vector>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

constexpr std::size_t few_walks = 20;
constexpr std::size_t bar_cells = 20;
constexpr std::size_t named_steps = 3;
constexpr auto redraw_after = std::chrono::milliseconds(100);
constexpr auto silence = std::chrono::milliseconds(500);    // without news, before a line is drawn
constexpr auto patience = std::chrono::milliseconds(1000);  // with news all the time

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

std::string waiting_line(const Waiting& walk, std::chrono::seconds spent, std::size_t width) {
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(walk.limit).count();
  return fmt::format("{}, {}: {}, {} s of {} s at most", printable(walk.target), id(walk.mode),
                     row(walk.step).doing, spent.count(), limit)
      .substr(0, width);
}

Progress::Progress(std::size_t walks, bool quiet) {
  counts_.all = walks;
  if (quiet) return;
  terminal_ = isatty(STDERR_FILENO) == 1;
  lines_ = !terminal_ && walks >= few_walks;
  if (terminal_) drawing_ = std::thread([this] { keep_drawing(); });
}

Progress::~Progress() {
  if (!drawing_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    take_away();
  }
  wake_.notify_all();
  drawing_.join();
}

Progress::Pause::Pause(Progress& progress) : lock_(progress.mutex_) {
  progress.take_away();
}

void Progress::came_to(const WalkPlan& walk, Step step) {
  if (!terminal_) return;
  const std::lock_guard lock(mutex_);
  news_ = Clock::now();
  under_way_[walk.walk_id] = {{walk.connector.target(), walk.mode, step, walk.limits.step}, news_};
}

void Progress::ended(const Transcript& walk) {
  const std::lock_guard lock(mutex_);
  counts_.add(walk);
  news_ = Clock::now();
  under_way_.erase(walk.walk_id);
  if (!lines_) return;
  const auto tenths = 10 * counts_.ended / counts_.all;
  if (tenths > std::exchange(tenths_, tenths)) show_line("authwalk: " + counts_.line());
}

// On a thread of its own: the walks' thread may be waiting in a look-up or a library.
void Progress::keep_drawing() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, redraw_after, [this] { return over_; })) draw();
}

void Progress::draw() {
  const auto now = Clock::now();
  // Once there, the line stays until the walks are over: one that comes and goes cannot be read.
  if (!drawn_ && now - news_ < silence && now - began_ < patience) return;
  const auto seconds = [&](Clock::time_point since) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - since);
  };
  const auto width = terminal_width() - 1;
  const bool many = counts_.all >= few_walks;
  auto text = many ? counts_.bar(seconds(began_), width) + "  " : std::string();
  const auto longest = std::ranges::min_element(
      under_way_, [](const auto& a, const auto& b) { return a.second.since < b.second.since; });
  if (longest != under_way_.end() && text.size() < width) {
    const auto& walk = longest->second;
    text += waiting_line(walk, seconds(walk.since), width - text.size());
  }
  if (text.empty()) text = counts_.ended == 0 ? "looking up the smart hosts" : "finishing";
  if (!many && counts_.ended > 0) text += fmt::format("; {} of {} walks done", counts_.ended, counts_.all);
  text = text.substr(0, width);
  if (text == shown_) return;
  shown_ = text;
  drawn_ = true;
  text = "\r\x1b[K" + text;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

void Progress::take_away() {
  shown_.clear();
  if (!std::exchange(drawn_, false)) return;
  constexpr std::string_view clear = "\r\x1b[K";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, clear.data(), clear.size());
}

}  // namespace authwalk::cli
