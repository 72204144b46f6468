#include "report/html_evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "report/auth_evidence.hpp"
#include "report/html_tables.hpp"
#include "report/html_text.hpp"
#include "report/path_evidence.hpp"
#include "report/utc.hpp"

namespace authwalk {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

// --- TLS

std::optional<int> days_between(std::string_view now, std::string_view end) {
  const auto from = utc_milliseconds(now), to = utc_milliseconds(end);
  if (!from || !to) return std::nullopt;
  return static_cast<int>(std::floor(static_cast<double>(*to - *from) / 86'400'000));
}

std::string days_left(const CertificateFacts& certificate, std::string_view now) {
  const auto days = days_between(now, certificate.not_after);
  if (!days) return {};
  // The day that has begun does not count, neither before the end nor behind it.
  if (*days < 0) return fmt::format(" <b class=\"bad\">ended {} days ago</b>", -*days - 1);
  constexpr int soon = 30;
  return fmt::format(" <b class=\"{}\">{} days left</b>", *days < soon ? "note" : "good", *days);
}

std::string faults_of(const TlsFacts& tls, std::size_t depth) {
  std::string out;
  for (const CertificateFault& fault : tls.faults) {
    if (static_cast<std::size_t>(fault.depth) != depth) continue;
    out += fmt::format("<li>{} <b>{}</b>{}</li>\n", html_mark(StepStatus::fail), id(fault.cls),
                       fault.detail.empty() ? "" : ": " + markup_text(fault.detail));
  }
  return out.empty() ? "" : "<ul class=\"plain\">\n" + out + "</ul>\n";
}

std::string certificate(const TlsFacts& tls, std::size_t depth, std::string_view now) {
  const CertificateFacts& c = tls.chain[depth];
  HtmlFacts facts;
  facts.add("Subject", c.subject);
  facts.add("Issuer", c.issuer == c.subject ? c.issuer + " (itself)" : c.issuer);
  facts.add("Names", joined(c.names));
  facts.add_html("Valid", markup_text(c.not_before) + " to " + markup_text(c.not_after) + days_left(c, now));
  facts.add("Key", c.key);
  facts.add("Signature", c.signature);
  facts.add("For", joined(c.usages));
  if (!c.sha256.empty()) facts.add_html("SHA-256", "<code>" + markup_text(c.sha256) + "</code>");
  return fmt::format("<li><h5>{}</h5>\n{}{}</li>\n",
                     depth == 0 ? std::string("The server's own certificate")
                                : fmt::format("Certificate {} of the chain", depth + 1),
                     faults_of(tls, depth), facts.list());
}

std::string names_compared(const TlsFacts& tls) {
  std::string out;
  for (const NameComparison& name : tls.names) {
    out += fmt::format(
        "<li>{} {} <b>{}</b> {}</li>\n", html_mark(name.matched ? StepStatus::pass : StepStatus::fail),
        markup_text(name.expected), name.matched ? "is" : "is not", markup_text(name.presented));
  }
  return out.empty() ? "" : "<h5>Names compared</h5>\n<ul class=\"plain\">\n" + out + "</ul>\n";
}

// Faults of certificates that the server did not send: a missing issuer has a depth, but no certificate.
std::string faults_beyond(const TlsFacts& tls) {
  std::string out;
  for (const CertificateFault& fault : tls.faults) {
    if (static_cast<std::size_t>(fault.depth) < tls.chain.size()) continue;
    out +=
        fmt::format("<li>{} certificate {}: <b>{}</b>{}</li>\n", html_mark(StepStatus::fail), fault.depth + 1,
                    id(fault.cls), fault.detail.empty() ? "" : ": " + markup_text(fault.detail));
  }
  return out.empty() ? "" : "<ul class=\"plain\">\n" + out + "</ul>\n";
}

std::string levels(const TlsFacts& tls) {
  std::string out;
  for (const TlsAuthLevel level :
       {TlsAuthLevel::EncryptionOnly, TlsAuthLevel::CertificateValidation, TlsAuthLevel::DomainValidation}) {
    const bool satisfied = tls.would_satisfy(level);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", id(level), satisfied ? "yes" : "no");
  }
  return out;
}

bool about_tls(const Transcript& t) {
  if (!t.failure) return false;
  return row(t.failure->cls).group == "tls" || t.failure->step == Step::tls_handshake ||
         t.failure->step == Step::tls_verify;
}

std::string tls_part(const ReportedWalk& walk, std::string_view now) {
  const Transcript& t = walk.transcript;
  std::string out;
  if (t.retry && t.retry->tls) out += html_folded("TLS that broke", html_tls(*t.retry->tls, now), true);
  if (t.tls) out += html_folded("TLS and certificates", html_tls(*t.tls, now), about_tls(t));
  return out;
}

// --- authentication

std::string auth_part(const Transcript& t) {
  const AuthFacts& auth = t.auth;
  if (row(t.mode).auth == AuthUse::none && auth.mechanism.empty()) return {};
  HtmlFacts facts;
  facts.add("Account", auth.user);
  facts.add("Verb", auth.verb);
  facts.add("Mechanism", auth.mechanism.empty() ? "none was used"
                         : auth.diagnostic      ? auth.mechanism + ", which a Send connector would not use"
                                                : auth.mechanism);
  facts.add("Offered", joined(auth.offered));
  if (auth.rounds > 0) facts.add("Rounds", std::to_string(auth.rounds));
  for (const Fact& fact : auth_facts(t)) facts.add(fact.label, fact.text);
  return html_folded("Authentication", facts.list());
}

// --- offers

std::string keywords(std::string_view title, const std::vector<std::string>& offers) {
  std::string out;
  for (const std::string& keyword : offers) out += "<li><code>" + markup_text(keyword) + "</code></li>\n";
  if (out.empty()) out = "<li>nothing</li>\n";
  return fmt::format("<div><h5>{}</h5>\n<ul class=\"plain\">\n{}</ul></div>\n", title, out);
}

std::string offers_part(const Transcript& t) {
  if (t.offers.plain.empty() && !t.offers.tls) return {};
  std::string columns = keywords("Before TLS", t.offers.plain);
  if (t.offers.tls) columns += keywords("Inside TLS", *t.offers.tls);
  return html_folded("What the server offers", "<div class=\"columns\">\n" + columns + "</div>\n");
}

// --- the way there

std::string addresses_part(const Transcript& t) {
  std::string rows;
  for (const AddressAttempt& attempt : t.addresses) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                        markup_text(attempt.address), markup_text(attempt.exchange),
                        markup_text(attempt.outcome), markup_text(attempt.detail));
  }
  return html_folded("Addresses",
                     html_table("Addresses of the smart host", {"address", "MX", "outcome", "detail"}, rows));
}

