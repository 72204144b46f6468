// Format validate: what the admin center's connector validation shows, task by task, for walks from this
// machine.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/formats.hpp"

namespace authwalk {
namespace {

struct Task {
  std::string_view name;
  Step first, last;
};

constexpr std::array tasks{Task{"Definition", Step::local, Step::local},
                           Task{"Resolve", Step::resolve, Step::resolve},
                           Task{"Connection", Step::connect, Step::banner},
                           Task{"SMTP EHLO", Step::ehlo, Step::ehlo},
                           Task{"TLS", Step::starttls, Step::tls_handshake},
                           Task{"Certificate", Step::tls_verify, Step::tls_verify},
                           Task{"EHLO in TLS", Step::ehlo_tls, Step::ehlo_tls},
                           Task{"Logon", Step::auth_offer, Step::auth_result},
                           Task{"MAIL FROM", Step::mail_from, Step::mail_from},
                           Task{"RCPT TO", Step::rcpt_to, Step::rcpt_to},
                           Task{"Test message", Step::data, Step::data}};

// The worst of its steps. A task of which nothing was done has not succeeded.
std::string_view status_of(const Task& task, const Transcript& t) {
  bool noted = false, reached = false, open = false;
  for (auto i = static_cast<int>(task.first); i <= static_cast<int>(task.last); ++i) {
    switch (t.at(static_cast<Step>(i)).status) {
      case StepStatus::fail:
        return "Failed";
      case StepStatus::note:
        noted = true;
        break;
      case StepStatus::pass:
        reached = true;
        break;
      case StepStatus::not_reached:
        open = true;
        break;
      case StepStatus::skipped:
        break;
    }
  }
  if (noted) return "Note";
  if (open) return "Not reached";
  return reached ? "Succeeded" : "Not part of it";
}

std::string detail_of(const Task& task, const Transcript& t) {
  std::string detail;
  for (auto i = static_cast<int>(task.first); i <= static_cast<int>(task.last); ++i) {
    const std::string& note = t.at(static_cast<Step>(i)).note;
    if (!note.empty()) detail += (detail.empty() ? "" : "; ") + note;
  }
  if (detail.empty() && task.first == Step::connect) detail = t.remote;
  return detail;
}

std::string result_of(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  std::string result;
  switch (t.outcome) {
    case Outcome::pass:
      result = "Succeeded";
      break;
    case Outcome::fail:
      result = "Failed";
      break;
    case Outcome::inconclusive:
    case Outcome::not_tested:
      result = "Not completed";
      break;
  }
  result += fmt::format(": {}", id(t.mode));
  if (t.failure) result += fmt::format(" at {} ({})", id(t.failure->step), id(t.failure->cls));
  return result;
}

}  // namespace

std::string render_validate(const Report& report, const RenderOptions&) {
  std::string out;
  for (const ReportedWalk& walk : report.walks) {
    const Transcript& t = walk.transcript;
    const std::string name = t.connector.Name.empty() ? std::string() : printable(t.connector.Name) + ": ";
    out += fmt::format("{}{}{}, {}\n", out.empty() ? "" : "\n", name, printable(t.connector.target()),
                       id(t.mode));
    for (const Task& task : tasks) {
      std::string line =
          fmt::format("  {:<13} {:<15} {}", task.name, status_of(task, t), printable(detail_of(task, t)));
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    out += fmt::format("  Validation    {}\n", result_of(walk));
    if (t.failure) out += fmt::format("                {}\n", printable(walk.finding.summary));
  }
  return out.empty() ? "no walks\n" : out;
}

}  // namespace authwalk
