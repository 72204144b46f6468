#include "diagnosis/events.hpp"

#include <array>
#include <authwalk/mode.hpp>
#include <span>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"
#include "model/lookup.hpp"

namespace authwalk::diagnosis {
namespace {

struct EventRow {
  int id;
  std::string_view symbol;
  std::string_view level;
  std::string_view text;  // Exchange's own template
};

// The send side's three events of authentication; 2003 is a warning, the other two are errors.
constexpr EventRow remote_refused{
    2003, "SmtpSendAuthenticationFailed", "Warning",
    "Send connector %1 has failed to authenticate with %2. The response from the remote site is %3."};
constexpr EventRow credential_unusable{2016, "SmtpSendAuthenticationInitializationFailed", "Error",
                                       "An authentication credential initialization error %1 occurred with "
                                       "Send connector %2. The authentication mechanism used was %3. The "
                                       "name of the server that we were trying to authenticate to was %4. "
                                       "This server was using the name %5. Try reentering the credential. If "
                                       "the problem persists, contact Microsoft Support Services."};
constexpr EventRow no_token{
    2017, "SmtpSendOutboundAuthenticationFailed", "Error",
    "Outbound authentication failed with error %1 for Send connector %2. The authentication mechanism is %3. "
    "The target is %4."};

Event fill_event(const EventRow& row, const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < row.text.size(); ++i) {
    const bool parameter = row.text[i] == '%' && i + 1 < row.text.size();
    text +=
        parameter ? values.at(static_cast<std::size_t>(row.text[++i] - '1')) : std::string(1, row.text[i]);
  }
  return {row.id, "MSExchangeTransport", std::string(row.symbol), std::string(row.level), text};
}

// Exchange's spelling: Login, Gssapi, Ntlm.
std::string mechanism(const Transcript& t) {
  const std::string& name = t.auth.mechanism;
  if (name.empty()) return row(t.mode).auth == AuthUse::exchange ? "Gssapi" : "Login";
  std::string spelled;
  for (char c : name) spelled += spelled.empty() ? c : lower(c);
  return spelled;
}

std::string connector(const Transcript& t) {
  return t.connector.Name.empty() ? "<Send connector>" : t.connector.Name;
}

Event refused_with(const Transcript& t, std::string reply) {
  // The template brings its own full stop.
  while (reply.ends_with('.')) reply.pop_back();
  return fill_event(remote_refused, {connector(t), t.connector.SmartHost, reply});
}

}  // namespace

std::optional<Event> event_of(const Transcript& t) {
  // Only what a Send connector would do makes a Send connector's event.
  if (t.outcome != Outcome::fail || !t.failure || !authenticates(t) || t.auth.diagnostic) return std::nullopt;
  const Failure& f = *t.failure;

  // These three replies are made by the Send connector itself, in the form of a reply.
  if (f.step == Step::auth_offer) {
    return refused_with(t, basic(t) ? "451 5.7.3 Require basic authentication"
                                    : "451 5.7.3 Cannot achieve Exchange Server authentication");
  }
  if (f.step == Step::starttls && (f.cls == Class::not_offered || f.cls == Class::esmtp_rewritten)) {
    return refused_with(t, "451 5.7.3 STARTTLS is required to send mail");
  }

  if (f.cls == Class::credential_invalid) {
    return fill_event(credential_unusable, {"UnknownCredentials", connector(t), mechanism(t),
                                            t.connector.SmartHost, t.connector.Fqdn});
  }
  if (f.step == Step::auth_token) {
    return fill_event(no_token, {"LogonDenied", connector(t), mechanism(t), fill_words("{spn}", t)});
  }
  const bool refused = f.reply && (f.reply->temporary() || f.reply->permanent());
  if (logging_on(f.step) && f.origin == Origin::server && refused) return refused_with(t, f.reply->text());
  return std::nullopt;
}

}  // namespace authwalk::diagnosis
