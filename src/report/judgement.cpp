#include "report/judgement.hpp"

#include <algorithm>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// What the walks of a survey showed at one smart host.
struct Host {
  bool credential = false;  // one was given
  bool refused = false;     // and the server refused it
  bool logged_on = false;   // a mode that logs on passed
  bool relayed = false;     // a mode proved the right to relay
  bool all_failed = true;   // a mode that was not tested did not fail

  bool failed() const { return refused || (credential && !logged_on) || all_failed; }
  bool passed() const { return !failed() && (credential ? logged_on : relayed); }
};

bool part_of_a_survey(const Report& report, const ReportedWalk& walk) {
  return report.survey && !walk.expected;
}

bool claims(const Transcript& t, std::string_view claim) {
  return std::ranges::find(t.proved, claim) != t.proved.end();
}

bool logs_on(const Transcript& t) {
  return row(t.mode).auth != AuthUse::none;
}

bool refused(const Transcript& t) {
  return t.auth.rejected_attempts > 0 || t.auth.refused_by_kdc;
}

bool without_credential(const Transcript& t) {
  return t.outcome == Outcome::not_tested && t.failure && t.failure->cls == Class::no_credential;
}

void learn(const ReportedWalk& walk, Host& host) {
  const Transcript& t = walk.transcript;
  const bool passed = t.outcome == Outcome::pass;
  const bool logged_on = logs_on(t) && passed && claims(t, "authentication");
  host.credential =
      host.credential || logged_on || (logs_on(t) && (!t.auth.user.empty() || !t.auth.principal.empty()));
  host.refused = host.refused || refused(t);
  host.logged_on = host.logged_on || logged_on;
  host.relayed = host.relayed || (passed && claims(t, "relay"));
  host.all_failed = host.all_failed && t.outcome == Outcome::fail;
}

Judgement by_itself(const ReportedWalk& walk) {
  if (!walk.met) return Judgement::open;
  return *walk.met ? Judgement::right : Judgement::contradicts;
}

// The walks that decide the smart host's result carry it; the others are not counted.
Judgement within(const Host& host, const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  // A pass that is not as it should be has crossed a threshold, which somebody set.
  if (t.outcome == Outcome::pass && walk.met == false) return Judgement::contradicts;
  const bool decides = logs_on(t) || !host.credential;
  if (host.failed()) {
    if (host.refused) return refused(t) ? Judgement::contradicts : Judgement::not_counted;
    return decides && t.outcome != Outcome::pass && !without_credential(t) ? Judgement::contradicts
                                                                           : Judgement::not_counted;
  }
  if (host.passed()) {
    const bool proves = t.outcome == Outcome::pass && claims(t, host.credential ? "authentication" : "relay");
    return proves ? Judgement::right : Judgement::not_counted;
  }
  return t.outcome == Outcome::fail ? Judgement::not_counted : Judgement::open;
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
    learn(walk, hosts[smart_hosts.of(walk)]);
  }
  // The modes that were not walked might have passed.
  for (Host& host : hosts) {
    if (!report.interrupted) break;
    host.all_failed = false;
    host.credential = host.credential && host.logged_on;
  }
  std::vector<Judgement> all;
  for (const ReportedWalk& walk : report.walks) {
    all.push_back(part_of_a_survey(report, walk) ? within(hosts[smart_hosts.of(walk)], walk)
                                                 : by_itself(walk));
  }
  return all;
}

}  // namespace authwalk
