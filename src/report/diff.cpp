// The comparison of two reports: which walks belong together, and the table of rules.
#include "report/diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "model/lookup.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

struct Row {
  std::string_view id;
  std::string_view what;
  CompareRule apply;
};

// In the order in which changes of one kind are shown.
constexpr std::array rules{
    Row{"outcome", "how the walk ended, against what was expected of it", compare_outcome},
    Row{"threshold", "a threshold was crossed", compare_alerts},
    Row{"retry", "TLS broke, and the walk went on in clear", compare_retry},
    Row{"tls", "the session is inside TLS", compare_tls},
    Row{"starttls", "STARTTLS and X-ANONYMOUSTLS are offered", compare_starttls},
    Row{"tls-version", "version of TLS", compare_tls_version},
    Row{"verification", "the certificate is verified", compare_verification},
    Row{"certificate-days", "the certificate ends soon", compare_certificate_days},
    Row{"mechanisms", "mechanisms of AUTH and X-EXPS that are offered", compare_mechanisms},
    Row{"mutual", "the server proves its identity by Kerberos", compare_mutual},
    Row{"proved", "what a walk with this outcome has proved", compare_proofs},
    Row{"note", "a finding of a step that went on", compare_notes},
    Row{"failure", "step and class of a walk that still does not pass", compare_failure},
    Row{"reply", "words of the reply that ended it", compare_reply},
    Row{"expectation", "what was expected of the walk", compare_expectation},
    Row{"certificate", "the server's certificate is another", compare_certificate},
    Row{"cipher", "cipher and key exchange group", compare_cipher},
    Row{"mechanism", "the mechanism that was used", compare_mechanism},
    Row{"offers", "EHLO keywords, one by one", compare_offers},
    Row{"offers-before-tls", "mechanisms offered before TLS", compare_offers_before_tls},
    Row{"server", "kind of server", compare_server},
    Row{"banner", "banner, without times and numbers of sessions", compare_banner},
    Row{"address", "address that was walked", compare_address},
    Row{"settings", "settings of the connector", compare_settings},
    Row{"timing", "more than twice as long, and more than a second longer; or shorter", compare_timing}};
constexpr std::string_view walk_rule = "walk";

constexpr auto infos = [] {
  std::array<CompareRuleInfo, rules.size() + 1> all{};
  for (std::size_t i = 0; i < rules.size(); ++i) all[i] = {rules[i].id, rules[i].what};
  all[rules.size()] = {walk_rule, "the walk is in one report only"};
  return all;
}();

std::string address_of_walk(const Transcript& t) {
  if (!t.remote.empty()) return address_of(t.remote);
  return t.addresses.empty() ? std::string() : t.addresses.front().address;
}

WalkKey key_without_address(const ReportedWalk& walk) {
  const Connector& connector = walk.transcript.connector;
  std::string host = connector.SmartHost;
  for (char& c : host) c = lower(c);
  return {connector.Name, host, connector.Port, walk.transcript.mode, ""};
}

auto order(const WalkKey& key) {
  return std::tie(key.connector, key.smart_host, key.port, key.mode, key.address);
}

struct Before {
  bool operator()(const WalkKey& a, const WalkKey& b) const { return order(a) < order(b); }
};

struct Place {
  const ReportedWalk* walk = nullptr;
  std::size_t number = 0;
};

std::map<WalkKey, Place, Before> places(const Report& report) {
  std::map<WalkKey, Place, Before> all;
  const std::vector<WalkKey> keys = walk_keys(report);
  for (std::size_t i = 0; i < keys.size(); ++i) all[keys[i]] = {&report.walks[i], i};
  return all;
}

std::string time_of(const ReportedWalk& walk, const Report& report) {
  if (!walk.transcript.started.empty()) return walk.transcript.started;
  return walk.run_started.empty() ? report.started : walk.run_started;
}

class Comparer {
 public:
  Comparer(const Report& before, const Report& after, const CompareOptions& options)
      : before_(before), after_(after), options_(options) {}

