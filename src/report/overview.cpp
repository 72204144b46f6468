#include "report/overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace authwalk::document {
namespace {

std::size_t count(const std::vector<JudgedHost>& hosts, Judgement judgement) {
  return static_cast<std::size_t>(
      std::ranges::count_if(hosts, [&](const JudgedHost& host) { return host.judgement() == judgement; }));
}

// "BasicAuth fails at auth-result: bad-credentials, 535 5.7.3"
std::string cause_of(const JudgedHost& host) {
  const ReportedWalk& walk = *host.leading()->walk;
  const Transcript& t = walk.transcript;
  const std::string mode(id(t.mode));
  if (t.outcome == Outcome::pass && host.judgement() == Judgement::contradicts) {
    for (const Alert& alert : walk.alerts)
      if (alert.critical)
        return fmt::format("{} passed, but {} is outside of {}", mode, alert.metric, alert.range);
    return mode + " passed, and was to fail";
  }
  if (!t.failure || t.outcome == Outcome::pass)
    return mode + (t.outcome == Outcome::pass ? " passed" : " is undecided");
  std::string cause = fmt::format("{} {} at {}: {}", mode, t.outcome == Outcome::fail ? "failed" : "ended",
                                  id(t.failure->step), id(t.failure->cls));
  if (t.failure->reply && t.failure->origin == Origin::server) {
    const Reply& reply = *t.failure->reply;
    cause += fmt::format(", {}{}{}", reply.code, reply.enhanced.empty() ? "" : " ", reply.enhanced);
  }
  return cause;
}

struct Cause {
  Judgement judgement;
  std::string words;
  std::vector<std::size_t> hosts;
};

// Not as expected first, and of those the most frequent.
std::vector<Cause> causes(const std::vector<JudgedHost>& hosts) {
  std::vector<Cause> all;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Judgement judgement = hosts[i].judgement();
    const std::string words = cause_of(hosts[i]);
    auto same = std::ranges::find_if(
        all, [&](const Cause& cause) { return cause.judgement == judgement && cause.words == words; });
    if (same == all.end()) same = all.insert(all.end(), {judgement, words, {}});
    same->hosts.push_back(i);
  }
  const auto order = [](const Cause& cause) {
    const int place = cause.judgement == Judgement::contradicts ? 0
                      : cause.judgement == Judgement::open      ? 1
                                                                : 2;
    return std::pair(place, -static_cast<int>(cause.hosts.size()));
  };
  std::ranges::stable_sort(all, {}, order);
  return all;
}

Mark mark_of(Judgement judgement) {
  if (judgement == Judgement::contradicts) return Mark::fail;
  return judgement == Judgement::open ? Mark::open : Mark::pass;
}

// Nobody reads the names of five hundred hosts that are as they should be.
Words names_of(const Cause& cause, const std::vector<JudgedHost>& hosts) {
  constexpr std::size_t named_at_most = 8;
  const bool right = cause.judgement == Judgement::right;
  const std::size_t named = right ? std::min(named_at_most, cause.hosts.size()) : cause.hosts.size();
  Words words;
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) words.push_back({", "});
    const JudgedHost& host = hosts[cause.hosts[i]];
    words.push_back({.text = host.name, .anchor = host.anchor});
  }
  if (named < cause.hosts.size())
    words.push_back({fmt::format(" and {} more", cause.hosts.size() - named), Tone::dim});
  return words;
}

}  // namespace

std::string matter_of(const std::vector<JudgedHost>& hosts) {
  const std::size_t wrong = count(hosts, Judgement::contradicts), open = count(hosts, Judgement::open);
  if (wrong > 0) return fmt::format("{} of {} smart hosts are not as expected", wrong, hosts.size());
  if (open > 0) return fmt::format("{} of {} smart hosts are undecided", open, hosts.size());
  return fmt::format("all {} smart hosts are as expected", hosts.size());
}

Blocks overview(const std::vector<JudgedHost>& hosts) {
  Table counts{"Smart hosts by what was expected", {}, {}};
  for (const auto& [judgement, words] : {std::pair(Judgement::contradicts, "not as expected"),
                                         {Judgement::open, "undecided"},
                                         {Judgement::right, "as expected"}}) {
    const std::size_t n = count(hosts, judgement);
    if (n > 0)
      counts.rows.push_back({plain(std::to_string(n)), {{words, tone(judgement), mark_of(judgement)}}});
  }
  Table lines{"Causes", {}, {}};
  for (const Cause& cause : causes(hosts)) {
    Words words{{"", tone(cause.judgement), mark_of(cause.judgement)}, {cause.words + "  ", Tone::bold}};
    for (Span& span : names_of(cause, hosts)) words.push_back(std::move(span));
    lines.rows.push_back({plain(std::to_string(cause.hosts.size())), std::move(words)});
  }
  return {{std::move(counts)}, {std::move(lines)}};
}

}  // namespace authwalk::document
