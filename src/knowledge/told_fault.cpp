#include "knowledge/told_fault.hpp"

#include <algorithm>
#include <array>

#include "exchange/text_search.hpp"
#include "knowledge/reply_lookup.hpp"
#include "knowledge/security_status.hpp"

namespace authwalk {
namespace {

using enum Step;
using enum Class;
using knowledge::PartFit;
using knowledge::ReplyMatch;
using knowledge::ReplyRow;

// Texts that carry a status of Windows; the status tells more than the text around it.
struct StatusText {
  std::string_view words;
  Step step;
  StatusOf where;
  Origin origin;
};

constexpr std::array with_status{
    StatusText{"Security status ", tls_handshake, StatusOf::tls, Origin::local},
    StatusText{"TLS negotiation failed with error", tls_handshake, StatusOf::tls, Origin::local},
    StatusText{"certificate validation fail", tls_verify, StatusOf::tls, Origin::local},
    StatusText{"SubjectMismatch", tls_verify, StatusOf::tls, Origin::local},
    StatusText{"Outbound authentication failed with", auth_token, StatusOf::our_token, Origin::local},
};

constexpr std::array<std::string_view, 4> without_reason{"QUEUE.Expired", "message expired",
                                                         "Message delayed", "delivery delayed"};

// The text as a reply: with its code where it begins with one.
Reply as_reply(std::string_view text) {
  Reply reply{0, "", {std::string(text)}};
  const bool code = text.size() > 4 && text[0] >= '4' && text[0] <= '5' && is_digit(text[1]) &&
                    is_digit(text[2]) && (text[3] == ' ' || text[3] == '-');
  if (!code) return reply;
  reply.code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  std::string_view rest = text.substr(4);
  std::size_t size = 0;
  while (size < rest.size() && (is_digit(rest[size]) || rest[size] == '.')) ++size;
  if (std::ranges::count(rest.substr(0, size), '.') == 2) reply.enhanced = rest.substr(0, size);
  reply.lines = {std::string(rest)};
  return reply;
}

// Two modes end with "Require basic authentication"; only Exchange's own verb tells the mode for certain.
std::optional<Mode> mode_of(const ReplyRow& row) {
  const bool by_ticket = !row.steps.empty() && row.steps.front() == auth_token;
  if (by_ticket || contains_in_any_case(row.wording, "Exchange Server authentication"))
    return Mode::ExchangeServer;
  if (contains_in_any_case(row.wording, "basic authentication") && row.cls == no_common_mechanism)
    return Mode::BasicAuth;
  return std::nullopt;
}

// A text that no row gives a code may be a server's own words as well, unless its status is the network's
// (RFC 3463 section 3.5), which is how the sending Exchange writes its own.
bool may_be_ours(const Reply& reply) {
  if (reply.code == 0) return true;
  if (reply.enhanced == "4.2.1") return true;  // "421 4.2.1 Unable to connect", and the reason behind it
  return reply.enhanced.size() > 2 && reply.enhanced.substr(1, 2) == ".4" && reply.enhanced != "5.4.1";
}

std::optional<ToldFault> from_rows(const Reply& reply) {
  for (const ReplyMatch& match : knowledge::look_up_reply(knowledge::sending_side, std::nullopt, reply)) {
    const ReplyRow& row = *match.row;
    // The best row decides who speaks.
    const bool of_a_server = row.origin == Origin::server && row.who != knowledge::this_system;
    if (of_a_server || !row.cls) return std::nullopt;
    if (match.words != PartFit::same && !row.wording.empty()) return std::nullopt;
    if (row.code.empty() && !may_be_ours(reply)) return std::nullopt;
    const Step step = row.steps.empty() ? connect : row.steps.front();
    return ToldFault{step, *row.cls, row.origin, mode_of(row)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ToldFault> told_fault(std::string_view text, const std::optional<Reply>& reply) {
  for (const StatusText& row : with_status) {
    const std::size_t at = find_in_any_case(text, row.words);
    if (at == std::string_view::npos) continue;
    if (const auto cls = class_of_status(text.substr(at), row.where)) {
      const auto mode = row.step == auth_token ? std::optional(Mode::ExchangeServer) : std::nullopt;
      return ToldFault{row.step, *cls, row.origin, mode};
    }
  }
  if (const auto fault = from_rows(reply ? *reply : as_reply(text))) return fault;
  if (const auto cls = class_of_kerberos_error(text)) {
    return ToldFault{auth_token, *cls, Origin::local, Mode::ExchangeServer};
  }
  return std::nullopt;
}

bool tells_no_reason(std::string_view text) {
  return std::ranges::any_of(without_reason,
                             [&](std::string_view words) { return contains_in_any_case(text, words); });
}

}  // namespace authwalk
