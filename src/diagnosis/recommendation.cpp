// After a survey: the strongest mode that passed, what is in the way of a stronger one, and the command.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/diagnosis.hpp>
#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
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

std::string obstacle(const Transcript& t) {
  const std::string at =
      t.outcome == Outcome::fail && t.failure ? fmt::format(" at {}", id(t.failure->step)) : "";
  const std::string address = diagnosis::remote_address(t);
  // "Not tested: ..." is how such a summary begins; the words before it say that already.
  std::string why = summary(t);
  constexpr std::string_view prefix = "Not tested: ";
  if (why.starts_with(prefix)) why.erase(0, prefix.size());
  return fmt::format("{} {}{}{}: {}", id(t.mode), how_it_ended(t), at,
                     address.empty() ? address : " on " + address, why);
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
  return command;
}

Recommendation recommended(const std::vector<Transcript>& all, Mode mode) {
  const Walks walks = walks_of(all, mode);
  const Transcript& t = *walks.front();
  std::string why =
      fmt::format("{} is the strongest mode that passed. {}{}", id(mode), summary(t), hazard(t));
  for (Mode stronger : strongest_first) {
    if (stronger == mode) break;
    const Walks others = walks_of(all, stronger);
    const auto stopped = std::ranges::find_if(others, [](const Transcript* o) { return !passed(*o); });
    if (stopped != others.end()) {
      why += " " + obstacle(**stopped);
    } else if (!others.empty()) {
      why += fmt::format(" {} passed too, but gains nothing: the smart host is no Exchange server.",
                         id(stronger));
    }
  }
  return {mode, why, command_for(walks)};
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
  return {std::nullopt, "No mode can be recommended. The nearest one: " + obstacle(*nearest), ""};
}

}  // namespace

Recommendation recommend(const std::vector<Transcript>& walks) {
  for (Mode mode : strongest_first) {
    if (mode == Mode::ExternalAuthoritative && !external_is_of_use(walks)) continue;
    if (passed_everywhere(walks_of(walks, mode))) return recommended(walks, mode);
  }
  return nothing_passed(walks);
}

}  // namespace authwalk
