// The order of the keys is the contract's; what was added later stands behind it. Every key is always there,
// null where it does not apply.
#include "report/json_walk.hpp"

#include "report/json_settings.hpp"
#include "report/json_tls.hpp"
#include "report/json_values.hpp"
#include "report/path_evidence.hpp"

namespace authwalk {
namespace {

using namespace json_values;

json::value reply_json(const Reply& reply) {
  if (reply.code == 0) return nullptr;
  return json::object{
      {"code", reply.code}, {"enhanced", text_or_null(reply.enhanced)}, {"lines", texts(reply.lines)}};
}

json::value reply_json(const std::optional<Reply>& reply) {
  return reply ? reply_json(*reply) : json::value(nullptr);
}

json::object advice_json(const Advice& advice) {
  return {{"rule", text(advice.rule)},
          {"cause", text(advice.cause)},
          {"fix", text(advice.fix)},
          {"command", text_or_null(advice.command)},
          {"confidence", text(advice.confidence)}};
}

json::object event_json(const Event& event) {
  return {{"id", event.id},
          {"source", text(event.source)},
          {"symbol", text(event.symbol)},
          {"level", text(event.level)},
          {"text", text(event.text)},
          // beyond the contract
          {"category", text_or_null(event.category)}};
}

json::value challenge_json(const std::optional<NtlmChallenge>& challenge) {
  if (!challenge) return nullptr;
  const auto& offset = challenge->clock_offset;
  return json::object{{"target_name", text_or_null(challenge->target_name)},
                      {"netbios_computer", text_or_null(challenge->netbios_computer)},
                      {"netbios_domain", text_or_null(challenge->netbios_domain)},
                      {"dns_computer", text_or_null(challenge->dns_computer)},
                      {"dns_domain", text_or_null(challenge->dns_domain)},
                      {"dns_forest", text_or_null(challenge->dns_forest)},
                      {"os_version", text_or_null(challenge->os_version)},
                      {"flags", texts(challenge->flags)},
                      {"time", text_or_null(challenge->time)},
                      {"clock_offset_s", offset ? tenth(*offset) : json::value(nullptr)}};
}

json::value auth_json(const Transcript& t) {
  const AuthFacts& auth = t.auth;
  if (row(t.mode).auth == AuthUse::none && auth.mechanism.empty()) return nullptr;
  const bool kerberos = !auth.dialect.empty() || !auth.spn.empty() || !auth.ticket_source.empty();
  return json::object{{"verb", text_or_null(auth.verb)},
                      {"mechanism", text_or_null(auth.mechanism)},
                      {"offered", texts(auth.offered)},
                      {"rounds", auth.rounds},
                      {"spn", text_or_null(auth.spn)},
                      {"rejected_attempts", auth.rejected_attempts},
                      // beyond the contract
                      {"user", text_or_null(auth.user)},
                      {"unanswered_attempt", auth.unanswered_attempt},
                      {"refused_earlier", auth.refused_earlier},
                      {"diagnostic", auth.diagnostic},
                      {"unknown_spns", texts(auth.unknown_spns)},
                      {"principal", text_or_null(auth.principal)},
                      {"ticket_source", text_or_null(auth.ticket_source)},
                      {"dialect", text_or_null(auth.dialect)},
                      {"channel_binding", text_or_null(auth.channel_binding)},
                      {"mutual", kerberos ? json::value(auth.mutual) : json::value(nullptr)},
                      {"security_layer", text_or_null(auth.security_layer)},
                      {"delegation", false},  // never asked for: a smart host has no use for it
                      {"refused_by_kdc", auth.refused_by_kdc},
                      {"ntlm", challenge_json(auth.ntlm)}};
}

json::array steps_json(const std::array<StepRecord, 18>& records) {
  json::array all;
  for (const StepRow& step : steps()) {
    const StepRecord& record = records.at(static_cast<std::size_t>(step.step));
    all.emplace_back(json::object{{"step", id_text(step.id)},
                                  {"status", id_text(id(record.status))},
                                  {"ms", record.ms ? tenth(*record.ms) : json::value(nullptr)},
                                  {"reply", reply_json(record.reply)},
                                  {"note", text_or_null(record.note)}});
  }
  return all;
}

json::value retry_json(const std::shared_ptr<const Retry>& retry) {
  if (!retry) return nullptr;
  return json::object{{"reason", text_or_null(retry->why.detail)},
                      {"failed_step", id_text(id(retry->why.step))},
                      {"class", id_text(id(retry->why.cls))},
                      {"origin", id_text(id(retry->why.origin))},
                      {"reply", reply_json(retry->why.reply)},
                      {"steps", steps_json(retry->steps)},
                      {"tls", tls_json(retry->tls)}};
}

json::object line_json(const Line& line) {
  return {{"ms", tenth(line.ms)},
          {"who", text(std::string_view(&line.who, 1))},
          {"text", text(line.text)},
          {"step", id_text(id(line.step))},
          {"inside_tls", line.inside_tls}};
}

json::object address_json(const AddressAttempt& attempt) {
  return {{"address", text(attempt.address)},
          {"exchange", text_or_null(attempt.exchange)},
          {"outcome", text(attempt.outcome)},
          {"detail", text_or_null(attempt.detail)}};
}

json::object transaction_json(const TransactionResult& transaction) {
  return {{"from", text(transaction.from)},
          {"reply", reply_json(transaction.reply)},
          {"recipients",
           list(transaction.recipients,
                [](const RecipientResult& recipient) {
                  return json::object{{"to", text(recipient.to)}, {"reply", reply_json(recipient.reply)}};
                })},
          {"data", reply_json(transaction.data)}};
}

json::value path_json(const Transcript& t) {
  if (!t.path) return nullptr;
  const PathFacts& path = *t.path;
  return json::object{
      {"local_scope", id_text(id(path.local_scope))},
      {"remote_scope", id_text(id(path.remote_scope))},
      {"interface", text_or_null(path.interface)},
      {"interface_kind", id_text(id(path.interface_kind))},
      {"ipsec", id_text(id(path.ipsec))},
      {"ipsec_detail", text_or_null(path.ipsec_detail)},
      {"evidence", list(path_evidence_of(t), [](const PathEvidence& evidence) {
         return json::object{{"speaks", id_text(id(evidence.speaks))}, {"what", text(evidence.what)}};
       })}};
}

void add_ending(json::object& walk, const ReportedWalk& reported) {
  const auto& failure = reported.transcript.failure;
  const Finding& finding = reported.finding;
  const json::value null(nullptr);
  walk["outcome"] = id_text(id(reported.transcript.outcome));
  walk["failed_step"] = failure ? id_text(id(failure->step)) : null;
  walk["class"] = failure ? id_text(id(failure->cls)) : null;
  walk["origin"] = failure ? id_text(id(failure->origin)) : null;
  walk["blame"] = failure ? id_text(id(finding.blame)) : null;
  walk["transient"] = failure && finding.transient;
  walk["reply"] = failure ? reply_json(failure->reply) : null;
  walk["summary"] = text(finding.summary);
  walk["diagnosis"] = list(finding.advice, advice_json);
  walk["event"] = finding.event ? event_json(*finding.event) : null;
}

json::value expectation_json(const ReportedWalk& walk) {
  const std::string told = walk.expected ? text_of(*walk.expected) : std::string();
  return told.empty() ? json::value(nullptr) : json::value(told);
}

json::value facts_json(const ReportedWalk& walk) {
  if (!walk.expected) return nullptr;
  Expectation expected = *walk.expected;
  json::object facts;
  for (const std::string_view name : fact_names) {
    if (const std::optional<bool>& wanted = *fact(expected, name)) facts[name] = *wanted ? "yes" : "no";
  }
  return facts.empty() ? json::value(nullptr) : json::value(facts);
}

}  // namespace

json::object walk_json(const ReportedWalk& reported) {
  const Transcript& t = reported.transcript;
  json::object walk{{"connector", text_or_null(t.connector.Name)},
                    {"smart_host", text(t.connector.SmartHost)},
                    {"port", t.connector.Port},
                    {"remote", text_or_null(t.remote)},
                    {"local", text_or_null(t.local)},
                    {"mode", id_text(id(t.mode))},
                    {"expected", expectation_json(reported)},
                    {"as_expected", reported.met ? json::value(*reported.met) : json::value(nullptr)}};
  add_ending(walk, reported);
  walk["server"] = {
      {"banner", text_or_null(t.banner)},
      {"kind", reported.finding.server_kind.empty() ? text("unknown") : text(reported.finding.server_kind)}};
  walk["offers"] = {{"plain", texts(t.offers.plain)},
                    {"tls", t.offers.tls ? json::value(texts(*t.offers.tls)) : json::value(nullptr)}};
  walk["tls"] = tls_json(t.tls);
  walk["auth"] = auth_json(t);
  walk["proved"] = texts(t.proved);
  walk["not_proved"] = texts(t.not_proved);
  walk["retry"] = retry_json(t.retry);
  walk["steps"] = steps_json(t.steps);
  walk["transcript"] = list(t.lines, line_json);
  // beyond the contract
  walk["expected_facts"] = facts_json(reported);
  walk["failure_detail"] = t.failure ? text_or_null(t.failure->detail) : json::value(nullptr);
  walk["addresses"] = list(t.addresses, address_json);
  walk["envelope"] = list(t.transactions, transaction_json);
  walk["path"] = path_json(t);
  walk["message_id"] = text_or_null(t.message_id);
  walk["quit_after"] = t.quit_after ? id_text(id(*t.quit_after)) : json::value(nullptr);
  walk["walk_id"] = text_or_null(t.walk_id);
  walk["total_ms"] = tenth(t.total_ms);
  walk["partner_events"] = list(reported.finding.partner_events, event_json);
  walk["started"] = text_or_null(t.started);
  walk["run_started"] = text_or_null(reported.run_started);
  walk["user"] = text_or_null(t.auth.user);  // also where the mode does not authenticate
  walk["settings"] = settings_json(t.connector);
  walk["thresholds"] = thresholds_json(reported.thresholds);
  walk["alerts"] = list(reported.alerts, alert_json);
  walk["flags"] = t.flags ? json::value(texts(*t.flags)) : json::value(nullptr);
  return walk;
}

}  // namespace authwalk
