// The walks of one smart host with what each of them means for the verdict.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/document.hpp"
#include "report/judgement.hpp"
#include "report/target_group.hpp"

namespace authwalk::document {

struct JudgedWalk {
  const ReportedWalk* walk = nullptr;
  Judgement judgement = Judgement::open;
  std::string anchor{};  ///< of the section with its conversation
};

struct JudgedHost {
  std::vector<JudgedWalk> walks;
  std::string name;     ///< "mx.contoso.example:25", with the address where that tells it from another
  std::string address;  ///< empty: not known
  std::string anchor;   ///< of its page, among others
  std::string now;      ///< when the run began: the days of a certificate are counted from there
  bool survey = false;
  bool interrupted = false;

  /// The worst judgement of its walks: that of the smart host.
  Judgement judgement() const;
  /// The walk that says most about it; null without walks.
  const JudgedWalk* leading() const;
  /// The walk that knows the server: the leading one where it heard it, else the one that saw most.
  const Transcript& best_informed() const;
  std::string server_kind() const;  ///< empty when not known
};

/// That a server which is no Exchange lacks ExchangeServer is the least of what can be told of it.
bool merely_lacks(const Transcript& t);

/// The smart hosts of a report, in its order.
std::vector<JudgedHost> judged_hosts(const Report& report);

using Walks = std::vector<const ReportedWalk*>;

/// Things that several walks share, in the order of their first walks.
template <typename Thing>
class Shared {
 public:
  struct Entry {
    Thing thing;
    Walks walks{};
  };

  void add(Thing thing, const ReportedWalk* walk) {
    auto same = std::ranges::find(all_, thing, &Entry::thing);
    if (same == all_.end()) same = all_.insert(all_.end(), {std::move(thing)});
    if (same->walks.empty() || same->walks.back() != walk) same->walks.push_back(walk);
  }
  std::vector<Entry>& all() { return all_; }

 private:
  std::vector<Entry> all_;
};

/// "FAIL", "UNDECIDED", "PASS", and their colour.
std::string_view verdict_word(Judgement judgement);
Tone tone(Judgement judgement);

/// How one walk ended, for one line: by what was expected of it.
struct WalkState {
  Mark mark = Mark::none;
  Tone tone = Tone::plain;
  std::string word;
  bool operator==(const WalkState&) const = default;
};
WalkState state_of(const JudgedWalk& walk, const JudgedHost& host);

/// One row a mode: its state, and its way or the reason why there was none.
Table mode_table(const JudgedHost& host);

}  // namespace authwalk::document
