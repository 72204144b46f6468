// The catalogue of replies: what is known of the replies of many servers, one row each, from responses.tsv.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/step.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::diagnosis {

// Kinds of rows that fit whatever server is there: a text in reply form that the sending Exchange makes
// itself, the RFCs' own wording, and devices on the way.
inline constexpr std::string_view sending_side = "Exchange Send connector";
inline constexpr std::string_view any_server = "any";
inline constexpr std::string_view cisco_firewall = "Cisco firewall";
inline constexpr std::string_view middlebox = "middlebox";

/// A row as it stands in the file. A text is empty where the file has "-".
struct ResponseRow {
  std::string_view id;    ///< stable, for example "reply-exchange-535-5.7.3"
  std::string_view kind;  ///< as server_kind() names it, or one of the four above
  std::string_view code;  ///< "535", "550|554", "5xx"; empty: the text is no reply, or comes with any code
  std::string_view enhanced;  ///< "5.7.3", "4.7.500-699", "5.7.232|5.7.233"; empty: none
  std::string_view wording;   ///< see wording.hpp; empty: any words but those of the other rows of this code
  std::vector<Step> steps;    ///< where it appears; empty: anywhere
  std::optional<Class> cls;   ///< empty: no failure, or a wrapper around the reply that counts
  std::optional<Blame> blame;
  bool transient = false;
  bool verified = false;
  std::string_view meaning, cause, fix;
  std::string_view command;  ///< template, as in the rules
};

/// What the reply means and why it is given, in one text.
std::string whole_cause(const ResponseRow& row);

struct ParsedResponses {
  std::vector<ResponseRow> rows;
  std::vector<std::string> faults;  ///< "line 7: no such class 'wrong'"; such a line makes no row
};

/// Reads the lines of a responses.tsv. The rows point into the lines.
ParsedResponses parse_responses(std::span<const std::string_view> lines);

/// The lines that were compiled in.
std::span<const std::string_view> response_lines();

/// The rows that were compiled in, in the order of the file.
std::span<const ResponseRow> responses();

}  // namespace authwalk::diagnosis
