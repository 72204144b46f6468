// After a survey: the strongest mode that passed, what is in the way of a stronger one, and the command.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/diagnosis.hpp>
#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/remedy.hpp"
#include "diagnosis/server_kind.hpp"
#include "diagnosis/summary.hpp"

namespace authwalk {
namespace {

using diagnosis::summary;
using Walks = std::vector<const Transcript*>;

constexpr std::array strongest_first{Mode::ExchangeServer, Mode::BasicAuthRequireTLS, Mode::BasicAuth,
                                     Mode::ExternalAuthoritative, Mode::None};

Walks walks_of(const std::vector<Transcript>& all, Mode mode) {
  Walks found;
  for (const Transcript& t : all) {
    if (t.mode == mode) found.push_back(&t);
  }
  return found;
}

// A walk that ended early, or used what a Send connector would not, proves nothing for a Send connector.
bool passed(const Transcript& t) {
  return t.outcome == Outcome::pass && !t.auth.diagnostic && !t.quit_after;
}

// Exchange picks among the addresses of a smart host, so a mode must have passed on every one that was
// walked.
bool passed_everywhere(const Walks& walks) {
  return !walks.empty() && std::ranges::all_of(walks, [](const Transcript* t) { return passed(*t); });
}

// ExternalAuthoritative means something between Exchange organisations only: it makes Exchange hand its
// internal headers over. Where the receiver is something else, None does the same without that.
bool external_is_of_use(const std::vector<Transcript>& all) {
  const bool none_will_do = passed_everywhere(walks_of(all, Mode::None));
  const Walks walks = walks_of(all, Mode::ExternalAuthoritative);
  return !none_will_do ||
         std::ranges::all_of(walks, [](const Transcript* t) { return diagnosis::is_exchange(*t); });
}

std::string_view how_it_ended(const Transcript& t) {
  switch (t.outcome) {
    case Outcome::fail:
      return "failed";
    case Outcome::not_tested:
      return "was not tested";
    case Outcome::inconclusive:
      return "stayed inconclusive";
    case Outcome::pass:
      return "passed, but proves nothing for a Send connector";
  }
  return "failed";
}

// Reads on after the name of the mode.
std::string reason(const Transcript& t) {
  const std::string at =
      t.outcome == Outcome::fail && t.failure ? fmt::format(" at {}", id(t.failure->step)) : "";
  const std::string address = diagnosis::walked_address(t);
  // "Not tested: ..." is how such a summary begins; the words before it say that already.
  std::string why = summary(t);
  constexpr std::string_view prefix = "Not tested: ";
  if (why.starts_with(prefix)) why.erase(0, prefix.size());
  return fmt::format("{}{}{}: {}", how_it_ended(t), at, address.empty() ? address : " on " + address, why);
}

// That a server of another make never offers X-EXPS is no fault of anybody's.
bool not_made_for_it(const Transcript& t) {
  return t.mode == Mode::ExchangeServer && diagnosis::failed_at(t, Step::auth_offer) &&
         t.failure->cls == Class::no_common_mechanism && t.auth.offered.empty() && !diagnosis::is_exchange(t);
}

Obstacle obstacle(const Transcript& t) {
  if (not_made_for_it(t)) {
    return {t.mode,
            "is between Exchange servers of one organisation, and this smart host is none: it offers no "
            "X-EXPS. Nothing to mend.",
            Blame::ours, "", ""};
  }
  const diagnosis::Remedy remedy = diagnosis::remedy_for(t);
  return {t.mode, reason(t), remedy.blame, remedy.command, remedy.message};
}

std::string hazard(const Transcript& t) {
  switch (t.mode) {
    case Mode::BasicAuth:
      return diagnosis::inside_tls(t) ? " BasicAuth alone would send the password in clear should STARTTLS "
                                        "ever be missing; RequireTLS keeps it from that."
                                      : " The password travels in clear.";
    case Mode::ExternalAuthoritative:
      return " It is right only where the path is secured by other means (IPsec, a private line), which no "
             "walk can prove, and it hands Exchange's internal headers over.";
    case Mode::None:
      return " There is no login: the smart host goes by this server's address.";
    default:
      return {};
  }
}

// Kerberos proves the server by itself. A certificate does it where the mode looks at it: BasicAuth would
// have sent its password to any other as well.
bool server_is_known(const Transcript& t) {
  const bool verified = diagnosis::inside_tls(t) && t.tls->verified;
  const bool judged = t.mode != Mode::BasicAuth || t.connector.TlsAuthLevel > TlsAuthLevel::EncryptionOnly;
  return t.auth.mutual || (verified && judged);
}

bool server_is_known_everywhere(const Walks& walks) {
  return std::ranges::all_of(walks, [](const Transcript* t) { return server_is_known(*t); });
}

// A login at a server that has proved who it is beats one at a server that has not: NTLM and a password can
// be taken by whoever answers.
std::vector<Mode> candidates(const std::vector<Transcript>& all) {
  std::vector<Mode> modes;
  for (Mode mode : strongest_first) {
    if (mode == Mode::ExternalAuthoritative && !external_is_of_use(all)) continue;
    if (passed_everywhere(walks_of(all, mode))) modes.push_back(mode);
  }
  std::stable_partition(modes.begin(), modes.end(), [&](Mode mode) {
    return row(mode).auth != AuthUse::none && server_is_known_everywhere(walks_of(all, mode));
  });
  return modes;
}

// One connector has one name and one port.
Walks of_one_connector(const Walks& walks) {
  Walks alike;
  for (const Transcript* t : walks) {
    const Connector& first = walks.front()->connector;
    if (t->connector.Port == first.Port && t->connector.Name == first.Name) alike.push_back(t);
  }
  return alike;
}

std::string smart_hosts(const Walks& walks) {
  std::vector<std::string> names;
  for (const Transcript* t : walks) {
    const std::string name = diagnosis::powershell(t->connector.SmartHost);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, ","));
}

// Exchange's rules for what may stand together: SmartHosts needs DNSRoutingEnabled $false, a TlsAuthLevel
// needs RequireTLS, DomainValidation with a smart host needs a TlsDomain, the Basic modes need a credential.
std::string command_for(const Walks& walks) {
  const Transcript& t = *walks.front();
  const Connector& c = t.connector;
  std::string command = fmt::format("{} -SmartHosts {} -DNSRoutingEnabled $false -SmartHostAuthMechanism {}",
                                    diagnosis::fill_command("Set-SendConnector {connector}", t),
                                    smart_hosts(walks), id(t.mode));
  if (c.Port != Connector{}.Port) command += fmt::format(" -Port {}", c.Port);
  const bool basic_inside_tls = t.mode == Mode::BasicAuth && diagnosis::inside_tls(t) && !c.IgnoreSTARTTLS;
  if (c.RequireTLS || c.TlsAuthLevel || basic_inside_tls) command += " -RequireTLS $true";
  if (c.TlsAuthLevel) command += fmt::format(" -TlsAuthLevel {}", id(*c.TlsAuthLevel));
  if (c.TlsAuthLevel == TlsAuthLevel::DomainValidation) {
    command += " -TlsDomain " + diagnosis::powershell(c.TlsDomain.empty() ? c.SmartHost : c.TlsDomain);
  }
  if (c.IgnoreSTARTTLS) command += " -IgnoreSTARTTLS $true";
  if (diagnosis::basic(t)) command += diagnosis::fill_command(" -AuthenticationCredential {credential}", t);
  // The connector may have smart hosts that were not walked.
  return diagnosis::with_replaced_lists_said(std::move(command));
}

// Why a stronger mode that passed is not the one.
Obstacle passed_but(const Transcript& t, Mode recommended) {
  if (t.mode == Mode::ExternalAuthoritative) {
    return {t.mode, "passed too, but gains nothing: the smart host is no Exchange server.", Blame::ours, "",
            ""};
  }
  const bool by_ntlm = diagnosis::ntlm(t);
  return {t.mode,
          fmt::format("passed{}, but the server did not prove who it is: {}. {} made it do so, and counts as "
                      "the stronger one.",
                      by_ntlm ? " with NTLM" : "",
                      by_ntlm ? "NTLM proves only who we are, and the certificate was not verified"
                              : "its certificate was not verified",
                      id(recommended)),
          Blame::ours,
          by_ntlm ? diagnosis::fill_command("authwalk walk --mechanism= --ccache <cache>", t) : "", ""};
}

std::vector<Obstacle> in_the_way_of_stronger(const std::vector<Transcript>& all, Mode mode) {
  std::vector<Obstacle> obstacles;
  for (Mode stronger : strongest_first) {
    if (stronger == mode) break;
    const Walks others = walks_of(all, stronger);
    if (others.empty()) continue;
    const auto stopped = std::ranges::find_if(others, [](const Transcript* o) { return !passed(*o); });
    if (stopped != others.end()) {
      obstacles.push_back(obstacle(**stopped));
      continue;
    }
    const auto unknown =
        std::ranges::find_if(others, [](const Transcript* o) { return !server_is_known(*o); });
    obstacles.push_back(passed_but(unknown != others.end() ? **unknown : *others.front(), mode));
  }
  return obstacles;
}

Recommendation recommended(const std::vector<Transcript>& all, Mode mode) {
  const Walks walks = walks_of(all, mode);
  const Walks alike = of_one_connector(walks);
  const Transcript& t = *walks.front();
  std::string why =
      fmt::format("{} is the strongest mode that passed. {}{}", id(mode), summary(t), hazard(t));
  if (alike.size() < walks.size()) {
    why +=
        " The command is for one connector; what was walked on another port, or for another connector, "
        "needs one of its own.";
  }
  return {mode, why, command_for(alike), in_the_way_of_stronger(all, mode)};
}

bool all_ended_alike(const std::vector<Transcript>& all) {
  return std::ranges::all_of(all, [&](const Transcript& t) {
    const auto& first = all.front().failure;
    return t.outcome == Outcome::fail && t.failure && first && t.failure->step == first->step &&
           t.failure->cls == first->cls;
  });
}

// The walk that got farthest is the one with the least left to mend.
Recommendation nothing_passed(const std::vector<Transcript>& all) {
  if (all.empty()) return {std::nullopt, "No mode was walked.", ""};
  const auto progress = [](const Transcript& t) { return t.failure ? t.failure->step : Step::quit; };
  const Transcript* nearest = nullptr;
  for (Mode mode : strongest_first) {
    for (const Transcript* t : walks_of(all, mode)) {
      if (!passed(*t) && (nearest == nullptr || progress(*t) > progress(*nearest))) nearest = t;
    }
  }
  if (nearest == nullptr) {
    return {std::nullopt,
            "ExternalAuthoritative passed, but gains nothing: the smart host is no Exchange server.", ""};
  }
  const Obstacle last = obstacle(*nearest);
  if (all.size() > 1 && all_ended_alike(all)) {
    return {std::nullopt, fmt::format("No mode can be recommended. Every mode {}", last.reason), "", {last}};
  }
  return {std::nullopt,
          fmt::format("No mode can be recommended. The nearest one: {} {}", id(last.mode), last.reason),
          "",
          {last}};
}

// What must be mended before the mode can pass; empty where nobody knows of anything that would.
std::string to_mend(const Transcript& t) {
  if (!t.failure) return {};
  const Failure& failure = *t.failure;
  const std::string host = t.connector.SmartHost;
  const std::string user = t.auth.user.empty() ? std::string("the login") : t.auth.user;
  switch (failure.cls) {
    case Class::cert_expired:
      return fmt::format("renew the certificate of {}", host);
    case Class::cert_not_yet_valid:
      return fmt::format("correct the clock, or replace the certificate of {}: it is not valid yet", host);
    case Class::cert_self_signed:
    case Class::cert_untrusted:
      return fmt::format("let {} show a certificate whose authority this server trusts", host);
    case Class::cert_name_mismatch:
      return fmt::format("let {} show a certificate with its name, or use a name that the certificate has",
                         host);
    case Class::cert_purpose:
    case Class::cert_weak:
    case Class::cert_revoked:
      return fmt::format("replace the certificate of {}", host);
    case Class::bad_credentials:
    case Class::credential_invalid:
      return fmt::format("correct the credential of {}", user);
    case Class::lockout_guard:
      return fmt::format("correct the credential of {}, which was refused", user);
    case Class::account_disabled_or_locked:
      return fmt::format("enable or unlock the account {}", user);
    case Class::no_credential:
      return "get a credential for the smart host";
    case Class::cleartext_not_allowed:
      return t.tls && t.tls->established ? fmt::format("let {} show a certificate that can be verified", host)
                                         : "";
    case Class::auth_required:
      return "log on";
    default:
      break;
  }
  if (failure.cls == Class::rejected_temporarily || (failure.reply && failure.reply->temporary()))
    return fmt::format("wait until {} can do what it refused for now", host);
  return {};
}

bool offers_login(const Transcript& t) {
  const auto has = [](const std::vector<std::string>& offers) {
    return std::ranges::any_of(offers, [](std::string_view line) {
      return line.starts_with("AUTH") && (" " + std::string(line) + " ").find(" LOGIN ") != std::string::npos;
    });
  };
  return has(t.offers.plain) || (t.offers.tls && has(*t.offers.tls)) ||
         std::ranges::find(t.auth.offered, "LOGIN") != t.auth.offered.end();
}

bool offers_any_login(const Transcript& t) {
  const auto has = [](const std::vector<std::string>& offers) {
    return std::ranges::any_of(
        offers, [](std::string_view line) { return line.starts_with("AUTH") || line.starts_with("X-EXPS"); });
  };
  return has(t.offers.plain) || (t.offers.tls && has(*t.offers.tls));
}

// Every EHLO that counts was heard, and none of them offers a login.
bool has_no_login(const std::vector<Transcript>& all) {
  bool heard = false;
  for (const Transcript& t : all) {
    if (offers_any_login(t)) return false;
    const bool starttls = std::ranges::find(t.offers.plain, "STARTTLS") != t.offers.plain.end();
    heard = heard || t.offers.tls || (!t.offers.plain.empty() && !starttls);
  }
  return heard;
}

// The strongest mode with a login that both ends have and that something stands in the way of.
struct Mendable {
  const Transcript* walk = nullptr;
  std::string what;
};

Mendable mendable(const std::vector<Transcript>& all) {
  const bool login = std::ranges::any_of(all, offers_login);
  // Behind a certificate that stopped the walk nobody has heard what is offered.
  const bool login_unknown =
      std::ranges::none_of(all, [](const Transcript& t) { return t.offers.tls.has_value(); });
  for (Mode mode : {Mode::BasicAuthRequireTLS, Mode::ExchangeServer, Mode::BasicAuth}) {
    const Walks walks = walks_of(all, mode);
    const auto stopped = std::ranges::find_if(walks, [](const Transcript* t) { return !passed(*t); });
    if (stopped == walks.end()) continue;
    const Transcript& t = **stopped;
    const std::string what = to_mend(t);
    if (what.empty()) continue;
    const bool both_have_it = mode == Mode::ExchangeServer ? offers_any_login(t) && diagnosis::is_exchange(t)
                                                           : login || login_unknown;
    const bool heard = t.failure->step > Step::ehlo;
    if (both_have_it && heard) return {&t, what};
  }
  return {};
}

Recommendation after_mending(const std::vector<Transcript>& all, const Mendable& found) {
  const Transcript& t = *found.walk;
  const Obstacle obstacle_here = obstacle(t);
  Recommendation advice{t.mode,
                        fmt::format("{} {}", id(t.mode), obstacle_here.reason),
                        command_for(of_one_connector(walks_of(all, t.mode))),
                        {obstacle_here}};
  for (const Transcript& other : all) {
    if (other.mode != t.mode || passed(other)) continue;
    const std::string what = to_mend(other);
    if (!what.empty() && std::ranges::find(advice.after, what) == advice.after.end())
      advice.after.push_back(what);
  }
  return advice;
}

bool credential_given(const std::vector<Transcript>& all) {
  return std::ranges::any_of(
      all, [](const Transcript& t) { return !t.auth.user.empty() || !t.auth.principal.empty(); });
}

bool relayed(const Walks& walks) {
  return std::ranges::all_of(
      walks, [](const Transcript* t) { return std::ranges::find(t->proved, "relay") != t->proved.end(); });
}

Recommendation nothing_proves(const std::vector<Transcript>& all, Mode mode) {
  std::string why = fmt::format(
      "No mode can be recommended: {} passed, and that proves no more than that the sender is "
      "accepted.",
      id(mode));
  if (credential_given(all)) {
    why += " No mode with a login passed.";
  } else {
    why +=
        " --to with an address of another domain shows whether this server may relay, -u whether it can log "
        "on.";
  }
  Recommendation advice{std::nullopt, why, ""};
  for (const Obstacle& each : in_the_way_of_stronger(all, mode)) advice.in_the_way.push_back(each);
  return advice;
}

}  // namespace

Recommendation recommend(const std::vector<Transcript>& walks) {
  const std::vector<Mode> modes = candidates(walks);
  const bool strong =
      !modes.empty() && row(modes.front()).auth != AuthUse::none && modes.front() != Mode::BasicAuth;
  if (strong) return recommended(walks, modes.front());
  const Mendable found = mendable(walks);
  const bool better = found.walk != nullptr && (modes.empty() || found.walk->mode != Mode::BasicAuth);
  if (modes.empty()) return better ? after_mending(walks, found) : nothing_passed(walks);
  const Mode mode = modes.front();
  if (mode == Mode::BasicAuth) return better ? after_mending(walks, found) : recommended(walks, mode);
  // A mode without a login
  const bool may = has_no_login(walks) || (!credential_given(walks) && relayed(walks_of(walks, mode)));
  if (may) return recommended(walks, mode);
  const bool only_a_credential_is_missing =
      found.walk != nullptr && found.walk->failure->cls == Class::no_credential;
  if (found.walk != nullptr && !only_a_credential_is_missing) return after_mending(walks, found);
  return nothing_proves(walks, mode);
}

}  // namespace authwalk
