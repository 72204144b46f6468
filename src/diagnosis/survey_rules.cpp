#include <algorithm>
#include <array>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/survey.hpp"
#include "model/lookup.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

template <typename Condition>
const Transcript* first(const Survey& all, Condition holds) {
  const auto found = std::ranges::find_if(all, [&](const Transcript* walk) { return holds(*walk); });
  return found == all.end() ? nullptr : *found;
}

bool proved(const Transcript& t, std::string_view claim) {
  return std::ranges::find(t.proved, claim) != t.proved.end();
}

bool logged_on(const Transcript& t) {
  return proved(t, "authentication");
}

bool logon_refused(const Transcript& t) {
  return t.failure && t.failure->origin == Origin::server && t.failure->step >= auth_start &&
         t.failure->step <= auth_result && t.auth.rejected_attempts > 0;
}

bool same_account(const Transcript& a, const Transcript& b) {
  return !a.auth.user.empty() && same_name(a.auth.user, b.auth.user);
}

bool at_another_address(const Transcript& a, const Transcript& b) {
  const std::string one = walked_address(a), other = walked_address(b);
  return !one.empty() && !other.empty() && one != other;
}

// The same thing tried at two addresses of one name.
bool same_but_address(const Transcript& a, const Transcript& b) {
  return a.mode == b.mode && a.connector.Port == b.connector.Port && at_another_address(a, b);
}

// The two met the same Receive connector, as far as that can be told.
bool same_door(const Transcript& a, const Transcript& b) {
  return a.connector.Port == b.connector.Port && !at_another_address(a, b);
}

const Transcript* accepted_at_another_address(const Transcript& t, const Survey& all) {
  if (!logon_refused(t)) return nullptr;
  return first(all, [&](const Transcript& o) {
    return logged_on(o) && same_account(t, o) && same_but_address(t, o) &&
           same_name(t.auth.mechanism, o.auth.mechanism);
  });
}

const Transcript* password_only_inside_tls(const Transcript& t, const Survey& all) {
  const bool logon = t.failure && t.failure->step >= auth_offer && t.failure->step <= auth_result;
  if (!logon || !basic(t) || inside_tls(t)) return nullptr;
  return first(all, [&](const Transcript& o) {
    return basic(o) && inside_tls(o) && logged_on(o) && same_account(t, o) && same_door(t, o);
  });
}

const Transcript* accepted_by_another_mechanism(const Transcript& t, const Survey& all) {
  if (!logon_refused(t) || t.auth.mechanism.empty()) return nullptr;
  return first(all, [&](const Transcript& o) {
    return logged_on(o) && same_account(t, o) && !same_name(t.auth.mechanism, o.auth.mechanism);
  });
}

const Transcript* accepted_in_another_mode(const Transcript& t, const Survey& all) {
  if (!logon_refused(t)) return nullptr;
  return first(all, [&](const Transcript& o) {
    return logged_on(o) && same_account(t, o) && o.mode != t.mode &&
           same_name(t.auth.mechanism, o.auth.mechanism);
  });
}

const Transcript* logs_on_without_xexps(const Transcript& t, const Survey& all) {
  const bool no_xexps = failed_at(t, auth_offer) && t.failure->cls == no_common_mechanism &&
                        exchange_mode(t) && t.auth.offered.empty();
  if (!no_xexps || is_exchange(t)) return nullptr;
  const auto logs_on = [](Mode mode) {
    return
        [mode](const Transcript& o) { return o.mode == mode && o.outcome == Outcome::pass && logged_on(o); };
  };
  const Transcript* strongest = first(all, logs_on(Mode::BasicAuthRequireTLS));
  return strongest != nullptr ? strongest : first(all, logs_on(Mode::BasicAuth));
}

const Transcript* tls_by_x_anonymoustls(const Transcript& t, const Survey& all) {
  const auto broken = [](const Failure& why) { return why.step == starttls || why.step == tls_handshake; };
  const bool by_starttls =
      tls_verb(t) == "STARTTLS" && (t.retry ? broken(t.retry->why) : t.failure && broken(*t.failure));
  if (!by_starttls) return nullptr;
  return first(all, [&](const Transcript& o) {
    return inside_tls(o) && o.tls->verb == "X-ANONYMOUSTLS" && same_door(t, o);
  });
}

