#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "check_arguments.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

std::optional<double> number(std::string_view typed) {
  double value = 0;
  const auto* const end = typed.data() + typed.size();
  const auto [stopped, error] = std::from_chars(typed.data(), end, value);
  if (error != std::errc() || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

AlertRange range(std::string_view flag, std::string_view typed) {
  if (auto found = find_alert_range(typed)) return *found;
  refuse(fmt::format("{} {} is not a range", flag, shown(typed)),
         "10, 10:, ~:10, 10:20 or @10:20, with START not above END");
}

// check_smtp's "-D 30,7": alert below. A range may stand there as well.
AlertRange days(std::string_view typed) {
  const bool plain = number(typed).has_value();
  return range("--certificate-days", plain ? std::string(typed) + ":" : std::string(typed));
}

void read_certificate_days(const std::string& typed, Thresholds& into) {
  const auto comma = typed.find(',');
  into.certificate_days_warning = days(std::string_view(typed).substr(0, comma));
  if (comma == std::string::npos) return;
  into.certificate_days_critical = days(std::string_view(typed).substr(comma + 1));
}

void read_steps(std::string_view flag, const std::vector<std::string>& typed,
                std::map<Step, AlertRange>& into) {
  for (const std::string& text : typed) {
    const auto equals = text.find('=');
    const auto step =
        equals == std::string::npos ? std::nullopt : find_step(std::string_view(text).substr(0, equals));
    if (!step) refuse(fmt::format("{} {} is not STEP=RANGE", flag, shown(text)), "authwalk steps lists them");
    const AlertRange found = range(flag, std::string_view(text).substr(equals + 1));
    if (!into.emplace(*step, found).second)
      refuse(fmt::format("{} names {} twice", flag, id(*step)), "give it once");
  }
}

Thresholds thresholds(const CheckArguments& given) {
  Thresholds thresholds;
  if (given.warning) thresholds.seconds_warning = range("--warning", *given.warning);
  if (given.critical) thresholds.seconds_critical = range("--critical", *given.critical);
  if (given.certificate_days) read_certificate_days(*given.certificate_days, thresholds);
  read_steps("--warning-step", given.warning_step, thresholds.step_seconds_warning);
  read_steps("--critical-step", given.critical_step, thresholds.step_seconds_critical);
  return thresholds;
}

std::chrono::milliseconds limit(const CheckArguments& given) {
  constexpr auto commonly = std::chrono::seconds(10);  // of the monitoring plugins
  const auto typed = given.timeout ? flag_value("--timeout", *given.timeout, setting::duration) : commonly;
  if (typed < std::chrono::seconds(1)) {
    refuse(fmt::format("--timeout {} is less than a second", shown(*given.timeout)), "-t 30");
  }
  return typed;
}

std::string in_seconds(std::chrono::milliseconds time) {
  return fmt::format("{}", std::chrono::duration<double>(time).count());
}

// A server that falls silent must end a step, not the check: the step is what the administrator wants to
// know.
void share_out(std::chrono::milliseconds limit, WalkArguments& walk) {
  constexpr auto usual_step = std::chrono::milliseconds(15000);
  walk.timeout = in_seconds(std::min(usual_step, limit * 7 / 10));
  walk.deadline = in_seconds(limit * 9 / 10);
}

void choose_mode(WalkArguments& walk) {
  const bool chosen_elsewhere = !walk.connector.empty();
  const bool by_expectation =
      std::any_of(walk.expect.begin(), walk.expect.end(),
                  [](const std::string& typed) { return typed.find('=') != std::string::npos; });
  if (!walk.mode.empty() || by_expectation || chosen_elsewhere) return;
  const bool password = walk.user || walk.netrc_file;
  const bool ticket = walk.ccache || walk.keytab;
  walk.mode = {ticket ? "ExchangeServer" : password ? "BasicAuthRequireTLS" : "None"};
}

// "-e fail" goes for every mode of -m.
void spell_out_expectations(WalkArguments& walk) {
  std::vector<std::string> spelled_out;
  for (const std::string& typed : walk.expect) {
    if (typed != "pass" && typed != "fail") {
      spelled_out.push_back(typed);
      continue;
    }
    if (walk.mode.empty())
      refuse(fmt::format("-e {} without a mode", typed), "add -m MODE, or -e MODE=" + typed);
    for (const std::string& modes : walk.mode) {
      std::string_view rest = modes;
      while (true) {
        const auto comma = rest.find(',');
        spelled_out.push_back(fmt::format("{}={}", rest.substr(0, comma), typed));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
      }
    }
  }
  walk.expect = std::move(spelled_out);
}

void take_host(CheckArguments& given) {
  if (given.hostname && !given.walk.connector.empty())
    refuse("-H and --connector exclude each other", "give one of them");
  if (!given.hostname && given.walk.connector.empty()) refuse("-H is missing", "-H mx.contoso.example");
  if (given.hostname) given.walk.targets = {*given.hostname};
}

void take_user(CheckArguments& given) {
  if (!given.user_of_check_smtp) return;
  if (given.walk.user) refuse("-u and -U both name a user", "give one of them");
  given.walk.user = given.user_of_check_smtp;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

CheckPlan check_plan(CheckArguments given) {
  take_host(given);
  take_user(given);
  choose_mode(given.walk);
  spell_out_expectations(given.walk);
  CheckPlan plan;
  plan.thresholds = thresholds(given);
  plan.limit = limit(given);
  plan.walk = std::move(given.walk);
  share_out(plan.limit, plan.walk);
  plan.walk.format = "nagios";
  return plan;
}

Arguments with_port_spelled_out(const Arguments& arguments) {
  Arguments spelled_out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "-p" && i + 1 < arguments.size() && is_port(arguments[i + 1])) {
      spelled_out.emplace_back("--port");
    } else if (word.starts_with("-p") && is_port(word.substr(2))) {
      spelled_out.push_back("--port=" + std::string(word.substr(2)));
    } else {
      spelled_out.emplace_back(word);
    }
  }
  return spelled_out;
}

}  // namespace authwalk::cli
