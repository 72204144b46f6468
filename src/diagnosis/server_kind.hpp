// Which server this is, from its banner, its offers and its wording.
#pragma once

#include <authwalk/transcript.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "knowledge/reply_lookup.hpp"

namespace authwalk::diagnosis {

using knowledge::is_a;
using knowledge::unknown_server;

/// Words that tell a server, and where they stand.
struct KindEvidence {
  std::string_view kind;
  std::string_view where;  ///< "banner", "EHLO", "name in the banner", "smart host" or "reply"
  std::string_view words;  ///< in any case

  bool operator==(const KindEvidence&) const = default;
};

struct ServerKind {
  std::string_view kind = unknown_server;
  std::vector<KindEvidence> evidence;  ///< what speaks for the kind
  std::vector<KindEvidence> against;   ///< what speaks for another; a relay in front of the server does that
};

/// The place that says most decides: the banner before the offers, the names of hosts and the wording. When
/// one place speaks for two kinds, the kind is unknown and both are in `against`.
ServerKind recognise_server(const Transcript& t);

/// The kind alone: "Exchange", "Exchange Online", "Postfix" ... or "unknown".
std::string_view server_kind(const Transcript& t);

bool is_exchange(const Transcript& t);
bool is_exchange_online(const Transcript& t);

/// The table.
std::span<const KindEvidence> kind_evidence();

}  // namespace authwalk::diagnosis
