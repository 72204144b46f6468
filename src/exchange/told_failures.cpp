#include "exchange/told_failures.hpp"

#include <algorithm>

namespace authwalk {
namespace {

constexpr std::size_t remembered = 16;
constexpr std::size_t compared = 60;

bool one_begins_with_the_other(std::string_view a, std::string_view b) {
  const std::size_t size = std::min({a.size(), b.size(), compared});
  return a.substr(0, size) == b.substr(0, size);
}

}  // namespace

bool ToldFailures::before(const RecordedFailure& record, std::string_view time) {
  const Failure& failure = *record.transcript.failure;
  Told told;
  told.time = time;
  told.step = failure.step;
  told.cls = failure.cls;
  if (failure.reply) {
    told.code = failure.reply->code;
    told.words = failure.reply->lines.empty() ? "" : failure.reply->lines.front();
    // "554 5.0.0 Service unavailable" is what a mail program makes of the server's refusal above it.
    const bool summary =
        !told_.empty() && failure.reply->enhanced == "5.0.0" &&
        (told.words.ends_with("Service unavailable") || told.words.find("Need RCPT") != std::string::npos);
    if (summary) return true;
  }
  const bool known = std::ranges::any_of(told_, [&](const Told& other) {
    const bool same_time = told.time == other.time || told.time.empty() || other.time.empty();
    if (!same_time) return false;
    const bool same_words =
        told.code != 0 && told.code == other.code && one_begins_with_the_other(told.words, other.words);
    return same_words || (told.code == 0 && told.step == other.step && told.cls == other.cls);
  });
  if (known) return true;
  told_.push_back(std::move(told));
  if (told_.size() > remembered) told_.pop_front();
  return false;
}

}  // namespace authwalk
