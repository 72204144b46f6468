#include "diagnosis/survey_samples.hpp"

#include "diagnosis/samples.hpp"

namespace samples {

using namespace authwalk;

namespace {

using enum Step;
using enum Class;

constexpr std::string_view wrong = "535 5.7.3 Authentication unsuccessful";

Walk accepted(Mode mode) {
  Walk walk(mode);
  walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
  walk.t.proved = {"authentication", "sender"};
  return walk;
}

Walk turned_away(Mode mode) {
  Walk walk(mode);
  walk.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"}).refused(auth_result, bad_credentials, wrong);
  walk.t.auth.rejected_attempts = 1;
  return walk;
}

Walk anonymous(Mode mode) {
  Walk walk(mode);
  walk.transaction("svc@fabrikam.example", "250 2.1.0 Sender OK");
  walk.t.proved = {"sender"};
  return walk;
}

Walk at(Walk walk, std::string remote) {
  walk.t.remote = std::move(remote);
  return walk;
}

Walk in_clear(Walk walk) {
  walk.t.tls.reset();
  walk.t.offers.tls.reset();
  return walk;
}

Walk no_connection(Mode mode) {
  Walk walk(mode);
  walk.broke(connect, refused, "Connection refused");
  walk.t.remote.clear();
  return walk;
}

Walk relay_denied_walk(Walk walk) {
  walk.transaction("svc@fabrikam.example", "250 2.1.0 Sender OK")
      .recipient("someone@example.net", "550 5.7.1 Unable to relay")
      .refused(rcpt_to, relay_denied, "550 5.7.1 Unable to relay");
  return walk;
}

Walk by_x_anonymoustls() {
  Walk walk(Mode::ExchangeServer);
  walk.exchange().offers({"X-ANONYMOUSTLS"}).inside_tls({"X-EXPS GSSAPI NTLM"}).ticket();
  walk.t.tls->verb = "X-ANONYMOUSTLS";
  walk.t.proved = {"authentication"};
  return walk;
}

Walk by_ntlm() {
  Walk walk(Mode::ExchangeServer);
  walk.inside_tls({"X-EXPS NTLM"}).ntlm();
  walk.t.proved = {"authentication"};
  return walk;
}

Walk without_xexps() {
  Walk walk(Mode::ExchangeServer);
  walk.inside_tls({"AUTH LOGIN"})
      .mechanism("", {})
      .broke(auth_offer, no_common_mechanism, "", Origin::server);
  return walk;
}

Walk named(Walk walk, std::string name) {
  walk.t.tls->chain[0].names = {std::move(name)};
  return walk;
}

}  // namespace

std::vector<SurveySample> surveys() {
  constexpr const char* second = "192.0.2.8:25";
  const Walk relayed = anonymous(Mode::None).recipient("someone@example.net", "250 2.1.5 Recipient OK");
  return {
      {"survey-other-address-accepts-login",
       1,
       {accepted(Mode::BasicAuthRequireTLS), at(turned_away(Mode::BasicAuthRequireTLS), second)}},
      {"survey-password-only-inside-tls",
       0,
       {in_clear(turned_away(Mode::BasicAuth)), accepted(Mode::BasicAuthRequireTLS)}},
      {"survey-other-mode-accepts-login",
       0,
       {turned_away(Mode::BasicAuth), accepted(Mode::BasicAuthRequireTLS)}},
      {"survey-other-mechanism-accepts-login", 0, {turned_away(Mode::BasicAuthRequireTLS), by_ntlm()}},
      {"survey-no-exchange-needed", 1, {accepted(Mode::BasicAuth), without_xexps()}},
      {"survey-tls-by-x-anonymoustls-only",
       0,
       {Walk(Mode::BasicAuthRequireTLS)
            .exchange()
            .offers({"X-ANONYMOUSTLS"})
            .broke(starttls, not_offered, "", Origin::server),
        by_x_anonymoustls()}},
      {"survey-other-address-passes",
       1,
       {anonymous(Mode::None), at(Walk(Mode::None).broke(banner, timeout, "15.0 s without a byte"), second)}},
      {"survey-same-in-every-mode", 0, {no_connection(Mode::None), no_connection(Mode::BasicAuth)}},
      {"survey-login-changes-nothing",
       0,
       {relay_denied_walk(Walk(Mode::None)), relay_denied_walk(accepted(Mode::BasicAuthRequireTLS))}},
      {"survey-other-certificate",
       1,
       {accepted(Mode::BasicAuth), named(at(accepted(Mode::BasicAuth), second), "mail.fabrikam.example")}},
      {"survey-other-offers",
       1,
       {anonymous(Mode::None).offers({"STARTTLS"}), at(anonymous(Mode::None).offers({"SIZE"}), second)}},
      {"survey-relays-without-login", 0, {relayed}},
      {"survey-external-same-as-none", 1, {anonymous(Mode::None), anonymous(Mode::ExternalAuthoritative)}},
  };
}

}  // namespace samples
