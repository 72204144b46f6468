#include "connector_walks.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <authwalk/lint.hpp>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "definition_file.hpp"
#include "flag_value.hpp"
#include "tls_certificate_map.hpp"
#include "walk_overrides.hpp"

namespace authwalk::cli {
namespace {

using Notes = std::vector<std::string>;

// --- which connectors
// -----------------------------------------------------------------------------------------
struct Choice {
  std::string file;
  std::string name;  // empty: every enabled connector
};

bool exists(const std::string& file) {
  struct stat status {};
  return file == "-" || stat(file.c_str(), &status) == 0;
}

// File names and connector names may both hold a #. What exists decides.
Choice choice_of(const std::string& typed) {
  if (exists(typed)) return {typed, ""};
  std::size_t first = typed.find('#');
  for (std::size_t at = first; at != std::string::npos; at = typed.find('#', at + 1)) {
    if (!exists(typed.substr(0, at))) continue;
    first = at;
    break;
  }
  if (first == std::string::npos) return {typed, ""};
  if (first + 1 == typed.size()) {
    throw CommandError{exit_usage, fmt::format("--connector {} names no connector after the #", shown(typed)),
                       "--connector \"connectors.xml#Outbound to Contoso\""};
  }
  return {typed.substr(0, first), typed.substr(first + 1)};
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    list += fmt::format("{}{}", list.empty() ? "" : ", ", shown(names[i]));
  return names.size() > most ? fmt::format("{} and {} more", list, names.size() - most) : list;
}

[[noreturn]] void refuse_name(const Choice& choice, const std::vector<ConnectorDefinition>& all) {
  std::vector<std::string> names;
  for (const ConnectorDefinition& each : all) names.push_back(each.Name);
  throw CommandError{
      exit_data, fmt::format("no connector {} is in {}", shown(choice.name), shown(choice.file)),
      did_you_mean(choice.name, names,
                   fmt::format("there {} {}", names.size() == 1 ? "is" : "are", listed(names)))};
}

// Names of what is not walked, by the reason.
class LeftOut {
 public:
  std::vector<std::string> disabled, by_dns, to_site, other_half;
  std::string_view other_kind;

  void tell(Notes& notes) const {
    if (!disabled.empty()) {
      notes.push_back(fmt::format("disabled, not walked: {} (--connector FILE#NAME walks one all the same)",
                                  listed(disabled)));
    }
    if (!by_dns.empty())
      notes.push_back(
          fmt::format("without a smart host, not walked: {} (they route by DNS)", listed(by_dns)));
    if (!to_site.empty()) {
      notes.push_back(
          fmt::format("not walked: {}: -- stands for the Mailbox servers of the site that the Edge server is "
                      "subscribed to; "
                      "walk one of them by its name",
                      listed(to_site)));
    }
    if (!other_half.empty()) {
      notes.push_back(fmt::format("not walked, since it sends nothing: {} {} (authwalk lint checks it)",
                                  other_kind, listed(other_half)));
    }
  }

