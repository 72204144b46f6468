// What is known of replies, and of texts in their form: one row each, from replies.tsv. There is no second
// table: walks, recorded evidence, the diagnosis and the rehearsal host ask this one.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/step.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::knowledge {

// Whose words fit whatever server is there: a text that the sending Exchange makes itself, the RFCs' own
// wording and general ones, the system's and its libraries', and devices on the way.
inline constexpr std::string_view sending_side = "Exchange Send connector";
inline constexpr std::string_view any_server = "any";
inline constexpr std::string_view this_system = "system";
inline constexpr std::string_view cisco_firewall = "Cisco firewall";
inline constexpr std::string_view middlebox = "middlebox";
inline constexpr std::string_view unknown_server = "unknown";

/// A row as it stands in the file. A text is empty where the file has "-".
struct ReplyRow {
  std::string_view id;    ///< stable, for example "auth-535-573"
  std::string_view who;   ///< as server_kind() names it, or one of those above
  std::string_view code;  ///< "535", "550|554", "5xx"; empty: the text is no reply, or comes with any code
  std::string_view enhanced;  ///< "5.7.3", "4.7.500-699", "5.7.232|5.7.233"; empty: none
  std::string_view wording;   ///< see wording.hpp; empty: any words but those of the other rows of this code
  std::vector<Step> steps;    ///< where it appears, the usual one first
  bool anywhere = false;      ///< ... or at any other step
  std::optional<Class> cls;   ///< empty: no failure, or a wrapper around the reply that counts
  Origin origin = Origin::server;  ///< who made the text
  std::optional<Blame> blame;      ///< whose credential, certificate or setting it is about
  bool transient = false;
  bool likely = false;  ///< how sure the cause is, once the words are these
  std::string_view cause, fix;
  std::string_view command;  ///< template, as in the rules
  std::string_view sample;   ///< a reply that this row explains
  std::string_view source;   ///< "RFC", "documented", "seen" or "inferred"
};

struct ParsedRows {
  std::vector<ReplyRow> rows;
  std::vector<std::string> faults;  ///< "line 7: no such class 'wrong'"; such a line makes no row
};

/// Reads the lines of a replies.tsv. The rows point into the lines.
ParsedRows parse_rows(std::span<const std::string_view> lines);

/// The lines that were compiled in.
std::span<const std::string_view> reply_lines();

/// The rows that were compiled in, in the order of the file.
std::span<const ReplyRow> reply_rows();

}  // namespace authwalk::knowledge