// Where the mode has not made a difference yet.
bool before_the_mode_matters(Step step) {
  return step >= resolve && step <= ehlo_tls;
}

bool same_end(const Transcript& a, const Transcript& b) {
  return b.outcome == Outcome::fail && b.failure && b.failure->step == a.failure->step &&
         b.failure->cls == a.failure->cls;
}

const Transcript* the_same_in_every_mode(const Transcript& t, const Survey& all) {
  if (!t.failure || !before_the_mode_matters(t.failure->step)) return nullptr;
  if (!std::ranges::all_of(all, [&](const Transcript* o) { return same_end(t, *o); })) return nullptr;
  return first(all, [&](const Transcript& o) { return o.mode != t.mode; });
}

const Transcript* login_changes_nothing(const Transcript& t, const Survey& all) {
  const bool a_right = t.failure && t.failure->step >= mail_from && t.failure->step <= data;
  if (!a_right) return nullptr;
  return first(all, [&](const Transcript& o) { return same_end(t, o) && logged_on(o) != logged_on(t); });
}

const Transcript* another_address_passes(const Transcript& t, const Survey& all) {
  return first(all, [&](const Transcript& o) {
    return same_but_address(t, o) && (o.outcome == Outcome::pass || o.outcome == Outcome::inconclusive);
  });
}

// Said at the later of two walks, and once.
template <typename Differ>
const Transcript* earlier_that_differs(const Transcript& t, const Survey& all, Differ differ) {
  for (const Transcript* o : all) {
    if (o == &t) return nullptr;
    if (same_but_address(t, *o)) return differ(t, *o) ? o : nullptr;
  }
  return nullptr;
}

std::vector<Class> faults_of(const Transcript& t) {
  std::vector<Class> faults;
  for (const CertificateFault& fault : t.tls->faults) faults.push_back(fault.cls);
  return faults;
}

// A farm may well have a certificate for each server; what matters is what it is good for.
bool certificate_differs(const Transcript& a, const Transcript& b) {
  if (!a.tls || !b.tls || a.tls->chain.empty() || b.tls->chain.empty() || a.tls->verb != b.tls->verb) {
    return false;
  }
  return a.tls->chain.front().names != b.tls->chain.front().names || faults_of(a) != faults_of(b);
}

const Transcript* another_certificate(const Transcript& t, const Survey& all) {
  return earlier_that_differs(t, all, certificate_differs);
}

bool offers_differ(const Transcript& a, const Transcript& b) {
  return !a.offers.plain.empty() && !b.offers.plain.empty() && login_offers(a) != login_offers(b) &&
         a.offers.tls.has_value() == b.offers.tls.has_value();
}

const Transcript* other_offers(const Transcript& t, const Survey& all) {
  return earlier_that_differs(t, all, offers_differ);
}

const Transcript* relays_for_nobody_in_particular(const Transcript& t, const Survey&) {
  const bool passed = t.mode == Mode::None && t.outcome == Outcome::pass && !logged_on(t);
  return passed && !relayed_recipient(t).empty() ? &t : nullptr;
}

const Transcript* none_does_the_same(const Transcript& t, const Survey& all) {
  if (t.mode != Mode::ExternalAuthoritative || t.outcome != Outcome::pass) return nullptr;
  return first(all, [&](const Transcript& o) {
    return o.mode == Mode::None && o.outcome == Outcome::pass && o.proved == t.proved && same_door(t, o);
  });
}

}  // namespace

