#include "connector_walks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <authwalk/lint.hpp>

#include "chosen_connectors.hpp"
#include "command_error.hpp"
#include "flag_value.hpp"
#include "tls_certificate_map.hpp"
#include "walk_overrides.hpp"

namespace authwalk::cli {
namespace {

using Notes = std::vector<std::string>;

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
  } catch (const CommandError& error) {
    throw InputError{place, error.problem,
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

  void add(const ChosenConnector& chosen) {
    const ConnectorDefinition& definition = chosen.connector;
    // What came through a pipe is gone: only a gap can stand for it.
    told_by_ = fmt::format("--connector={}#{}", chosen.file == "-" ? "<file>" : chosen.file, definition.Name);
    try {
      if (const PropertyFault* fault = definition.decisive_fault()) throw fault->error;
      if (chosen.domains.empty()) {
        add_smart_hosts(definition);
      } else {
        add_domains(definition, chosen.domains);
      }
      whole_ = true;
    } catch (const InputError& error) {
      add_faulty(definition, error);
    }
  }

  // Where no connector can be walked there is nothing else to say.
  std::vector<Assignment> take() {
    if (!whole_ && first_fault_) {
      throw CommandError{exit_data,
                         fmt::format("{}: {}", printable(first_fault_->place.text()), first_fault_->problem),
                         first_fault_->hint};
    }
    return std::move(walks_);
  }

 private:
  WalkPlan plan_of(const ConnectorDefinition& definition) {
    WalkPlan plan = common_.walk;
    plan.connector = connector_of(definition, common_.walk.connector);
    WalkArguments given = given_;
    if (!definition.Fqdn.empty()) given.fqdn.reset();  // for those that have none
    override_connector(given, plan.connector);
    // A connector that ignores STARTTLS shows no certificate, not even where BasicAuthRequireTLS starts TLS.
    if (!definition.IgnoreSTARTTLS) plan.tls = certificates_.settings_for(definition, notes_);
    return plan;
  }

  void add_smart_hosts(const ConnectorDefinition& definition) {
    WalkPlan plan = plan_of(definition);
    std::vector<std::string> hosts;
    for (const DefinedSmartHost& host : definition.SmartHosts) {
      if (host.kind == DefinedSmartHost::Kind::range) {
        notes_.push_back(fmt::format("{}: the smart host {} is a range of addresses and is not walked",
                                     printable(definition.Name), printable(host.host)));
        continue;
      }
      hosts.push_back(checked(
          host.place, [&] { return flag_value("the smart host", host.host, setting::host_or_address); }));
    }
    for (const std::string& host : hosts) {
      plan.connector.SmartHost = host;
      plan.connector.Port = static_cast<std::uint16_t>(definition.Port);
      add_modes(plan, modes_of(definition, common_.expectations));
    }
  }

  // Exchange never logs on by DNS, and Port is for smart hosts.
  void add_domains(const ConnectorDefinition& definition, const std::vector<std::string>& domains) {
    WalkPlan plan = plan_of(definition);
    for (const std::string& domain : domains) {
      plan.connector.SmartHost = domain;
      plan.connector.Port = Connector{}.Port;
      // The name that Exchange compares is then that of the domain, or one below it.
      if (definition.TlsAuthLevel == TlsAuthLevel::DomainValidation && definition.TlsDomain.empty() &&
          !given_.tls_domain)
        plan.connector.TlsDomain = "*." + domain;
      add_modes(plan, common_.expectations.survey ? std::vector{Mode::None} : common_.expectations.modes);
    }
    notes_.push_back(printable(fmt::format("{} routes by DNS: walked to the MX hosts of {}", definition.Name,
                                           fmt::join(domains, ", "))));
  }

  // It stands in the report beside the others, and nothing is sent.
  void add_faulty(const ConnectorDefinition& definition, const InputError& error) {
    if (!first_fault_) first_fault_ = error;
    WalkPlan plan = common_.walk;
    plan.connector.Name = definition.Name;
    plan.connector.SmartHost =
        definition.SmartHosts.empty() ? "(none)" : printable(definition.SmartHosts.front().host);
    plan.definition_fault = printable(fmt::format("{}: {}", error.place.text(), error.problem));
    add_modes(plan, modes_of(definition, common_.expectations));
  }

  void add_modes(WalkPlan& plan, const std::vector<Mode>& modes) {
    told_as_ = plan.connector.target();
    if (given_.port) plan.connector.Port = common_.walk.connector.Port;
    for (const Mode mode : modes) add_walk(plan, mode);
  }

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
  std::optional<InputError> first_fault_;
  bool whole_ = false;  // one connector can be walked
  std::vector<Assignment> walks_;
};

}  // namespace

std::vector<Assignment> walks_of_connectors(const WalkArguments& given, const CommonSettings& common,
                                            const TlsSettings& run_tls, std::vector<std::string>& notes) {
  TlsCertificateMap certificates(given.tls_certificate, run_tls);
  LeftOut left_out;
  const std::string for_domain =
      given.for_domain ? flag_value("--for", *given.for_domain, setting::host_name) : std::string();
  const auto chosen = chosen_connectors(given.connector, for_domain, left_out);
  left_out.tell(notes);
  std::vector<ConnectorDefinition> connectors;
  for (const ChosenConnector& each : chosen) connectors.push_back(each.connector);
  tell_errors(connectors, notes);
  tell_online(connectors, notes);
  Planning planning(given, common, certificates, notes);
  for (const ChosenConnector& each : chosen) planning.add(each);
  certificates.tell_unused(notes);
  auto walks = planning.take();
  if (walks.empty()) left_out.refuse();
  return walks;
}

}  // namespace authwalk::cli
