#include <array>
#include <authwalk/step.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{
    StepRow{Step::local, "local", "local", "nothing sent yet: definition, credential, client certificate",
            "checking the definition"},
    StepRow{Step::resolve, "resolve", "dns", "smart host name to addresses",
            "resolving the smart host's name"},
    StepRow{Step::connect, "connect", "tcp", "TCP connection", "connecting"},
    StepRow{Step::banner, "banner", "220", "the server's greeting", "waiting for the banner"},
    StepRow{Step::ehlo, "ehlo", "ehlo", "first EHLO", "waiting for the reply to EHLO"},
    StepRow{Step::starttls, "starttls", "stls", "the offer, and STARTTLS or X-ANONYMOUSTLS with its reply",
            "waiting for the reply to STARTTLS"},
    StepRow{Step::tls_handshake, "tls-handshake", "tls", "TLS itself", "performing the TLS handshake"},
    StepRow{Step::tls_verify, "tls-verify", "cert", "the certificate: chain, time, name, use",
            "judging the certificate"},
    StepRow{Step::ehlo_tls, "ehlo-tls", "ehlo", "EHLO again inside TLS",
            "waiting for the reply to EHLO inside TLS"},
    StepRow{Step::auth_offer, "auth-offer", "offer", "does the server offer a mechanism that this mode uses",
            "looking for a mechanism"},
    StepRow{Step::auth_token, "auth-token", "token",
            "building our first token; nothing is sent when this fails", "building the first token"},
    StepRow{Step::auth_start, "auth-start", "auth", "AUTH or X-EXPS command and its reply",
            "waiting for the reply to AUTH"},
    StepRow{Step::auth_challenge, "auth-challenge", "334", "the 334 rounds",
            "answering the server's challenge"},
    StepRow{Step::auth_result, "auth-result", "235", "235, or the refusal",
            "waiting for the server's verdict on the credential"},
    StepRow{Step::mail_from, "mail-from", "mail", "the sender is accepted (Send-As, part 1)",
            "waiting for the reply to MAIL FROM"},
    StepRow{Step::rcpt_to, "rcpt-to", "rcpt", "the recipient is accepted (relay right)",
            "waiting for the reply to RCPT TO"},
    StepRow{Step::data, "data", "data", "end of data (Send-As, part 2: Exchange refuses only here)",
            "waiting for the reply to the message"},
    StepRow{Step::quit, "quit", "quit", "never decides an outcome", "waiting for the reply to QUIT"},
};

}  // namespace

std::span<const StepRow> steps() {
  return rows;
}

const StepRow& row(Step step) {
  return rows.at(static_cast<std::size_t>(step));
}

std::string_view id(Step step) {
  return row(step).id;
}

std::string_view id(StepStatus status) {
  switch (status) {
    case StepStatus::pass:
      return "pass";
    case StepStatus::fail:
      return "fail";
    case StepStatus::skipped:
      return "skipped";
    case StepStatus::not_reached:
      return "not-reached";
    case StepStatus::note:
      return "note";
  }
  return "not-reached";
}

std::optional<Step> find_step(std::string_view name) {
  for (const StepRow& r : rows) {
    if (same_name(name, r.id)) return r.step;
  }
  return std::nullopt;
}

}  // namespace authwalk
