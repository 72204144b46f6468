#include "exchange/protocol_log_ending.hpp"

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

std::string closed_by(std::string_view how) {
  return how.empty() ? std::string("the connection ended") : "the connection ended: " + std::string(how);
}

Failure lost_connection(const SessionEnding& ending, Step step) {
  const bool by_logger = starts_in_any_case(ending.how, "Local");
  Failure failure{step, Class::closed, Origin::network, std::nullopt, closed_by(ending.how)};
  if (contains_in_any_case(ending.how, "ConnectionReset")) failure.cls = Class::reset;
  if (contains_in_any_case(ending.how, "TimedOut")) failure.cls = Class::timeout;
  // The side that logs hung up: the client because no answer came, the server on its own account.
  if (by_logger && ending.sending) failure.cls = Class::timeout;
  if (by_logger && !ending.sending) failure.origin = Origin::server;
  return failure;
}

// A Send connector that finds no way to log on says QUIT, and makes the reply that stands in the queue
// itself.
std::optional<ConcludedFailure> left_without_mail(const SessionEnding& ending) {
  const auto conclude = [&](Step step, Class cls, std::string detail, std::optional<Mode> mode) {
    if (ending.masked) cls = Class::esmtp_rewritten;
    return ConcludedFailure{{step, cls, Origin::local, std::nullopt, std::move(detail)}, true, mode};
  };
  const bool can_log_on = ending.offered_login && ending.offered_exps;
  if (!ending.inside_tls && !ending.offered_starttls && (!ending.offered_auth || ending.offered_login)) {
    return conclude(Step::starttls, Class::not_offered,
                    "no STARTTLS is offered, and the client left without sending mail", std::nullopt);
  }
  if (can_log_on) return std::nullopt;
  if (ending.offered_login) {
    return conclude(Step::auth_offer,
                    ending.exps_vanished ? Class::esmtp_rewritten : Class::no_common_mechanism,
                    "no X-EXPS is offered, and the client left without sending mail", Mode::ExchangeServer);
  }
  return conclude(Step::auth_offer, Class::no_common_mechanism,
                  "no AUTH LOGIN is offered, and the client left without sending mail", Mode::BasicAuth);
}

}  // namespace

std::optional<ConcludedFailure> failure_of_ending(const SessionEnding& ending) {
  if (!ending.closed) return std::nullopt;
  if (ending.abandoned) {
    return ConcludedFailure{
        {*ending.abandoned, Class::closed, ending.sending ? Origin::local : Origin::network, std::nullopt,
         "the client said QUIT in the middle of authentication"},
        false,
        std::nullopt};
  }
  if (ending.waiting && !ending.quit) {
    return ConcludedFailure{lost_connection(ending, *ending.waiting), false, std::nullopt};
  }
  const bool left = ending.quit || starts_in_any_case(ending.how, "Local");
  if (ending.sending && left && ending.greeted && !ending.mail && !ending.tried_login) {
    return left_without_mail(ending);
  }
  return std::nullopt;
}

std::string LogEndpoint::text() const {
  if (port == 0) return address;
  const bool ipv6 = address.find(':') != std::string::npos;
  return (ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

LogEndpoint log_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  unsigned port = 0;
  bool digits = colon != std::string_view::npos && colon + 1 < text.size() && text.size() - colon <= 6;
  for (std::size_t i = colon + 1; digits && i < text.size(); ++i) {
    digits = is_digit(text[i]);
    port = port * 10 + static_cast<unsigned>(text[i] - '0');
  }
  LogEndpoint endpoint;
  if (digits && port <= 65535) {
    endpoint.port = static_cast<std::uint16_t>(port);
    text = text.substr(0, colon);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  endpoint.address = text;
  return endpoint;
}

}  // namespace authwalk