  [[noreturn]] void refuse() const {
    std::string why;
    const auto count = [&](const std::vector<std::string>& names, std::string_view what) {
      if (!names.empty()) why += fmt::format("{}{} {}", why.empty() ? "" : ", ", names.size(), what);
    };
    count(disabled, "disabled");
    count(by_dns, "without a smart host (by DNS)");
    count(to_site, "to the Mailbox servers of an Edge server's site (--)");
    count(other_half, fmt::format("that sends nothing ({})", other_kind));
    throw CommandError{exit_data, fmt::format("nothing to walk: {}", why.empty() ? "no connector" : why),
                       other_half.empty()
                           ? "authwalk lint FILE shows what is in it; FILE#NAME walks a disabled connector"
                           : "what sends is exported by Get-SendConnector | Export-Clixml connectors.xml"};
  }
};

bool leads_to_site(const ConnectorDefinition& connector) {
  return std::any_of(connector.SmartHosts.begin(), connector.SmartHosts.end(),
                     [](const auto& host) { return host.kind == DefinedSmartHost::Kind::site; });
}

// A connector, and the file that it was read from as --connector names it.
struct Chosen {
  std::vector<ConnectorDefinition> connectors;
  std::vector<std::string> files;
};

Chosen chosen_connectors(const std::vector<std::string>& typed, LeftOut& left_out) {
  Chosen chosen;
  for (const std::string& each : typed) {
    const Choice choice = choice_of(each);
    const auto all = read_definition_file(choice.file);
    const std::string wanted = in_lower_case(choice.name);
    bool found = false;
    for (const ConnectorDefinition& connector : all) {
      if (!wanted.empty() && in_lower_case(connector.Name) != wanted) continue;
      found = true;
      if (!sends_mail(connector.kind)) {
        left_out.other_half.push_back(connector.Name);
        left_out.other_kind = words_for(connector.kind);
      } else if (leads_to_site(connector)) {
        left_out.to_site.push_back(connector.Name);
      } else if (wanted.empty() && !connector.Enabled) {
        left_out.disabled.push_back(connector.Name);
      } else if (connector.SmartHosts.empty() && connector.shows_whole("SmartHosts")) {
        left_out.by_dns.push_back(connector.Name);
      } else {
        chosen.connectors.push_back(connector);
        chosen.files.push_back(choice.file);
      }
    }
    if (!found) refuse_name(choice, all);
  }
  return chosen;
}

// --- what is known to be wrong with them
// ----------------------------------------------------------------------
void tell_errors(const std::vector<ConnectorDefinition>& connectors, Notes& notes) {
  constexpr std::size_t most = 20;
  std::size_t errors = 0;
  for (const LintFinding& finding : lint(connectors)) {
    if (finding.severity != Severity::error || ++errors > most) continue;
    notes.push_back(printable(fmt::format("{}: {}: {} ({})", connectors[finding.connector].Name, finding.rule,
                                          finding.summary, finding.place.text())));
  }
  if (errors > most)
    notes.push_back(fmt::format("{} more errors in the definitions: authwalk lint", errors - most));
}

void tell_online(const std::vector<ConnectorDefinition>& connectors, Notes& notes) {
  const bool online = std::any_of(connectors.begin(), connectors.end(), [](const auto& connector) {
    return connector.kind == ConnectorKind::outbound;
  });
  if (online) {
    notes.push_back(
        "an outbound connector of Exchange Online sends from Microsoft's addresses; walked from here, the "
        "smart "
        "host sees another one");
  }
}

// --- from a definition to a plan
// ------------------------------------------------------------------------------
// A line break in a name would be a command of its own on the wire, so nothing but a name goes there.
template <typename Check>
auto checked(const Place& place, Check check) {
  try {
    return check();
  } catch (CommandError& error) {
    throw CommandError{exit_data, fmt::format("{}: {}", printable(place.text()), error.problem),
                       "correct the connector and export it anew; --connector FILE#NAME walks another one"};
  }
}

Connector connector_of(const ConnectorDefinition& definition, const Connector& common) {
  Connector connector = common;
  connector.Name = definition.Name;
  connector.Port = static_cast<std::uint16_t>(definition.Port);
  if (!definition.Fqdn.empty()) {
    connector.Fqdn = checked(definition.place_of("Fqdn"),
                             [&] { return flag_value("Fqdn", definition.Fqdn, setting::host_name); });
  }
  connector.RequireTLS = definition.RequireTLS;
  connector.IgnoreSTARTTLS = definition.IgnoreSTARTTLS;
  connector.TlsAuthLevel = definition.TlsAuthLevel;
  connector.TlsDomain.clear();
  // Without DomainValidation Exchange keeps the setting and does nothing with it.
  if (definition.TlsAuthLevel == TlsAuthLevel::DomainValidation && !definition.TlsDomain.empty()) {
    connector.TlsDomain = checked(definition.place_of("TlsDomain"), [&] {
      return flag_value("TlsDomain", definition.TlsDomain, setting::tls_domain);
    });
  }
  connector.SourceIPAddress = definition.SourceIPAddress;
  connector.ForceHELO = definition.ForceHELO;
  connector.MaxMessageSize = definition.MaxMessageSize;
  return connector;
}

std::vector<Mode> modes_of(const ConnectorDefinition& definition, const Expectations& expectations) {
  return expectations.survey ? std::vector<Mode>{definition.SmartHostAuthMechanism} : expectations.modes;
}

class Planning {
 public:
  Planning(const WalkArguments& given, const CommonSettings& common, TlsCertificateMap& certificates,
           Notes& notes)
      : given_(given),
        common_(common),
        certificates_(certificates),
        notes_(notes),
        credential_(std::make_shared<const CredentialRequest>(common.credential)) {}

