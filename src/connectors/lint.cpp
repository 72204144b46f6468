// Every rule against every definition.
#include <algorithm>
#include <array>
#include <authwalk/lint.hpp>
#include <utility>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace connectors {
namespace {

std::string in_lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

std::string name_key(const ConnectorDefinition& connector) {
  return std::string(words_for(connector.kind)) + '\0' + in_lower_case(connector.Name);
}

std::string space_key(const AddressSpace& space) {
  return in_lower_case(space.type) + '\0' + in_lower_case(space.domain) + '\0' + std::to_string(space.cost);
}

}  // namespace

Company::Company(std::span<const ConnectorDefinition> all) {
  for (const ConnectorDefinition& connector : all) {
    kinds_.at(static_cast<std::size_t>(connector.kind)).push_back(&connector);
    ++names_[name_key(connector)];
    if (!connector.Enabled) continue;
    for (const AddressSpace& space : connector.AddressSpaces) spaces_[space_key(space)].push_back(&connector);
  }
}

bool Company::has_name_twice(const ConnectorDefinition& connector) const {
  const auto found = names_.find(name_key(connector));
  return !connector.Name.empty() && found != names_.end() && found->second > 1;
}

std::string Company::rival_of(const ConnectorDefinition& connector, const AddressSpace& space) const {
  const auto found = spaces_.find(space_key(space));
  if (found == spaces_.end() || !connector.Enabled) return {};
  for (const ConnectorDefinition* other : found->second) {
    if (other != &connector && !same_name(other->Name, connector.Name)) return other->Name;
  }
  return {};
}

bool sends(const ConnectorDefinition& connector) {
  return connector.kind == ConnectorKind::send;
}

bool has_smart_hosts(const ConnectorDefinition& connector) {
  return !connector.SmartHosts.empty();
}

bool logs_on_with_password(const ConnectorDefinition& connector) {
  return sends(connector) && row(connector.SmartHostAuthMechanism).auth == AuthUse::login;
}

const DefinedSmartHost* address_among(const ConnectorDefinition& connector) {
  for (const DefinedSmartHost& host : connector.SmartHosts) {
    if (host.kind == DefinedSmartHost::Kind::address) return &host;
  }
  return nullptr;
}

bool validates_domain(const ConnectorDefinition& connector) {
  return connector.TlsAuthLevel == TlsAuthLevel::DomainValidation;
}

bool judges_certificate(const ConnectorDefinition& connector) {
  return connector.TlsAuthLevel && *connector.TlsAuthLevel != TlsAuthLevel::EncryptionOnly;
}

bool has_mode(const ConnectorDefinition& connector, Mode mode) {
  return sends(connector) && connector.SmartHostAuthMechanism == mode;
}

const OnlineHost* online_smart_host(const ConnectorDefinition& connector, OnlineUse use) {
  for (const DefinedSmartHost& host : connector.SmartHosts) {
    const OnlineHost* online = online_host(host.host);
    if (online != nullptr && online->use == use) return online;
  }
  return nullptr;
}

const OnlineHost* online_target(const ConnectorDefinition& connector) {
  if (!sends(connector)) return nullptr;
  if (has_smart_hosts(connector)) return online_smart_host(connector, OnlineUse::relay);
  for (const AddressSpace& space : connector.AddressSpaces) {
    if (const OnlineHost* online = online_routing_domain(space.domain)) return online;
  }
  return nullptr;
}

Found names_no_certificate(const ConnectorDefinition& connector, const Company& company) {
  const auto& certificates = company.of(ConnectorKind::certificate);
  const std::string_view name = connector.text_of("TlsCertificateName");
  if (name.empty() || certificates.empty() || !certificates_named(name, certificates).empty())
    return std::nullopt;
  return fact(std::string(name).append(" fits none of the ").append(std::to_string(certificates.size())));
}

std::string judged_tls(const OnlineHost& host) {
  if (host.tls_domain.empty()) return "-RequireTLS $true -TlsAuthLevel CertificateValidation";
  return std::string("-RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain ").append(host.tls_domain);
}

std::span<const LintRule* const> all_lint_rules() {
  static const std::vector<const LintRule*> all = [] {
    std::vector<const LintRule*> rows;
    for (const auto part :
         {routing_rules(), host_rules(), login_rules(), tls_rules(), online_rules(), outbound_rules(),
          estate_rules(), receiving_rules(), setting_rules(), export_rules()}) {
      for (const LintRule& rule : part) rows.push_back(&rule);
    }
    return rows;
  }();
  return all;
}

}  // namespace connectors

namespace {

using namespace connectors;

constexpr std::array<std::string_view, 3> severity_names{"error", "warning", "note"};

// Those that the export shows; when it shows none of them, all.
std::vector<std::string_view> shown_properties(const ConnectorDefinition& connector, const LintRule& rule) {
  std::vector<std::string_view> shown;
  for (const std::string_view property : rule.properties) {
    if (connector.has(property)) shown.push_back(property);
  }
  return shown.empty() ? rule.properties : shown;
}

}  // namespace

std::string_view id(Severity severity) {
  return severity_names.at(static_cast<std::size_t>(severity));
}

std::optional<Severity> find_severity(std::string_view name) {
  for (std::size_t i = 0; i < severity_names.size(); ++i) {
    if (same_name(severity_names[i], name)) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

std::vector<LintFinding> lint(std::span<const ConnectorDefinition> definitions) {
  const Company company(definitions);
  std::vector<LintFinding> findings;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const ConnectorDefinition& connector = definitions[i];
    for (const LintRule* rule : all_lint_rules()) {
      if (rule->other_half == sends_mail(connector.kind)) continue;
      const Found found = rule->finds(connector, company);
      if (!found) continue;
      auto properties = shown_properties(connector, *rule);
      const Place place = connector.place_of(properties.front());
      findings.push_back({rule->id, rule->severity, i, std::move(properties),
                          fill_lint_words(rule->summary, connector, *found),
                          fill_lint_words(rule->why, connector, *found), std::string(rule->source),
                          fill_lint_command(rule->command, connector, *found), place});
    }
  }
  std::stable_sort(findings.begin(), findings.end(), [](const LintFinding& a, const LintFinding& b) {
    return std::pair(a.connector, a.severity) < std::pair(b.connector, b.severity);
  });
  return findings;
}

bool LintReport::failed() const {
  return !unread.empty() || std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
    return finding.severity == Severity::error;
  });
}

std::vector<LintRuleInfo> lint_rules() {
  std::vector<LintRuleInfo> rules;
  for (const LintRule* rule : all_lint_rules()) {
    rules.push_back(
        {rule->id, rule->severity, rule->properties, rule->summary, rule->why, rule->source, rule->command});
  }
  return rules;
}

}  // namespace authwalk
