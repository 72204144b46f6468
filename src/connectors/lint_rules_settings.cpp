// Names, limits and logging.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/names.hpp>
#include <chrono>

#include "connectors/lint_rule.hpp"
#include "model/lookup.hpp"

namespace authwalk::connectors {
namespace {

using Definition = ConnectorDefinition;

constexpr std::uint64_t largest_size = 2'147'483'647;
constexpr std::uint64_t least_useful_size = 1024 * 1024;

// A smart host inside knows internal names. By DNS mail goes anywhere.
bool goes_outside(const Definition& c) {
  if (c.SmartHosts.empty()) return c.DNSRoutingEnabled.value_or(false);
  return std::any_of(c.SmartHosts.begin(), c.SmartHosts.end(), [](const DefinedSmartHost& host) {
    return host.kind == DefinedSmartHost::Kind::name
               ? !is_internal_name(host.host)
               : host.kind == DefinedSmartHost::Kind::address && !is_private_address(host.host);
  });
}

}  // namespace

std::span<const LintRule> setting_rules() {
  static const std::vector<LintRule> rows{
      {.id = "connector-fqdn-invalid",
       .severity = Severity::error,
       .properties = {"Fqdn"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (c.Fqdn.empty()) return std::nullopt;
         const char* fault = host_name_fault(c.Fqdn);
         return fault == nullptr ? std::nullopt : fact(fmt::format("{} ({})", c.Fqdn, fault));
       },
       .summary = "Fqdn is {found}.",
       .why = "It is what EHLO says, and a server may refuse a name that is none (501, 550).",
       .source = "RFC 5321 section 4.1.1.1",
       .command = "{set} {connector} -Fqdn \"<mail.contoso.example>\""},
      {.id = "connector-fqdn-short",
       .severity = Severity::warning,
       .properties = {"Fqdn"},
       .finds =
           [](const Definition& c, const Company&) {
             return found_if(!c.Fqdn.empty() && host_name_fault(c.Fqdn) == nullptr &&
                             c.Fqdn.find('.') == std::string::npos);
           },
       .summary = "Fqdn is {fqdn}, a name without a domain.",
       .why = "EHLO is to say a full name; many servers refuse another one with 504 or 550.",
       .source = "RFC 5321 section 4.1.1.1",
       .command = "{set} {connector} -Fqdn \"<mail.contoso.example>\""},
      {.id = "connector-fqdn-internal",
       .severity = Severity::warning,
       .properties = {"Fqdn"},
       .finds =
           [](const Definition& c, const Company&) {
             const bool internal = c.Fqdn.find('.') != std::string::npos && is_internal_name(c.Fqdn);
             return found_if(internal && goes_outside(c));
           },
       .summary = "Fqdn is {fqdn}, which only your own DNS servers know.",
       .why =
           "A smart host outside cannot look it up, counts it against the mail or refuses it, and no public "
           "certificate carries it.",
       .source = "RFC 6762 section 3",
       .command = "{set} {connector} -Fqdn \"<mail.contoso.example>\""},
      {.id = "connector-idle-time",
       .severity = Severity::error,
       .properties = {"ConnectionInactivityTimeOut"},
       .finds =
           [](const Definition& c, const Company&) {
             const auto time = c.ConnectionInactivityTimeOut;
             return found_if(time && (*time < std::chrono::seconds(1) || *time > std::chrono::hours(24)));
           },
       .summary = "ConnectionInactivityTimeOut is not between 00:00:01 and 1.00:00:00.",
       .why = "Exchange takes nothing else.",
       .source = set_send_connector,
       .command = "{set} {connector} -ConnectionInactivityTimeOut 00:10:00"},
      {.id = "connector-idle-time-short",
       .severity = Severity::warning,
       .properties = {"ConnectionInactivityTimeOut"},
       .finds =
           [](const Definition& c, const Company&) {
             const auto time = c.ConnectionInactivityTimeOut;
             return found_if(time && *time >= std::chrono::seconds(1) && *time < std::chrono::minutes(1));
           },
       .summary = "ConnectionInactivityTimeOut is below a minute.",
       .why = "Servers that look into mail answer the end of a message late; the connector then hangs up and "
              "sends it again, and the recipient may get both.",
       .source = "RFC 5321 section 4.5.3.2",
       .command = "{set} {connector} -ConnectionInactivityTimeOut 00:10:00"},
      {.id = "connector-size",
       .severity = Severity::error,
       .properties = {"MaxMessageSize"},
       .finds = [](const Definition& c,
                   const Company&) { return found_if(c.MaxMessageSize.value_or(0) > largest_size); },
       .summary = "MaxMessageSize is above 2147483647 bytes.",
       .why = "Exchange takes nothing above; Unlimited takes the limit away.",
       .source = set_send_connector,
       .command = "{set} {connector} -MaxMessageSize Unlimited"},
      {.id = "connector-size-small",
       .severity = Severity::warning,
       .properties = {"MaxMessageSize"},
       .finds = [](const Definition& c, const Company&) -> Found {
         if (!c.MaxMessageSize || *c.MaxMessageSize >= least_useful_size) return std::nullopt;
         return fact(fmt::format("{} bytes", *c.MaxMessageSize));
       },
       .summary = "MaxMessageSize is {found}.",
       .why = "Below 1 MB a message with one picture in it is refused.",
       .command = "{set} {connector} -MaxMessageSize 35MB"},
      {.id = "connector-logging-off",
       .severity = Severity::note,
       .properties = {"ProtocolLoggingLevel"},
       .finds =
           [](const Definition& c, const Company&) {
             const std::string_view level = c.text_of("ProtocolLoggingLevel");
             return found_if(same_name(level, "None") || level == "0");
           },
       .summary = "ProtocolLoggingLevel is None.",
       .why = "When mail stays, there is no record of what the smart host said: authwalk explain has nothing "
              "to read.",
       .source = set_send_connector,
       .command = "{set} {connector} -ProtocolLoggingLevel Verbose"},
  };
  return rows;
}

}  // namespace authwalk::connectors