std::span<const SurveyRule> survey_rules() {
  static constexpr std::array rows{
      SurveyRule{
          .id = "survey-other-address-accepts-login",
          .overrules = true,
          .other = accepted_at_another_address,
          .evidence = "a login refused at one address and accepted at another, with the same mechanism",
          .cause = "The credential is right: {other-address} accepted it by {other-mechanism}, and "
                   "{address} refused it. The two servers behind {host} do not agree.",
          .fix = "Do not change the password. Give both addresses to the smart host's owner: one of "
                 "them has not yet heard of the account, cannot reach its directory, or is set up "
                 "in another way.",
          .command = "authwalk walk --all-addresses",
          .blame = Blame::server},
      SurveyRule{.id = "survey-password-only-inside-tls",
                 .overrules = true,
                 .other = password_only_inside_tls,
                 .evidence = "AUTH LOGIN that fails in clear, and passes in the other Basic mode inside TLS",
                 .cause = "The smart host takes the password inside TLS only: {other-mode} logged on inside "
                          "TLS with the same credential, and this session was in clear.",
                 .fix = "Use BasicAuthRequireTLS. Nothing is wrong with the credential.",
                 .command = "Set-SendConnector {connector} -SmartHostAuthMechanism BasicAuthRequireTLS "
                            "-IgnoreSTARTTLS $false -AuthenticationCredential {credential}",
                 .blame = Blame::ours},
      SurveyRule{.id = "survey-other-mode-accepts-login",
                 .overrules = true,
                 .other = accepted_in_another_mode,
                 .evidence = "a login refused in one mode and accepted in another, with the same mechanism",
                 .cause = "The credential is right: {other-mode} logged on with it by {other-mechanism} at "
                          "{other-target}, and {target} refused it in {mode}.",
                 .fix = "Do not change the password. Use {other-mode}; else compare the Receive connectors "
                        "that answer the two.",
                 .command = "Get-ReceiveConnector | Format-List "
                            "Identity,Bindings,RemoteIPRanges,AuthMechanism,PermissionGroups",
                 .confidence = "possible",
                 .blame = Blame::server},
      SurveyRule{.id = "survey-other-mechanism-accepts-login",
                 .overrules = true,
                 .other = accepted_by_another_mechanism,
                 .evidence = "a login refused by one mechanism and accepted by another",
                 .cause = "The credential is right: {other-mode} logged on with it by {other-mechanism}, and "
                          "{mechanism} refused it. What differs is the mechanism, not the account.",
                 .fix = "Do not change the password. Use {other-mode}; else have it checked whether the "
                        "Receive connector, or an authentication policy, lets this account use {mechanism}.",
                 .command = "Get-ReceiveConnector \"<Receive connector>\" | Format-List "
                            "AuthMechanism,PermissionGroups,RemoteIPRanges",
                 .blame = Blame::server},
      SurveyRule{.id = "survey-no-exchange-needed",
                 .overrules = true,
                 .other = logs_on_without_xexps,
                 .evidence = "no X-EXPS from a server that is no Exchange, while a Basic mode passes",
                 .cause = "This is no fault: X-EXPS is a verb of Exchange servers, and {host} is none of "
                          "this organisation. It logs on with AUTH LOGIN: {other-mode} passed.",
                 .fix = "Use {other-mode}; ExchangeServer is for servers of one Exchange organisation.",
                 .command = "Set-SendConnector {connector} -SmartHostAuthMechanism {other-mode} "
                            "-AuthenticationCredential {other-credential}",
                 .blame = Blame::ours},
      SurveyRule{.id = "survey-tls-by-x-anonymoustls-only",
                 .other = tls_by_x_anonymoustls,
                 .evidence = "STARTTLS missing or broken in one mode, X-ANONYMOUSTLS working in another",
                 .cause =
                     "TLS works by X-ANONYMOUSTLS ({other-mode}) and not by STARTTLS. Exchange takes any "
                     "certificate for the first; for STARTTLS it needs one that fits this Receive "
                     "connector's FQDN.",
                 .fix = "On the receiving server event 12014 or 12016 names the FQDN. Install a certificate "
                        "with that name, in date, and enable it for SMTP.",
                 .command = "Enable-ExchangeCertificate -Thumbprint \"<thumbprint>\" -Services SMTP",
                 .blame = Blame::server},
      SurveyRule{.id = "survey-other-address-passes",
                 .other = another_address_passes,
                 .evidence = "one address of a name fails where another passes in the same mode",
                 .cause =
                     "{address} failed at {step} ({class}) and {other-address} passed, in the same mode. "
                     "Exchange tries either address of {host}, so mail goes through at one time and "
                     "not at another.",
                 .fix = "Have {address} mended or taken out of DNS; tell the smart host's owner both "
                        "addresses.",
                 .command = "Resolve-DnsName {dns-name}"},
      SurveyRule{.id = "survey-same-in-every-mode",
                 .explains = false,
                 .other = the_same_in_every_mode,
                 .evidence = "every mode fails at the same step with the same class, up to ehlo-tls",
                 .cause = "Every mode failed at {step} with {class}: it is the path or the server, not the "
                          "mode.",
                 .fix = "Leave SmartHostAuthMechanism as it is, and mend this first; the modes can be "
                        "compared after that.",
                 .command = "Test-NetConnection {host} -Port {port} -InformationLevel Detailed"},
      SurveyRule{.id = "survey-login-changes-nothing",
                 .explains = false,
                 .other = login_changes_nothing,
                 .evidence = "the same refusal of a sender or recipient with a login and without",
                 .cause = "The refusal at {step} is the same with a login and without one ({other-mode}): it "
                          "is about the sender, the recipient or a right, not about the mode.",
                 .fix = "Leave the mode. Have the right granted, or use a sender or recipient that the smart "
                        "host takes.",
                 .command = "Get-ReceiveConnector \"<Receive connector>\" | Get-ADPermission | Format-Table "
                            "User,ExtendedRights"},
      SurveyRule{.id = "survey-other-certificate",
                 .explains = false,
                 .other = another_certificate,
                 .evidence = "two addresses of one name whose certificates differ in names or faults",
                 .cause = "The addresses of {host} show different certificates: {address} one for {names} "
                          "({certificate-state}), {other-address} one for {other-names} "
                          "({other-certificate-state}).",
                 .fix = "Both must carry the name that is configured as smart host: a check of the "
                        "certificate passes at one address and not at the other.",
                 .command = "authwalk walk --all-addresses --verbose"},
      SurveyRule{.id = "survey-other-offers",
                 .explains = false,
                 .other = other_offers,
                 .evidence = "two addresses of one name that offer different ways to log on",
                 .cause = "The addresses of {host} do not offer the same: {address} offers {login-offers}, "
                          "{other-address} offers {other-login-offers}.",
                 .fix = "Exchange tries either, so only what both offer can be relied on. Have them set up "
                        "alike.",
                 .command = "Resolve-DnsName {dns-name}"},
      SurveyRule{.id = "survey-relays-without-login",
                 .explains = false,
                 .other = relays_for_nobody_in_particular,
                 .evidence = "None, and a recipient outside the smart host's own domain that is accepted",
                 .cause = "{host} takes mail for {relayed-recipient} without a login. Either it trusts this "
                          "address ({shown-address}), as a smart host should, or it relays for everybody. "
                          "From here the two look the same.",
                 .fix = "Run the same walk from an address that has no right there: it must fail at rcpt-to. "
                        "If it passes, this is an open relay.",
                 .command = "authwalk walk --mode None --to {relayed-recipient}",
                 .confidence = "possible"},
      SurveyRule{.id = "survey-external-same-as-none",
                 .explains = false,
                 .other = none_does_the_same,
                 .evidence = "ExternalAuthoritative and None pass with the same result",
                 .cause = "None passed with the same result: on the wire the two are the same, and nothing "
                          "here shows that {host} treats this server as externally secured.",
                 .fix = "Only the Receive connector tells: it must list ExternalAuthoritative and "
                        "ExchangeServers for this address. Without that, None says what is true.",
                 .command = "Get-ReceiveConnector | Format-List "
                            "Identity,RemoteIPRanges,AuthMechanism,PermissionGroups",
                 .confidence = "possible"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
