// Format prometheus: the text exposition format, version 0.0.4, for node_exporter's textfile collector. That
// one rejects the whole file for a time stamp or for two samples of one series, so neither is ever written.
//
// Names and labels: docs/decisions/0010-metric-names.md. No label has a server's words in it: the set of
// values must stay small, and nobody else may name our series.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/mechanism.hpp>
#include <cmath>
#include <set>

#include "report/formats.hpp"
#include "report/measures.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

struct Sample {
  Labels labels;  ///< beside those of the walk
  double value = 0;
};

/// One metric: its samples of one walk.
struct MetricRow {
  std::string_view name;
  std::string_view help;
  std::vector<Sample> (*samples)(const Transcript&, const ReportedWalk&);
};

std::vector<Sample> one(double value) {
  return {{{}, value}};
}

std::vector<Sample> perhaps(std::optional<double> value) {
  return value ? one(*value) : std::vector<Sample>();
}

std::string known_or_other(const std::string& value, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), value) == known.end() ? "other" : value;
}

std::vector<Sample> failed_step(const Transcript& t, const ReportedWalk& walk) {
  if (t.outcome == Outcome::pass || !t.failure) return {};
  return {{{{"step", std::string(id(t.failure->step))},
            {"class", std::string(id(t.failure->cls))},
            {"origin", std::string(id(t.failure->origin))},
            {"blame", std::string(id(walk.finding.blame))}},
           1}};
}

std::vector<Sample> step_durations(const Transcript& t, const ReportedWalk&) {
  std::vector<Sample> samples;
  for (const StepRow& step : steps()) {
    if (const auto seconds = step_seconds(t, step.step))
      samples.push_back({{{"step", std::string(step.id)}}, *seconds});
  }
  return samples;
}