  void add(const ConnectorDefinition& definition, const std::string& file) {
    // What came through a pipe is gone: only a gap can stand for it.
    told_by_ = fmt::format("--connector={}#{}", file == "-" ? "<file>" : file, definition.Name);
    WalkPlan plan = common_.walk;
    plan.connector = connector_of(definition, common_.walk.connector);
    WalkArguments given = given_;
    if (!definition.Fqdn.empty()) given.fqdn.reset();  // for those that have none
    override_connector(given, plan.connector);
    plan.tls = certificates_.settings_for(definition, notes_);
    for (const DefinedSmartHost& host : definition.SmartHosts) {
      if (host.kind == DefinedSmartHost::Kind::range) {
        notes_.push_back(fmt::format("{}: the smart host {} is a range of addresses and is not walked",
                                     printable(definition.Name), printable(host.host)));
        continue;
      }
      plan.connector.SmartHost = checked(
          host.place, [&] { return flag_value("the smart host", host.host, setting::host_or_address); });
      plan.connector.Port = static_cast<std::uint16_t>(definition.Port);
      told_as_ = plan.connector.target();
      if (given_.port) plan.connector.Port = common_.walk.connector.Port;
      for (const Mode mode : modes_of(definition, common_.expectations)) add_walk(plan, mode);
    }
  }

  std::vector<Assignment> take() { return std::move(walks_); }

 private:
  void add_walk(WalkPlan plan, Mode mode) {
    Assignment walk;
    plan.mode = mode;
    walk.plan = std::move(plan);
    walk.told_by = told_by_;
    walk.told_as = told_as_;
    // A connector is expected to work.
    walk.expected = common_.expectations.survey ? std::optional<Expectation>(Outcome::pass)
                                                : common_.expectations.of(mode);
    // A mode that does not log on never gets the credential.
    if (row(mode).auth != AuthUse::none) walk.credential = credential_;
    walks_.push_back(std::move(walk));
  }

  const WalkArguments& given_;
  const CommonSettings& common_;
  TlsCertificateMap& certificates_;
  Notes& notes_;
  std::shared_ptr<const CredentialRequest> credential_;
  std::string told_by_, told_as_;
  std::vector<Assignment> walks_;
};

}  // namespace

std::vector<Assignment> walks_of_connectors(const WalkArguments& given, const CommonSettings& common,
                                            const TlsSettings& run_tls, std::vector<std::string>& notes) {
  TlsCertificateMap certificates(given.tls_certificate, run_tls);
  LeftOut left_out;
  const auto [connectors, files] = chosen_connectors(given.connector, left_out);
  left_out.tell(notes);
  tell_errors(connectors, notes);
  tell_online(connectors, notes);
  Planning planning(given, common, certificates, notes);
  for (std::size_t i = 0; i < connectors.size(); ++i) planning.add(connectors[i], files[i]);
  certificates.tell_unused(notes);
  auto walks = planning.take();
  if (walks.empty()) left_out.refuse();
  return walks;
}

}  // namespace authwalk::cli
