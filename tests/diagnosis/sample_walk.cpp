#include <charconv>
#include <utility>

#include "diagnosis/samples.hpp"

namespace samples {

using namespace authwalk;

Reply reply(std::string_view text) {
  Reply r;
  std::from_chars(text.data(), text.data() + 3, r.code);
  const std::string rest(text.size() > 4 ? text.substr(4) : "");
  if (const std::size_t end = rest.find_first_not_of("0123456789."); end != 0 && rest.find('.') < end) {
    r.enhanced = rest.substr(0, end);
  }
  r.lines = {rest};
  return r;
}

Walk::Walk(Mode mode) {
  t.mode = mode;
  t.outcome = Outcome::pass;
  t.connector.Name = "Outbound to Contoso";
  t.connector.SmartHost = "mx.contoso.example";
  t.connector.Fqdn = "mail.fabrikam.example";
  t.remote = "192.0.2.7:25";
  t.local = "192.0.2.200:40112";
  t.banner = "mx.contoso.example ESMTP";
  t.at(Step::local).status = StepStatus::pass;
  t.auth.user = "CONTOSO\\svc";
  t.auth.verb = mode == Mode::ExchangeServer ? "X-EXPS" : "AUTH";
}

Walk& Walk::refused(Step step, Class cls, std::string_view text) {
  t.outcome = Outcome::fail;
  t.failure = Failure{step, cls, Origin::server, reply(text), ""};
  t.at(step).status = StepStatus::fail;
  t.at(step).ms = 1.5;
  return *this;
}

Walk& Walk::broke(Step step, Class cls, std::string detail, Origin origin) {
  t.outcome = Outcome::fail;
  t.failure = Failure{step, cls, origin, std::nullopt, std::move(detail)};
  t.at(step).status = StepStatus::fail;
  return *this;
}

Walk& Walk::not_tested(Class cls, std::string detail) {
  broke(Step::auth_offer, cls, std::move(detail), Origin::local);
  t.outcome = Outcome::not_tested;
  return *this;
}

Walk& Walk::banner(std::string text) {
  t.banner = std::move(text);
  return *this;
}

Walk& Walk::offers(std::vector<std::string> keywords) {
  t.offers.plain = std::move(keywords);
  return *this;
}

Walk& Walk::inside_tls(std::vector<std::string> keywords) {
  t.offers.tls = std::move(keywords);
  t.tls.emplace();
  t.tls->verb = "STARTTLS";
  t.tls->version = "TLSv1.3";
  t.tls->established = true;
  t.tls->verified = true;
  t.tls->chain.resize(2);
  t.tls->chain[0].subject = "CN=mx.contoso.example";
  t.tls->chain[0].names = {"mx.contoso.example"};
  t.tls->chain[0].issuer = t.tls->chain[1].subject = t.tls->chain[1].issuer = "CN=Contoso CA";
  return *this;
}

Walk& Walk::certificate_fault(Class cls, std::string detail) {
  if (!t.tls) inside_tls({});
  t.tls->verified = false;
  t.tls->faults.push_back({cls, 0, std::move(detail)});
  return *this;
}

Walk& Walk::host(std::string name, std::uint16_t port) {
  t.connector.SmartHost = std::move(name);
  t.connector.Port = port;
  return *this;
}

Walk& Walk::user(std::string name) {
  t.auth.user = std::move(name);
  return *this;
}

Walk& Walk::transaction(std::string from, std::string_view text) {
  t.transactions.push_back({std::move(from), reply(text), {}, {}});
  return *this;
}

Walk& Walk::recipient(std::string to, std::string_view text) {
  t.transactions.back().recipients.push_back({std::move(to), reply(text)});
  return *this;
}

Walk& Walk::end_of_data(std::string_view text) {
  t.transactions.back().data = reply(text);
  return *this;
}

Walk& Walk::mechanism(std::string name, std::vector<std::string> offered) {
  t.auth.mechanism = std::move(name);
  t.auth.offered = std::move(offered);
  return *this;
}

Walk& Walk::ticket(std::string source) {
  mechanism("GSSAPI", {"GSSAPI", "NTLM"});
  t.auth.spn = "SMTPSVC/mx.contoso.example";
  t.auth.principal = "svc@CONTOSO.EXAMPLE";
  t.auth.ticket_source = std::move(source);
  t.auth.dialect = "spnego";
  return *this;
}

Walk& Walk::ntlm() {
  mechanism("NTLM", {"GSSAPI", "NTLM"});
  t.auth.ntlm = NtlmChallenge{"CONTOSO",
                              "MX",
                              "CONTOSO",
                              "mx.contoso.example",
                              "contoso.example",
                              "contoso.example",
                              "10.0 build 20348",
                              {"NEGOTIATE_UNICODE", "NEGOTIATE_NTLM", "NEGOTIATE_TARGET_INFO"},
                              "2026-11-21T12:00:00Z",
                              0.4};
  return *this;
}

}  // namespace samples
