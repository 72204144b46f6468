// Who answered, where and how fast, and what the connector was told to do.
#include <fmt/format.h>

#include <array>

#include "report/diff.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

struct Setting {
  std::string_view name;
  std::string (*value)(const Connector&);
};

std::string truth(bool value) {
  return value ? "True" : "False";
}

constexpr std::array settings{
    Setting{"Fqdn", [](const Connector& c) { return c.Fqdn; }},
    Setting{"RequireTLS", [](const Connector& c) { return truth(c.RequireTLS); }},
    Setting{"IgnoreSTARTTLS", [](const Connector& c) { return truth(c.IgnoreSTARTTLS); }},
    Setting{"TlsAuthLevel",
            [](const Connector& c) { return c.TlsAuthLevel ? std::string(id(*c.TlsAuthLevel)) : ""; }},
    Setting{"TlsDomain", [](const Connector& c) { return c.TlsDomain; }},
    Setting{"SourceIPAddress", [](const Connector& c) { return c.SourceIPAddress; }},
    Setting{"ForceHELO", [](const Connector& c) { return truth(c.ForceHELO); }},
    Setting{"MaxMessageSize",
            [](const Connector& c) { return c.MaxMessageSize ? std::to_string(*c.MaxMessageSize) : ""; }}};

std::string seconds(double ms) {
  return fmt::format("{:.1f} s", ms / 1000);
}

// A connection is slow or it is not; whatever is below a second is noise.
bool much_longer(double ms, double than) {
  return ms > 2 * than && ms > than + 1000;
}

}  // namespace

void compare_mutual(const WalkPair& pair, ChangeList& changes) {
  const Transcript &then = pair.before.transcript, &now = pair.after.transcript;
  if (!pair.same_outcome() || then.auth.mechanism != now.auth.mechanism) return;
  changes.add_good("server's identity", then.auth.mutual, now.auth.mutual, "proved by Kerberos");
}

void compare_mechanism(const WalkPair& pair, ChangeList& changes) {
  const std::string &then = pair.before.transcript.auth.mechanism,
                    &now = pair.after.transcript.auth.mechanism;
  if (!then.empty() && !now.empty() && then != now) changes.add(ChangeKind::changed, "mechanism", then, now);
}

void compare_server(const WalkPair& pair, ChangeList& changes) {
  const std::string &then = pair.before.finding.server_kind, &now = pair.after.finding.server_kind;
  if (pair.both_took(Step::banner) && then != now) changes.add(ChangeKind::changed, "server", then, now);
}

void compare_banner(const WalkPair& pair, ChangeList& changes) {
  const std::string &then = pair.before.transcript.banner, &now = pair.after.transcript.banner;
  if (pair.both_took(Step::banner) && lasting_words(then) != lasting_words(now))
    changes.add(ChangeKind::changed, "banner", then, now);
}

void compare_address(const WalkPair& pair, ChangeList& changes) {
  const std::string then = address_of(pair.before.transcript.remote),
                    now = address_of(pair.after.transcript.remote);
  if (!pair.by_address && !then.empty() && !now.empty() && then != now)
    changes.add(ChangeKind::changed, "address", then, now);
}

void compare_settings(const WalkPair& pair, ChangeList& changes) {
  for (const Setting& setting : settings) {
    const std::string then = setting.value(pair.before.transcript.connector),
                      now = setting.value(pair.after.transcript.connector);
    if (then != now) changes.add(ChangeKind::changed, setting.name, then, now);
  }
}

void compare_timing(const WalkPair& pair, ChangeList& changes) {
  const double then = pair.before.transcript.total_ms, now = pair.after.transcript.total_ms;
  if (pair.same_outcome() && (much_longer(now, then) || much_longer(then, now)))
    changes.add(ChangeKind::changed, "time", seconds(then), seconds(now));
}

}  // namespace authwalk