  Comparison run() {
    const auto old_walks = places(before_), new_walks = places(after_);
    // A walk by address and one of the same smart host that was not are two different things.
    std::vector<std::pair<std::size_t, WalkKey>> in_order;
    for (const auto& [key, place] : old_walks) in_order.emplace_back(place.number, key);
    for (const auto& [key, place] : new_walks) {
      if (old_walks.count(key) == 0) in_order.emplace_back(before_.walks.size() + place.number, key);
    }
    std::sort(in_order.begin(), in_order.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [number, key] : in_order) {
      const auto old_walk = old_walks.find(key), new_walk = new_walks.find(key);
      const bool was = old_walk != old_walks.end(), is = new_walk != new_walks.end();
      if (was && is) {
        compare_pair(key, *old_walk->second.walk, *new_walk->second.walk);
      } else if (!ignored(walk_rule)) {
        result_.changes.push_back(
            {was ? ChangeKind::only_before : ChangeKind::only_after, std::string(walk_rule), key, "",
             was ? ending_of(*old_walk->second.walk) : "", is ? ending_of(*new_walk->second.walk) : ""});
      }
    }
    sort();
    return std::move(result_);
  }

 private:
  bool ignored(std::string_view rule) const {
    return std::find(options_.ignored.begin(), options_.ignored.end(), rule) != options_.ignored.end();
  }

  void compare_pair(const WalkKey& key, const ReportedWalk& old_walk, const ReportedWalk& new_walk) {
    const WalkPair pair{old_walk,
                        new_walk,
                        time_of(old_walk, before_),
                        time_of(new_walk, after_),
                        !key.address.empty(),
                        options_.certificate_days};
    const std::size_t told = result_.changes.size();
    for (const Row& rule : rules) {
      if (ignored(rule.id)) continue;
      ChangeList changes;
      rule.apply(pair, changes);
      for (const auto& found : changes.all()) {
        result_.changes.push_back(
            {found.kind, std::string(rule.id), key, found.what, found.before, found.after});
      }
    }
    ++result_.compared;
    if (result_.changes.size() == told) ++result_.unchanged;
  }

  static std::size_t rank(const Change& change) {
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&](const Row& row) { return row.id == change.rule; });
    return static_cast<std::size_t>(rule - rules.begin());
  }

  void sort() {
    std::stable_sort(result_.changes.begin(), result_.changes.end(), [](const Change& a, const Change& b) {
      return std::pair(a.kind, rank(a)) < std::pair(b.kind, rank(b));
    });
  }

  const Report& before_;
  const Report& after_;
  const CompareOptions& options_;
  Comparison result_;
};

}  // namespace

std::string_view id(ChangeKind kind) {
  constexpr std::array<std::string_view, 5> ids{"worse", "only-before", "changed", "better", "only-after"};
  return ids.at(static_cast<std::size_t>(kind));
}

bool Comparison::regressed() const {
  return !changes.empty() && changes.front().kind == ChangeKind::worse;
}

bool WalkPair::both_took(Step step) const {
  const auto took = [&](const ReportedWalk& walk) {
    const StepStatus status = walk.transcript.at(step).status;
    return status == StepStatus::pass || status == StepStatus::note;
  };
  return took(before) && took(after);
}

std::vector<WalkKey> walk_keys(const Report& report) {
  std::map<WalkKey, std::set<std::string>, Before> addresses;
  for (const ReportedWalk& walk : report.walks) {
    addresses[key_without_address(walk)].insert(address_of_walk(walk.transcript));
  }
  std::vector<WalkKey> keys;
  for (const ReportedWalk& walk : report.walks) {
    keys.push_back(key_without_address(walk));
    if (addresses[keys.back()].size() > 1) keys.back().address = address_of_walk(walk.transcript);
  }
  return keys;
}

std::span<const CompareRuleInfo> compare_rules() {
  return infos;
}

Comparison compare(const Report& before, const Report& after, const CompareOptions& options) {
  return Comparer(before, after, options).run();
}

}  // namespace authwalk