std::string path_part(const Transcript& t) {
  std::string rows;
  for (const PathEvidence& evidence : path_evidence_of(t)) {
    rows += fmt::format("<li><b>{}</b>: {}</li>\n", id(evidence.speaks), markup_text(evidence.what));
  }
  if (rows.empty()) return {};
  return html_folded("Secured by other means?",
                     "<ul>\n" + rows +
                         "</ul>\n<p class=\"dim\">This is evidence, never proof: what happens behind the "
                         "first hop cannot be seen from here.</p>\n");
}

// --- what was written, and how

std::string reply_cell(const Reply& reply) {
  return reply.code == 0 ? "" : markup_text(reply.text());
}

std::string envelope_part(const Transcript& t) {
  std::string rows;
  const auto row = [&](std::string_view what, const std::string& address, const std::string& reply) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", what,
                        markup_text(address), reply);
  };
  for (const TransactionResult& transaction : t.transactions) {
    row("from", "<" + transaction.from + ">", reply_cell(transaction.reply));
    for (const RecipientResult& recipient : transaction.recipients) {
      row("to", "<" + recipient.to + ">", reply_cell(recipient.reply));
    }
    if (transaction.data) row("message", t.message_id, reply_cell(*transaction.data));
  }
  return html_folded("Envelope", html_table("Envelope", {"part", "address", "the server's reply"}, rows));
}

