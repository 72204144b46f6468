// How two walks are compared: one function a rule, all of them in the table of diff.cpp.
#pragma once

#include <authwalk/compare.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// One walk, before and after.
struct WalkPair {
  const ReportedWalk& before;
  const ReportedWalk& after;
  std::string before_time, after_time;  ///< when they were walked; empty: not known
  bool by_address = false;
  double certificate_days = 30;

  bool same_outcome() const { return before.transcript.outcome == after.transcript.outcome; }
  /// Both came to the end of that step.
  bool both_took(Step step) const;
};

/// Takes what a rule finds.
class ChangeList {
 public:
  struct Found {
    ChangeKind kind;
    std::string what, before, after;
  };
  void add(ChangeKind kind, std::string_view what, std::string before, std::string after) {
    found_.push_back({kind, std::string(what), std::move(before), std::move(after)});
  }
  /// Of a thing that is good to have: new is better, gone is worse.
  void add_good(std::string_view what, bool had, bool has, const std::string& name) {
    if (had != has) add(has ? ChangeKind::better : ChangeKind::worse, what, had ? name : "", has ? name : "");
  }
  const std::vector<Found>& all() const { return found_; }

 private:
  std::vector<Found> found_;
};

using CompareRule = void (*)(const WalkPair&, ChangeList&);

// diff_outcome.cpp
void compare_outcome(const WalkPair& pair, ChangeList& changes);
void compare_alerts(const WalkPair& pair, ChangeList& changes);
void compare_retry(const WalkPair& pair, ChangeList& changes);
void compare_proofs(const WalkPair& pair, ChangeList& changes);
void compare_notes(const WalkPair& pair, ChangeList& changes);
void compare_failure(const WalkPair& pair, ChangeList& changes);
void compare_reply(const WalkPair& pair, ChangeList& changes);
void compare_expectation(const WalkPair& pair, ChangeList& changes);
// diff_tls.cpp
void compare_tls(const WalkPair& pair, ChangeList& changes);
void compare_tls_version(const WalkPair& pair, ChangeList& changes);
void compare_verification(const WalkPair& pair, ChangeList& changes);
void compare_certificate_days(const WalkPair& pair, ChangeList& changes);
void compare_certificate(const WalkPair& pair, ChangeList& changes);
void compare_cipher(const WalkPair& pair, ChangeList& changes);
// diff_offers.cpp
void compare_starttls(const WalkPair& pair, ChangeList& changes);
void compare_mechanisms(const WalkPair& pair, ChangeList& changes);
void compare_offers(const WalkPair& pair, ChangeList& changes);
void compare_offers_before_tls(const WalkPair& pair, ChangeList& changes);
// diff_server.cpp
void compare_mutual(const WalkPair& pair, ChangeList& changes);
void compare_mechanism(const WalkPair& pair, ChangeList& changes);
void compare_server(const WalkPair& pair, ChangeList& changes);
void compare_banner(const WalkPair& pair, ChangeList& changes);
void compare_address(const WalkPair& pair, ChangeList& changes);
void compare_settings(const WalkPair& pair, ChangeList& changes);
void compare_timing(const WalkPair& pair, ChangeList& changes);

/// "FAIL at auth-result (bad-credentials) 535 5.7.3 Authentication unsuccessful".
std::string ending_of(const ReportedWalk& walk);

/// Without the words that differ from session to session: times, dates, names of queues and sessions.
std::string lasting_words(std::string_view text);

}  // namespace authwalk
