#include "completion_values.hpp"

#include <algorithm>
#include <authwalk/compare.hpp>
#include <authwalk/mechanism.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/rehearsal.hpp>
#include <authwalk/report.hpp>
#include <authwalk/step.hpp>

namespace authwalk::cli {
namespace {

using Candidates = std::vector<Candidate>;

// Ten names are too many to choose from: Exchange's own only for who begins with their capital letter.
Candidates mode_names(std::string_view typed) {
  const bool own_names = !typed.empty() && typed.front() >= 'A' && typed.front() <= 'Z';
  Candidates out;
  for (const auto& mode : modes()) {
    out.push_back({std::string(own_names ? mode.id : mode.alias),
                   std::string(own_names ? mode.console_name : mode.id)});
  }
  return out;
}

Candidates step_names(std::string_view) {
  Candidates out;
  for (const auto& step : steps()) out.push_back({std::string(step.id), std::string(step.what)});
  return out;
}

Candidates fault_names(std::string_view) {
  Candidates out;
  for (const auto& fault : faults()) out.push_back({std::string(fault.name), std::string(fault.what)});
  return out;
}

Candidates format_names(std::string_view) {
  Candidates out;
  for (const auto& format : formats()) out.push_back({std::string(format.id), std::string(format.ending)});
  return out;
}

Candidates tls_versions(std::string_view) {
  return {{"1.0", ""}, {"1.1", ""}, {"1.2", ""}, {"1.3", ""}};
}

Candidates tls_auth_levels(std::string_view) {
  return {{"EncryptionOnly", "any certificate"},
          {"CertificateValidation", "a certificate of a trusted authority"},
          {"DomainValidation", "... with the name of --tls-domain"}};
}

Candidates mechanism_candidates(std::string_view) {
  Candidates out;
  for (const auto& mechanism : mechanisms())
    out.push_back({std::string(mechanism.name), mechanism.exchange ? "AUTH, X-EXPS" : "AUTH"});
  return out;
}

// AuthMechanism of a Receive connector.
Candidates receive_methods(std::string_view) {
  return {{"Tls", ""},
          {"Integrated", ""},
          {"BasicAuth", ""},
          {"BasicAuthRequireTLS", ""},
          {"ExchangeServer", ""},
          {"ExternalAuthoritative", ""}};
}

Candidates compare_rule_names(std::string_view) {
  Candidates out;
  for (const auto& rule : compare_rules()) out.push_back({std::string(rule.id), std::string(rule.what)});
  return out;
}

struct ValueRow {
  std::string_view value;  // of the flag
  Candidates (*candidates)(std::string_view typed);
};

constexpr ValueRow rows[] = {
    {"MODE", mode_names},
    {"STEP", step_names},
    {"FAULT", fault_names},
    {"FORMAT", format_names},
    {"VERSION", tls_versions},
    {"LEVEL", tls_auth_levels},
    {"MECHANISM", mechanism_candidates},
    {"METHOD", receive_methods},
    {"RULE", compare_rule_names},
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find(separator, from), text.size());
    parts.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

Candidates literal(std::string_view value, char separator) {
  Candidates out;
  for (auto& word : split(value, separator)) out.push_back({std::move(word), ""});
  return out;
}

// "MODE=pass|fail": each name with each word. "STEP=RANGE": each name; what follows is the user's own.
Candidates pairs(const Candidates& names, std::string_view words) {
  if (words.find('|') == std::string_view::npos) words = {};
  Candidates out;
  for (const auto& name : names) {
    for (const auto& word : split(words, '|')) out.push_back({name.word + "=" + word, name.what});
  }
  return out;
}

Candidates named(std::string_view value, std::string_view typed) {
  for (const auto& row : rows) {
    if (row.value == value) return row.candidates(typed);
  }
  return {};
}

}  // namespace

ValueChoice value_choice(std::string_view value, std::string_view typed) {
  ValueChoice choice;
  // "FILE" and "FILE[#NAME]"
  if (value.starts_with("FILE") || value == "DIR") {
    choice.files = true;
    return choice;
  }
  const auto bracket = value.find("[,");
  choice.list = bracket != std::string_view::npos || value.find(',') != std::string_view::npos;
  const auto item = value.substr(0, bracket);
  if (item.starts_with('[')) {  // "[MODE=]pass|fail"
    const auto rest = item.substr(item.find(']') + 1);
    choice.candidates = literal(rest, '|');
    for (auto& pair : pairs(named(item.substr(1, item.find('=') - 1), typed), rest))
      choice.candidates.push_back(std::move(pair));
  } else if (const auto equals = item.find('='); equals != std::string_view::npos) {
    choice.candidates = pairs(named(item.substr(0, equals), typed), item.substr(equals + 1));
  } else if (item.find('|') != std::string_view::npos) {
    choice.candidates = literal(item, '|');
  } else if (item.find(',') != std::string_view::npos) {
    choice.candidates = literal(item, ',');
  } else {
    choice.candidates = named(item, typed);
  }
  return choice;
}

}  // namespace authwalk::cli