std::string_view exchange_bool(bool value) {
  return value ? "$true" : "$false";
}

std::string connector_part(const Connector& c) {
  HtmlFacts facts;
  facts.add("Name", c.Name);
  facts.add("SmartHosts", c.SmartHost);
  facts.add("Port", std::to_string(c.Port));
  facts.add("Fqdn", c.Fqdn);
  facts.add("RequireTLS", exchange_bool(c.RequireTLS));
  facts.add("IgnoreSTARTTLS", exchange_bool(c.IgnoreSTARTTLS));
  if (c.TlsAuthLevel) facts.add("TlsAuthLevel", id(*c.TlsAuthLevel));
  facts.add("TlsDomain", c.TlsDomain);
  facts.add("SourceIPAddress", c.SourceIPAddress);
  facts.add("ForceHELO", exchange_bool(c.ForceHELO));
  if (c.MaxMessageSize) facts.add("MaxMessageSize", fmt::format("{} bytes", *c.MaxMessageSize));
  return html_folded("Settings of the connector", facts.list());
}

std::string steps_part(const Transcript& t) {
  std::string rows;
  for (const StepRow& step : steps()) {
    const StepRecord& record = t.at(step.step);
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"nowrap\">{} {}</td><td "
        "class=\"number\">{}</td><td>{}</td></tr>\n",
        step.id, html_mark(record.status), id(record.status),
        record.ms ? fmt::format("{:.1f}", *record.ms) : "", markup_text(record.note));
  }
  return html_folded("All steps", html_table("All steps", {"step", "status", "ms", "note"}, rows));
}

}  // namespace

std::string html_tls(const TlsFacts& tls, std::string_view now) {
  HtmlFacts facts;
  facts.add("Started by", tls.verb);
  facts.add("Version", tls.version);
  facts.add("Cipher", tls.cipher);
  facts.add("Key exchange", tls.group);
  facts.add("Server name sent", tls.sni);
  if (!tls.established) {
    facts.add("This side offered", tls.our_versions);
    facts.add("The server speaks", tls.peer_version);
    facts.add("TLS alert", tls.alert);
  }
  if (tls.client_certificate_requested) {
    facts.add("Client certificate",
              tls.client_certificate_sent ? "asked for, and sent" : "asked for, and none was sent");
  }
  if (tls.established) {
    facts.add("Certificate", tls.verified ? "verified" : "not verified");
    if (!tls.chain.empty()) facts.add("Meets TlsAuthLevel", levels(tls));
  }
  std::string chain;
  for (std::size_t depth = 0; depth < tls.chain.size(); ++depth) chain += certificate(tls, depth, now);
  if (!chain.empty()) chain = "<ol class=\"chain\">\n" + chain + "</ol>\n";
  return facts.list() + names_compared(tls) + faults_beyond(tls) + chain;
}

std::optional<int> certificate_days_left(const Transcript& t, std::string_view now) {
  std::optional<int> least;
  if (!t.tls) return least;
  for (const CertificateFacts& c : t.tls->chain) {
    const auto days = days_between(now, c.not_after);
    if (days && (!least || *days < *least)) least = days;
  }
  return least;
}

std::string html_evidence(const ReportedWalk& walk, std::string_view now) {
  const Transcript& t = walk.transcript;
  return tls_part(walk, now) + auth_part(t) + offers_part(t) + addresses_part(t) + path_part(t) +
         envelope_part(t) + connector_part(t.connector) + steps_part(t);
}

}  // namespace authwalk
