#include "connectors/exchange_refuses.hpp"

#include <algorithm>
#include <map>

namespace authwalk::test {
namespace {

bool is(std::string_view text, std::string_view wanted) {
  return std::equal(text.begin(), text.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

void refuse_send(const ConnectorDefinition& c, std::vector<std::string>& reasons) {
  const auto refuse = [&](bool refused, const char* why) {
    if (refused) reasons.emplace_back(why);
  };
  const bool dns = c.DNSRoutingEnabled.value_or(c.SmartHosts.empty());
  const bool basic =
      c.SmartHostAuthMechanism == Mode::BasicAuth || c.SmartHostAuthMechanism == Mode::BasicAuthRequireTLS;
  // SmtpSendConnectorConfig.ValidateWrite, NewSendConnector
  refuse(c.has("AddressSpaces") && c.AddressSpaces.empty() && c.text_of("ConnectedDomains").empty(),
         "no address space");
  refuse(!dns && c.SmartHosts.empty(), "no smart host and no DNS");
  refuse(dns && !c.SmartHosts.empty(), "smart host and DNS");
  refuse(dns && c.SmartHostAuthMechanism != Mode::None, "a login by DNS");
  refuse(basic && !c.has_credential.value_or(false), "no credential");
  refuse(c.RequireTLS && c.IgnoreSTARTTLS, "RequireTLS and IgnoreSTARTTLS");
  refuse(c.TlsAuthLevel && !c.RequireTLS, "TlsAuthLevel without RequireTLS");
  refuse(c.TlsAuthLevel && c.DomainSecureEnabled, "TlsAuthLevel and DomainSecureEnabled");
  refuse(c.DomainSecureEnabled && (!dns || c.IgnoreSTARTTLS), "DomainSecureEnabled without DNS or STARTTLS");
  refuse(!c.TlsDomain.empty() && c.TlsAuthLevel != TlsAuthLevel::DomainValidation, "TlsDomain alone");
  refuse(c.TlsDomain.empty() && c.TlsAuthLevel == TlsAuthLevel::DomainValidation && !c.SmartHosts.empty(),
         "DomainValidation without TlsDomain");
  refuse(c.TlsDomain == "*", "TlsDomain *");
  for (const AddressSpace& space : c.AddressSpaces) refuse(space.cost < 1 || space.cost > 100, "cost");
  for (const DefinedSmartHost& host : c.SmartHosts)
    refuse(host.kind == DefinedSmartHost::Kind::invalid, "smart host");
}

void refuse_outbound(const ConnectorDefinition& c, std::vector<std::string>& reasons) {
  const auto refuse = [&](bool refused, const char* why) {
    if (refused) reasons.emplace_back(why);
  };
  const bool for_rules = c.is_true("IsTransportRuleScoped");
  const bool for_domains = !c.text_of("RecipientDomains").empty() || c.is_true("AllAcceptedDomains");
  refuse(for_rules == for_domains, "for rules and for domains, or for neither");
  refuse(c.TlsDomain.empty() == (c.TlsAuthLevel == TlsAuthLevel::DomainValidation),
         "TlsDomain, DomainValidation");
  refuse(c.DNSRoutingEnabled.value_or(true) == !c.SmartHosts.empty(), "UseMXRecord, SmartHosts");
  const bool own = is(c.text_of("ConnectorType"), "OnPremises");
  for (const char* name : {"RouteAllMessagesViaOnPremises", "CloudServicesMailEnabled", "AllAcceptedDomains"})
    refuse(!own && c.is_true(name), name);
}

// A reader of commands as PowerShell reads them, for what our commands use.
class Grammar {
 public:
  explicit Grammar(std::string_view text) : text_(text) {}

  std::string fault() {
    do {
      statement();
    } while (fault_.empty() && take(';'));
    blanks();
    if (fault_.empty() && at_ < text_.size()) fail("something behind the end");
    return fault_;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void blanks() {
    while (peek() == ' ') ++at_;
  }
  bool take(char c) {
    blanks();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void fail(const char* what) {
    if (fault_.empty())
      fault_ = std::string(what) + " at " + std::string(text_.substr(std::min(at_, text_.size()), 30));
  }
  static bool letter(char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_'; }
  static bool word(char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; }

  void statement() {
    blanks();
    if (peek() == '$' && letter(peek(1))) {
      ++at_;
      while (word(peek())) ++at_;
      while (peek() == '.' || word(peek())) ++at_;
      if (!take('=')) return;  // its value
    }
    pipeline();
  }
  void pipeline() {
    do {
      blanks();
      if (peek() == '-' || peek() == '$' || (peek() >= '0' && peek() <= '9'))
        value();
      else
        command();
    } while (fault_.empty() && take('|'));
  }
  void command() {
    if (!letter(peek())) return fail("no command");
    bool verb = false;
    for (; word(peek()); ++at_) verb = verb || peek() == '-';
    if (!verb) return fail("a command without verb and noun");
    std::map<std::string, int> seen;
    while (fault_.empty()) {
      blanks();
      const char c = peek();
      if (c == '\0' || c == ';' || c == '|' || c == ')' || c == '}') return;
      if (c == '-' && letter(peek(1))) {
        const std::size_t begin = at_++;
        while (word(peek())) ++at_;
        if (++seen[std::string(text_.substr(begin, at_ - begin))] > 1) return fail("a parameter twice");
        if (peek() != ' ' && peek() != '\0' && peek() != ':' && peek() != ')')
          return fail("a parameter ends in a sign");
        if (peek() == ':') ++at_;
      } else {
        value();
      }
    }
  }
  void value() {
    do {
      blanks();
      single();
    } while (fault_.empty() && take(','));
  }
  void single() {
    if (text_.substr(at_).starts_with("@{")) return table();
    if (text_.substr(at_).starts_with("$(")) ++at_;
    if (peek() == '(') {
      ++at_;
      statement();
      if (!take(')')) fail("( without )");
      while (peek() == '.' || word(peek())) ++at_;
      return;
    }
    if (peek() == '"') return text();
    if (peek() == '\'') {
      at_ = text_.find('\'', at_ + 1);
      if (at_ == std::string_view::npos) return fail("' without end");
      ++at_;
      return;
    }
    // A bare word: none of PowerShell's own signs.
    const std::size_t begin = at_;
    if (peek() == '$') ++at_;
    while (word(peek()) || peek() == '.' || peek() == ':' || peek() == '*' || peek() == '/' || peek() == '\\')
      ++at_;
    if (at_ == begin) fail("no value");
  }
  void table() {
    at_ += 2;
    do {
      blanks();
      if (peek() == '}') break;
      while (word(peek())) ++at_;
      if (!take('=')) return fail("a table's name without =");
      value();
    } while (fault_.empty() && take(';'));
    if (!take('}')) fail("@{ without }");
  }
  void text() {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '`') ++at_;
      if (c == '"' && peek() != '"') return;
      if (c == '"') ++at_;
      if (c == '$' && peek() == '(') {
        ++at_;
        statement();
        if (!take(')')) return fail("$( without )");
      }
    }
    fail("\" without end");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

std::vector<std::string> exchange_refuses(const ConnectorDefinition& connector) {
  std::vector<std::string> reasons;
  if (connector.kind == ConnectorKind::send) refuse_send(connector, reasons);
  if (connector.kind == ConnectorKind::outbound) refuse_outbound(connector, reasons);
  return reasons;
}

std::string powershell_fault(std::string_view line) {
  return Grammar(line).fault();
}

}  // namespace authwalk::test
