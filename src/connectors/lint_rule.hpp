// One row of the table of lint rules, and what its condition may look at.
#pragma once

#include <array>
#include <authwalk/lint.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/estate.hpp"
#include "connectors/exchange_refuses.hpp"
#include "model/known_hosts.hpp"

namespace authwalk::connectors {

/// What a rule found: the text that goes into {found}, and what goes into {settings} of its command.
struct Fact {
  std::string text;
  std::string settings{};  ///< "-Port 587": PowerShell already, quoted where it has to be
};
/// Empty when the rule does not apply.
using Found = std::optional<Fact>;

inline Found found_if(bool applies) {
  return applies ? Found(Fact{}) : std::nullopt;
}
/// What Exchange refuses is written down once, in exchange_refuses.cpp.
inline Found found_if_refused(const ConnectorDefinition& connector, std::string_view id) {
  return found_if(exchange_refuses(connector, id));
}
inline Found fact(std::string text, std::string settings = {}) {
  return Fact{std::move(text), std::move(settings)};
}

/// The other connectors that were read together with one.
class Company {
 public:
  explicit Company(std::span<const ConnectorDefinition> all);
  /// Another connector of that kind and name.
  bool has_name_twice(const ConnectorDefinition& connector) const;
  /// Name of another enabled connector with the same address space and cost; empty when there is none.
  std::string rival_of(const ConnectorDefinition& connector, const AddressSpace& space) const;
  /// All of that kind.
  const Definitions& of(ConnectorKind kind) const { return kinds_.at(static_cast<std::size_t>(kind)); }

 private:
  std::array<Definitions, 6> kinds_;
  std::unordered_map<std::string, std::size_t> names_;
  std::unordered_map<std::string, std::vector<const ConnectorDefinition*>> spaces_;
};

struct LintRule {
  std::string_view id;
  Severity severity = Severity::error;
  std::vector<std::string_view> properties;  ///< the first that the export shows is the finding's place
  Found (*finds)(const ConnectorDefinition&, const Company&) = nullptr;

  // Templates; the placeholders are in lint_words.cpp.
  std::string_view summary;
  std::string_view why;
  std::string_view source{};   ///< where that is documented; empty: it follows from what is
  std::string_view command{};  ///< empty when nothing that can be typed helps
  bool other_half = false;     ///< about what does not send: Receive and inbound connectors
};

std::span<const LintRule> export_rules();
std::span<const LintRule> outbound_rules();
std::span<const LintRule> routing_rules();
std::span<const LintRule> host_rules();
std::span<const LintRule> tls_rules();
std::span<const LintRule> login_rules();
std::span<const LintRule> online_rules();
std::span<const LintRule> setting_rules();
std::span<const LintRule> estate_rules();
std::span<const LintRule> receiving_rules();

/// All of them, in the order in which their findings are told.
std::span<const LintRule* const> all_lint_rules();

/// Fills the placeholders of a summary or a reason. Text of the export may stand in it: renderers escape it.
std::string fill_lint_words(std::string_view text, const ConnectorDefinition& connector, const Fact& found);
/// Fills a command; what comes from the export is quoted for PowerShell. A Set- command gains what Exchange
/// demands together with what it sets.
std::string fill_lint_command(std::string_view text, const ConnectorDefinition& connector, const Fact& found);

// What several rules ask.
bool sends(const ConnectorDefinition& connector);  ///< of Exchange Server, not of Exchange Online
bool has_smart_hosts(const ConnectorDefinition& connector);
bool logs_on_with_password(const ConnectorDefinition& connector);
/// First smart host that is given by its address; null when there is none.
const DefinedSmartHost* address_among(const ConnectorDefinition& connector);
bool validates_domain(const ConnectorDefinition& connector);
bool judges_certificate(const ConnectorDefinition& connector);
bool has_mode(const ConnectorDefinition& connector, Mode mode);
/// The first smart host that is Exchange Online's for that use; null when there is none.
const OnlineHost* online_smart_host(const ConnectorDefinition& connector, OnlineUse use);
/// Where a Send connector leads into Exchange Online: by a smart host, or by DNS and a routing domain among
/// its address spaces (HealthChecker's own test). Null when it does not.
const OnlineHost* online_target(const ConnectorDefinition& connector);
/// "-TlsAuthLevel DomainValidation -TlsDomain ..." as far as the names in that host's certificate are known.
std::string judged_tls(const OnlineHost& host);
/// TlsCertificateName, where certificates were read and none of them is meant.
Found names_no_certificate(const ConnectorDefinition& connector, const Company& company);

// Where the facts come from.
inline constexpr std::string_view set_send_connector =
    "https://learn.microsoft.com/powershell/module/exchangepowershell/set-sendconnector";
inline constexpr std::string_view set_outbound_connector =
    "https://learn.microsoft.com/powershell/module/exchangepowershell/set-outboundconnector";
inline constexpr std::string_view send_connectors =
    "https://learn.microsoft.com/exchange/mail-flow/connectors/send-connectors";
inline constexpr std::string_view health_checker =
    "https://microsoft.github.io/CSS-Exchange/Diagnostics/HealthChecker";

}  // namespace authwalk::connectors
