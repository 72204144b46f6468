// The other direction of json_walk.cpp, in the same order. What follows from other values is not read: the
// verdict on a certificate, the evidence of a path.
#include "report/read_report_walk.hpp"

#include <limits>

#include "report/json_values.hpp"
#include "report/read_report_tls.hpp"

namespace authwalk {
namespace {

Step read_step(const JsonNode& step) {
  return step.named("step", find_step);
}

std::optional<Reply> read_reply(const JsonNode& reply) {
  if (reply.is_null()) return std::nullopt;
  return Reply{static_cast<int>(reply.need("code").integer(1, 999)), reply.at("enhanced").text(),
               reply.at("lines").texts()};
}

Advice read_advice(const JsonNode& advice) {
  return {advice.at("rule").text(), advice.at("cause").text(), advice.at("fix").text(),
          advice.at("command").text(), advice.at("confidence").text()};
}

Event read_event(const JsonNode& event) {
  return {static_cast<int>(event.at("id").integer(0, 65535)),
          event.at("source").text(),
          event.at("symbol").text(),
          event.at("level").text(),
          event.at("text").text(),
          event.at("category").text()};
}

std::array<StepRecord, 18> read_steps(const JsonNode& records) {
  std::array<StepRecord, 18> all;
  records.each([&](const JsonNode& record) {
    StepRecord& step = all.at(static_cast<std::size_t>(read_step(record.need("step"))));
    step.status = record.need("status").one_of("status", StepStatus::note);
    const JsonNode ms = record.at("ms");
    if (!ms.is_null()) step.ms = ms.ms();
    step.reply = read_reply(record.at("reply"));
    step.note = record.at("note").text();
  });
  return all;
}

std::optional<Failure> read_failure(const JsonNode& told, std::string_view detail) {
  if (told.at("failed_step").is_null()) return std::nullopt;
  return Failure{read_step(told.at("failed_step")), told.need("class").named("class", find_class),
                 told.need("origin").one_of("origin", Origin::local), read_reply(told.at("reply")),
                 told.at(detail).text()};
}

std::shared_ptr<const Retry> read_retry(const JsonNode& retry) {
  if (retry.is_null()) return nullptr;
  auto first = std::make_shared<Retry>();
  retry.need("failed_step");
  first->why = *read_failure(retry, "reason");
  first->steps = read_steps(retry.need("steps"));
  first->tls = read_tls(retry.at("tls"));
  return first;
}

Line read_line(const JsonNode& line) {
  const std::string who = line.need("who").text();
  if (who.size() != 1 || std::string_view("><*").find(who) == std::string_view::npos)
    line.need("who").refuse("one of >, < and * is expected here");
  return {line.at("ms").ms(), who.front(), read_step(line.need("step")), line.at("inside_tls").flag(),
          line.at("text").text()};
}

TransactionResult read_transaction(const JsonNode& transaction) {
  TransactionResult result;
  result.from = transaction.at("from").text();
  result.reply = read_reply(transaction.at("reply")).value_or(Reply{});
  transaction.at("recipients").each([&](const JsonNode& recipient) {
    result.recipients.push_back(
        {recipient.at("to").text(), read_reply(recipient.at("reply")).value_or(Reply{})});
  });
  result.data = read_reply(transaction.at("data"));
  return result;
}

std::optional<PathFacts> read_path(const JsonNode& path) {
  if (path.is_null()) return std::nullopt;
  return PathFacts{path.need("local_scope").one_of("address scope", AddressScope::public_net),
                   path.need("remote_scope").one_of("address scope", AddressScope::public_net),
                   path.at("interface").text(),
                   path.need("interface_kind").one_of("kind of interface", InterfaceKind::virtual_lan),
                   path.need("ipsec").one_of("IPsec policy", IpsecPolicy::protects),
                   path.at("ipsec_detail").text()};
}

Connector read_connector(const JsonNode& walk) {
  Connector connector;
  connector.Name = walk.at("connector").text();
  connector.SmartHost = walk.need("smart_host").text();
  connector.Port = static_cast<std::uint16_t>(walk.need("port").integer(0, 65535));
  const JsonNode settings = walk.at("settings");
  connector.Fqdn = settings.at("Fqdn").text();
  connector.RequireTLS = settings.at("RequireTLS").flag();
  connector.IgnoreSTARTTLS = settings.at("IgnoreSTARTTLS").flag();
  const JsonNode level = settings.at("TlsAuthLevel");
  if (!level.is_null()) connector.TlsAuthLevel = level.named("TlsAuthLevel", find_tls_auth_level);
  connector.TlsDomain = settings.at("TlsDomain").text();
  connector.SourceIPAddress = settings.at("SourceIPAddress").text();
  connector.ForceHELO = settings.at("ForceHELO").flag();
  const JsonNode size = settings.at("MaxMessageSize");
  if (!size.is_null()) connector.MaxMessageSize = size.integer(0, std::numeric_limits<std::int64_t>::max());
  return connector;
}

Finding read_finding(const JsonNode& walk) {
  Finding finding;
  finding.summary = walk.at("summary").text();
  const JsonNode blame = walk.at("blame");
  if (!blame.is_null()) finding.blame = blame.one_of("blame", Blame::policy);
  finding.transient = walk.at("transient").flag();
  walk.at("diagnosis").each([&](const JsonNode& advice) { finding.advice.push_back(read_advice(advice)); });
  const JsonNode event = walk.at("event");
  if (!event.is_null()) finding.event = read_event(event);
  finding.server_kind = walk.at("server").at("kind").text();
  walk.at("partner_events").each([&](const JsonNode& partner) {
    finding.partner_events.push_back(read_event(partner));
  });
  return finding;
}

std::optional<AlertRange> read_range(const JsonNode& range) {
  if (range.is_null()) return std::nullopt;
  return range.named("range", find_alert_range);
}

std::shared_ptr<const Thresholds> read_thresholds(const JsonNode& told) {
  if (told.is_null()) return nullptr;
  auto thresholds = std::make_shared<Thresholds>();
  const JsonNode seconds = told.at("seconds"), days = told.at("certificate_days"),
                 of_steps = told.at("step_seconds");
  thresholds->seconds_warning = read_range(seconds.at("warning"));
  thresholds->seconds_critical = read_range(seconds.at("critical"));
  thresholds->certificate_days_warning = read_range(days.at("warning"));
  thresholds->certificate_days_critical = read_range(days.at("critical"));
  for (const StepRow& step : steps()) {
    const JsonNode of_step = of_steps.at(step.id);
    if (const auto range = read_range(of_step.at("warning")))
      thresholds->step_seconds_warning[step.step] = *range;
    if (const auto range = read_range(of_step.at("critical")))
      thresholds->step_seconds_critical[step.step] = *range;
  }
  return thresholds;
}

Alert read_alert(const JsonNode& told) {
  Alert alert{told.at("critical").flag(), told.at("metric").text(), told.at("value").number(),
              told.at("range").text()};
  alert.value = alert_value(alert);
  return alert;
}

Transcript read_transcript(const JsonNode& walk) {
  Transcript t;
  t.connector = read_connector(walk);
  t.remote = walk.at("remote").text();
  t.local = walk.at("local").text();
  t.mode = walk.need("mode").named("mode", find_mode);
  t.outcome = walk.need("outcome").one_of("outcome", Outcome::not_tested);
  t.failure = read_failure(walk, "failure_detail");
  if (t.outcome == Outcome::fail && !t.failure) walk.need("failed_step");
  t.banner = walk.at("server").at("banner").text();
  const JsonNode offers = walk.at("offers");
  t.offers.plain = offers.at("plain").texts();
  if (!offers.at("tls").is_null()) t.offers.tls = offers.at("tls").texts();
  t.tls = read_tls(walk.at("tls"));
  t.auth = read_auth(walk.at("auth"));
  if (t.auth.user.empty()) t.auth.user = walk.at("user").text();
  t.proved = walk.at("proved").texts();
  t.not_proved = walk.at("not_proved").texts();
  t.retry = read_retry(walk.at("retry"));
  t.steps = read_steps(walk.need("steps"));
  walk.at("transcript").each([&](const JsonNode& line) { t.lines.push_back(read_line(line)); });
  walk.at("addresses").each([&](const JsonNode& attempt) {
    t.addresses.push_back({attempt.at("address").text(), attempt.at("exchange").text(),
                           attempt.at("outcome").text(), attempt.at("detail").text()});
  });
  walk.at("envelope").each([&](const JsonNode& transaction) {
    t.transactions.push_back(read_transaction(transaction));
  });
  t.path = read_path(walk.at("path"));
  t.message_id = walk.at("message_id").text();
  const JsonNode quit_after = walk.at("quit_after");
  if (!quit_after.is_null()) t.quit_after = read_step(quit_after);
  t.walk_id = walk.at("walk_id").text();
  t.total_ms = walk.at("total_ms").ms();
  t.started = walk.at("started").text();
  if (const JsonNode flags = walk.at("flags"); !flags.is_null())
    t.flags = std::make_shared<const WalkFlags>(flags.texts());
  return t;
}

std::optional<Expectation> read_expectation(const JsonNode& told) {
  std::optional<Expectation> expected;
  const JsonNode outcome = told.at("expected");
  if (!outcome.is_null()) {
    expected = find_expectation(outcome.text());
    if (!expected) outcome.refuse("is no expectation");
  }
  const JsonNode facts = told.at("expected_facts");
  if (facts.is_null()) return expected;
  if (!expected) expected = Expectation{};
  for (const std::string_view name : fact_names) {
    const JsonNode wanted = facts.at(name);
    if (!wanted.is_null()) *fact(*expected, name) = wanted.text() == "yes";
  }
  return expected;
}

}  // namespace

ReportedWalk read_walk(const JsonNode& told) {
  ReportedWalk walk;
  walk.transcript = read_transcript(told);
  walk.finding = read_finding(told);
  walk.expected = read_expectation(told);
  const JsonNode met = told.at("as_expected");
  if (!met.is_null()) walk.met = met.flag();
  walk.thresholds = read_thresholds(told.at("thresholds"));
  told.at("alerts").each([&](const JsonNode& alert) { walk.alerts.push_back(read_alert(alert)); });
  walk.run_started = told.at("run_started").text();
  return walk;
}

}  // namespace authwalk
