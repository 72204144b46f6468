#include "report/judgement.hpp"

#include <algorithm>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

struct Host {
  bool passed = false;
  bool failed = false;
};

bool part_of_a_survey(const Report& report, const ReportedWalk& walk) {
  return report.survey && !walk.expected;
}

bool passed_well(const ReportedWalk& walk) {
  return walk.transcript.outcome == Outcome::pass && walk.as_expected;
}

Judgement by_itself(const ReportedWalk& walk) {
  if (walk.as_expected) return Judgement::right;
  const Outcome outcome = walk.transcript.outcome;
  return outcome == Outcome::pass || outcome == Outcome::fail ? Judgement::contradicts : Judgement::open;
}

Judgement within(const Host& host, const ReportedWalk& walk) {
  const Outcome outcome = walk.transcript.outcome;
  // A pass that is not as it should be has crossed a threshold, which somebody set.
  if (outcome == Outcome::pass) return by_itself(walk);
  if (host.passed) return Judgement::not_counted;
  if (!host.failed) return Judgement::open;
  return outcome == Outcome::fail ? Judgement::contradicts : Judgement::not_counted;
}

std::string name_of(const ReportedWalk& walk) {
  std::string host = walk.transcript.connector.SmartHost;
  for (char& c : host) c = lower(c);
  return walk.transcript.connector.Name + "\n" + host;
}

}  // namespace

SmartHosts::SmartHosts(const Report& report) {
  for (const ReportedWalk& walk : report.walks) {
    const Transcript& t = walk.transcript;
    ports_[name_of(walk)][t.mode].insert(t.connector.Port);
  }
  for (const ReportedWalk& walk : report.walks) numbers_.try_emplace(key(walk), numbers_.size());
}

std::size_t SmartHosts::of(const ReportedWalk& walk) const {
  return numbers_.at(key(walk));
}

std::string SmartHosts::key(const ReportedWalk& walk) const {
  const std::string name = name_of(walk);
  const auto& by_mode = ports_.at(name);
  const bool several =
      std::any_of(by_mode.begin(), by_mode.end(), [](const auto& entry) { return entry.second.size() > 1; });
  return several ? name + "\n" + std::to_string(walk.transcript.connector.Port) : name;
}

std::vector<Judgement> judgements(const Report& report) {
  const SmartHosts smart_hosts(report);
  std::vector<Host> hosts(smart_hosts.count());
  for (const ReportedWalk& walk : report.walks) {
    if (!part_of_a_survey(report, walk)) continue;
    Host& host = hosts[smart_hosts.of(walk)];
    host.passed = host.passed || passed_well(walk);
    host.failed = host.failed || (walk.transcript.outcome == Outcome::fail && !report.interrupted);
  }
  std::vector<Judgement> all;
  for (const ReportedWalk& walk : report.walks) {
    all.push_back(part_of_a_survey(report, walk) ? within(hosts[smart_hosts.of(walk)], walk)
                                                 : by_itself(walk));
  }
  return all;
}

}  // namespace authwalk
