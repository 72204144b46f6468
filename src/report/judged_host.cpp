#include "report/judged_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace authwalk::document {
namespace {

bool refused(const Transcript& t) {
  return t.auth.rejected_attempts > 0 || t.auth.refused_by_kdc;
}

int strength(Mode mode) {
  constexpr std::array weakest_first{Mode::ExternalAuthoritative, Mode::None, Mode::BasicAuth,
                                     Mode::ExchangeServer, Mode::BasicAuthRequireTLS};
  return static_cast<int>(std::ranges::find(weakest_first, mode) - weakest_first.begin());
}

int weight(Judgement judgement) {
  switch (judgement) {
    case Judgement::contradicts:
      return 3;
    case Judgement::open:
      return 2;
    case Judgement::right:
      return 1;
    case Judgement::not_counted:
      break;
  }
  return 0;
}

Step progress(const Transcript& t) {
  return t.failure ? t.failure->step : Step::quit;
}

// What says most stands last.
auto rank(const JudgedWalk& judged) {
  const Transcript& t = judged.walk->transcript;
  return std::tuple(weight(judged.judgement), refused(t), !merely_lacks(t), t.outcome != Outcome::not_tested,
                    t.outcome == Outcome::pass ? Step::quit : progress(t), strength(t.mode));
}

// With the address, where it tells two groups of one target apart; without a port, where each mode has its
// own.
std::string name_of(const TargetGroup& group, const WalkedAddresses& addresses) {
  const Connector& first = group.walks.front()->transcript.connector;
  const auto port = [](const ReportedWalk* walk) { return walk->transcript.connector.Port; };
  const bool one_port = std::ranges::count(group.walks, first.Port, port) == std::ssize(group.walks);
  const bool tell_address = std::ranges::any_of(
      group.walks, [&](const ReportedWalk* walk) { return addresses.to_be_told(walk->transcript); });
  return (one_port ? first.target() : first.SmartHost) + (tell_address ? " [" + group.address() + "]" : "");
}

}  // namespace

bool merely_lacks(const Transcript& t) {
  return t.mode == Mode::ExchangeServer && t.failure && t.failure->cls == Class::no_common_mechanism;
}

Judgement JudgedHost::judgement() const {
  Judgement worst = Judgement::right;
  for (const JudgedWalk& walk : walks) {
    if (weight(walk.judgement) > weight(worst)) worst = walk.judgement;
  }
  const bool cut_short = walks.empty() || interrupted;
  return worst == Judgement::right && cut_short ? Judgement::open : worst;
}

const JudgedWalk* JudgedHost::leading() const {
  const auto found = std::ranges::max_element(walks, {}, [](const JudgedWalk& walk) { return rank(walk); });
  return found == walks.end() ? nullptr : &*found;
}

const Transcript& JudgedHost::best_informed() const {
  const Transcript& told = leading()->walk->transcript;
  if (!told.offers.plain.empty()) return told;
  const auto knows = [](const JudgedWalk& judged) {
    const Transcript& t = judged.walk->transcript;
    return std::tuple(t.tls && t.tls->established, !t.banner.empty(), !t.remote.empty());
  };
  return std::ranges::max_element(walks, {}, knows)->walk->transcript;
}

std::string JudgedHost::server_kind() const {
  for (const JudgedWalk& judged : walks) {
    const std::string& kind = judged.walk->finding.server_kind;
    if (!kind.empty() && kind != "unknown") return kind;
  }
  return {};
}

std::vector<JudgedHost> judged_hosts(const Report& report) {
  const std::vector<Judgement> all = judgements(report);
  const WalkedAddresses addresses(report);
  std::vector<JudgedHost> hosts;
  for (const TargetGroup& group : group_by_target(report)) {
    JudgedHost host;
    host.name = name_of(group, addresses);
    host.address = group.address();
    host.now = report.started;
    host.survey = report.survey;
    host.anchor = fmt::format("host-{}", hosts.size() + 1);
    for (const ReportedWalk* walk : group.walks) {
      const auto number = static_cast<std::size_t>(walk - report.walks.data());
      host.walks.push_back({walk, all[number], fmt::format("walk-{}", number + 1)});
    }
    hosts.push_back(std::move(host));
  }
  // Which of many was cut short is not known; one that was walked alone is.
  if (hosts.size() == 1) hosts.front().interrupted = report.interrupted;
  return hosts;
}

std::string_view verdict_word(Judgement judgement) {
  if (judgement == Judgement::contradicts) return "FAIL";
  return judgement == Judgement::open ? "UNDECIDED" : "PASS";
}

Tone tone(Judgement judgement) {
  if (judgement == Judgement::contradicts) return Tone::bad;
  return judgement == Judgement::open ? Tone::note : Tone::good;
}

}  // namespace authwalk::document
