#include "report/json_settings.hpp"

#include "report/json_values.hpp"

namespace authwalk {
namespace {

using namespace json_values;

json::value range_json(const std::optional<AlertRange>& range) {
  return range ? text(range->text) : json::value(nullptr);
}

json::object pair_json(const std::optional<AlertRange>& warning, const std::optional<AlertRange>& critical) {
  return {{"warning", range_json(warning)}, {"critical", range_json(critical)}};
}

std::optional<AlertRange> range_of(const std::map<Step, AlertRange>& ranges, Step step) {
  const auto found = ranges.find(step);
  return found == ranges.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

json::object settings_json(const Connector& connector) {
  return {
      {"Fqdn", text_or_null(connector.Fqdn)},
      {"RequireTLS", connector.RequireTLS},
      {"IgnoreSTARTTLS", connector.IgnoreSTARTTLS},
      {"TlsAuthLevel", connector.TlsAuthLevel ? id_text(id(*connector.TlsAuthLevel)) : json::value(nullptr)},
      {"TlsDomain", text_or_null(connector.TlsDomain)},
      {"SourceIPAddress", text_or_null(connector.SourceIPAddress)},
      {"ForceHELO", connector.ForceHELO},
      {"MaxMessageSize",
       connector.MaxMessageSize ? json::value(*connector.MaxMessageSize) : json::value(nullptr)}};
}

json::value thresholds_json(const std::shared_ptr<const Thresholds>& thresholds) {
  if (!thresholds) return nullptr;
  json::object of_steps;
  for (const StepRow& step : steps()) {
    const auto warning = range_of(thresholds->step_seconds_warning, step.step);
    const auto critical = range_of(thresholds->step_seconds_critical, step.step);
    if (warning || critical) of_steps[step.id] = pair_json(warning, critical);
  }
  return json::object{{"seconds", pair_json(thresholds->seconds_warning, thresholds->seconds_critical)},
                      {"step_seconds", std::move(of_steps)},
                      {"certificate_days", pair_json(thresholds->certificate_days_warning,
                                                     thresholds->certificate_days_critical)}};
}

json::object alert_json(const Alert& alert) {
  return {{"critical", alert.critical},
          {"metric", text(alert.metric)},
          {"value", alert_value(alert)},
          {"range", text(alert.range)}};
}

}  // namespace authwalk