std::vector<Sample> tls_version(const Transcript& t, const ReportedWalk&) {
  if (!t.tls || !t.tls->established) return {};
  return {{{{"version", known_or_other(t.tls->version, {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"})}}, 1}};
}

std::vector<Sample> mechanism(const Transcript& t, const ReportedWalk&) {
  if (t.auth.mechanism.empty()) return {};
  return {{{{"mechanism", mechanism_named(t.auth.mechanism) ? t.auth.mechanism : "other"}}, 1}};
}

constexpr std::array metrics{
    MetricRow{"authwalk_walk_success", "1 when the walk passed.",
              [](const Transcript& t, const ReportedWalk&) { return one(t.outcome == Outcome::pass); }},
    MetricRow{
        "authwalk_walk_as_expected",
        "1 when the walk ended as it was to, and crossed no critical threshold; 0 when it did not. Absent "
        "when it proves neither.",
        [](const Transcript&, const ReportedWalk& walk) {
          return walk.met ? one(*walk.met) : std::vector<Sample>{};
        }},
    MetricRow{"authwalk_walk_outcome_info", "How the walk ended: pass, fail, inconclusive or not-tested.",
              [](const Transcript& t, const ReportedWalk&) {
                return std::vector<Sample>{{{{"outcome", std::string(id(t.outcome))}}, 1}};
              }},
    MetricRow{"authwalk_walk_failed_step_info",
              "The step that ended a walk which did not pass, why, who spoke, and whose move it is.",
              failed_step},
    MetricRow{"authwalk_walk_duration_seconds", "Time of a walk that got a connection.",
              [](const Transcript& t, const ReportedWalk&) { return perhaps(walk_seconds(t)); }},
    MetricRow{"authwalk_walk_step_duration_seconds", "Time of each step that the walk reached.",
              step_durations},
    MetricRow{"authwalk_walk_clear_text_retry", "1 when TLS broke and the walk went on in clear.",
              [](const Transcript& t, const ReportedWalk&) { return one(t.retry != nullptr); }},
    MetricRow{"authwalk_reply_code", "SMTP reply code that ended a walk which did not pass.",
              [](const Transcript& t, const ReportedWalk&) {
                const bool refused = t.outcome != Outcome::pass && t.failure && t.failure->reply;
                return refused ? one(t.failure->reply->code) : std::vector<Sample>();
              }},
    MetricRow{"authwalk_rejected_attempts", "Credentials that the smart host refused in the walk.",
              [](const Transcript& t, const ReportedWalk&) { return one(t.auth.rejected_attempts); }},
    MetricRow{"authwalk_auth_mechanism_info", "Mechanism that the walk authenticated with, or tried to.",
              mechanism},
    MetricRow{"authwalk_tls_version_info", "TLS version that was agreed on.", tls_version},
    MetricRow{"authwalk_tls_certificate_verified",
              "1 when chain, time, use and name of the certificate are right.",
              [](const Transcript& t, const ReportedWalk&) {
                return t.tls && t.tls->established ? one(t.tls->verified) : std::vector<Sample>();
              }},
    MetricRow{"authwalk_tls_certificate_expiry_timestamp_seconds",
              "When the first certificate of the chain ends, as Unix time.",
              [](const Transcript& t, const ReportedWalk&) {
                const auto end = certificate_end(t);
                return perhaps(end ? std::optional(static_cast<double>(*end)) : std::nullopt);
              }}};

// Backslash, quotation mark and line feed are the format's own; all else that is not plain is gone already.
std::string label_value(std::string_view bytes) {
  std::string text;
  for (const char c : printable(bytes)) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

std::string series(std::string_view name, const Labels& labels) {
  std::string text;
  for (const auto& [label, value] : labels) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", label, label_value(value));
  }
  return text.empty() ? std::string(name) : fmt::format("{}{{{}}}", name, text);
}

std::string line(std::string_view name, const Labels& labels, double value) {
  const bool whole = std::abs(value) < 1e15 && value == std::trunc(value);
  return whole ? fmt::format("{} {}\n", series(name, labels), static_cast<std::int64_t>(value))
               : fmt::format("{} {:.6f}\n", series(name, labels), value);
}

std::string heading(std::string_view name, std::string_view help) {
  return fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
}

Labels target_labels(const Transcript& t) {
  Labels labels{{"smart_host", t.connector.SmartHost},
                {"port", std::to_string(t.connector.Port)},
                {"mode", std::string(id(t.mode))}};
  if (!t.connector.Name.empty()) labels.emplace_back("connector", t.connector.Name);
  return labels;
}

std::string walked_address(const Transcript& t) {
  if (!t.remote.empty()) return address_of(t.remote);
  return t.addresses.size() == 1 ? t.addresses.front().address : "";
}

// Labels that tell every walk of the report from every other. The address is among them only where it has to
// be: a name with several addresses would begin a new series whenever another of them answers.
std::vector<Labels> labels_of_walks(const Report& report) {
  std::vector<Labels> all;
  for (const ReportedWalk& walk : report.walks) all.push_back(target_labels(walk.transcript));
  const auto distinct = [&] {
    std::set<std::string> seen;
    return std::all_of(all.begin(), all.end(),
                       [&](const Labels& labels) { return seen.insert(series("", labels)).second; });
  };
  if (distinct()) return all;
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i].emplace_back("address", walked_address(report.walks[i].transcript));
  if (distinct()) return all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i].emplace_back("walk", std::to_string(i + 1));
  return all;
}

std::string run_metric(std::string_view name, std::string_view help, double value,
                       const Labels& labels = {}) {
  return heading(name, help) + line(name, labels, value);
}

std::string of_the_run(const Report& report) {
  std::string out =
      run_metric("authwalk_build_info", "Version of authwalk.", 1, {{"version", report.version}});
  if (const auto began = unix_seconds(report.started)) {
    out += run_metric("authwalk_last_run_timestamp_seconds", "When the last run began, as Unix time.",
                      static_cast<double>(*began));
  }
  out += run_metric("authwalk_last_run_success", "1 when the last run ended as expected.",
                    verdict(report) == "pass" ? 1 : 0);
  return out + run_metric("authwalk_last_run_interrupted", "1 when the last run was cut short.",
                          report.interrupted ? 1 : 0);
}

}  // namespace

std::string render_prometheus(const Report& report, const RenderOptions&) {
  std::string out = of_the_run(report);
  const std::vector<Labels> walk_labels = labels_of_walks(report);
  for (const MetricRow& metric : metrics) {
    std::string lines;
    for (std::size_t i = 0; i < report.walks.size(); ++i) {
      for (const Sample& sample : metric.samples(report.walks[i].transcript, report.walks[i])) {
        Labels labels = walk_labels[i];
        labels.insert(labels.end(), sample.labels.begin(), sample.labels.end());
        lines += line(metric.name, labels, sample.value);
      }
    }
    if (!lines.empty()) out += heading(metric.name, metric.help) + lines;
  }
  return out;
}

}  // namespace authwalk
