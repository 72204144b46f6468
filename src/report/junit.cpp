// Format junit: JUnit XML as GitLab, Jenkins and others read it (tests/judges/junit.xsd). A suite is a smart
// host, a test case one mode there (and one address, where each is walked). Those readers fail no job by
// themselves, so the exit status counts; the two agree because both go by the judgement of the walk:
//
//   judgement     element     when
//   right         none        ended as it should; a failure that was expected is told in system-out
//   contradicts   failure     what was expected did not happen; in a survey: a mode failed, and none passed
//   there open          error       inconclusive or not tested, though something was expected; in a survey:
//   no mode
//                             of the smart host came to a result
//   not counted   skipped     a mode of a survey that decides nothing: another one passed at that smart host,
//                             or failed where this one was not tested
//
// At least one failure: exit status 1. No failure, but an error: 2. An interrupted run (130) and one that
// walked nothing (2) get an error of their own.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/compare.hpp>
#include <set>

#include "report/explanation.hpp"
#include "report/formats.hpp"
#include "report/judgement.hpp"
#include "report/markup.hpp"
#include "report/utc.hpp"

namespace authwalk {
namespace {

std::string seconds(double ms) {
  return fmt::format("{:.4f}", std::max(ms, 0.0) / 1000);
}

struct Case {
  std::string classname, name;
  double ms = 0;
  Judgement judgement = Judgement::right;
  std::string message, type;
  std::string body;  ///< printable lines
};

struct Suite {
  std::string name;
  std::vector<Case> cases;
};

std::size_t count(const std::vector<Suite>& suites, Judgement judgement) {
  std::size_t found = 0;
  for (const Suite& suite : suites) {
    for (const Case& one : suite.cases) found += one.judgement == judgement ? 1 : 0;
  }
  return found;
}

double total_ms(const std::vector<Suite>& suites) {
  double sum = 0;
  for (const Suite& suite : suites) {
    for (const Case& one : suite.cases) sum += one.ms;
  }
  return sum;
}

std::string counts(const std::vector<Suite>& suites) {
  std::size_t tests = 0;
  for (const Suite& suite : suites) tests += suite.cases.size();
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")", tests,
                     count(suites, Judgement::contradicts), count(suites, Judgement::open),
                     count(suites, Judgement::not_counted), seconds(total_ms(suites)));
}

// "failed at auth-result (bad-credentials): 535 5.7.3 Authentication unsuccessful"
std::string ending(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  if (t.outcome == Outcome::pass) {
    if (to_fail(walk)) return "passed, but was expected to fail";
    for (const Alert& alert : walk.alerts) {
      if (alert.critical)
        return fmt::format("passed, but {} is {:.4f}, out of range {}", alert.metric, alert.value,
                           alert.range);
    }
    return "passed";
  }
  std::string text = t.outcome == Outcome::fail           ? "failed"
                     : t.outcome == Outcome::inconclusive ? "inconclusive"
                                                          : "not tested";
  if (!t.failure) return text;
  text += fmt::format(" at {} ({})", id(t.failure->step), id(t.failure->cls));
  const std::string& words = t.failure->reply ? t.failure->reply->text() : t.failure->detail;
  return words.empty() ? text : text + ": " + words;
}

std::string row(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{:<8}{}\n", label, printable(text));
}

std::string body(const ReportedWalk& walk) {
  std::string out;
  const auto& failure = walk.transcript.failure;
  if (failure) {
    out += row("step", id(failure->step)) + row("class", id(failure->cls));
    if (failure->reply)
      out += row(failure->origin == Origin::server ? "server" : "reply", failure->reply->text());
    out += row("detail", failure->detail);
    out += row("move", whose_move(walk.finding.blame));
  }
  for (const Alert& alert : walk.alerts) {
    out += row("alert", fmt::format("{} {:.4f} is out of range {}", alert.metric, alert.value, alert.range));
  }
  out += row("", walk.finding.summary);
  for (const Advice& advice : walk.finding.advice) {
    out += row("cause", advice.cause) + row("fix", advice.fix) + row("run", advice.command);
  }
  return out;
}

// Readers drop a case whose names they have seen.
class Names {
 public:
  std::string unique(const std::string& classname, const std::string& name) {
    std::string free = name;
    for (int i = 2; !seen_.insert(classname + "\n" + free).second; ++i)
      free = fmt::format("{} ({})", name, i);
    return free;
  }

 private:
  std::set<std::string> seen_;
};

class Suites {
 public:
  explicit Suites(const Report& report) : report_(report) {}

  std::vector<Suite> build() {
    const std::vector<Judgement> judged = judgements(report_);
    const std::vector<WalkKey> keys = walk_keys(report_);
    const SmartHosts smart_hosts(report_);
    suites_.resize(smart_hosts.count());
    for (std::size_t i = 0; i < report_.walks.size(); ++i) {
      const ReportedWalk& walk = report_.walks[i];
      Suite& suite = suites_[smart_hosts.of(walk)];
      if (suite.name.empty()) suite.name = place_of(walk);
      suite.cases.push_back(case_of(walk, keys[i].address, judged[i]));
    }
    if (report_.interrupted) add_error("interrupted: what stands here is not all that was asked for");
    if (report_.walks.empty() && !report_.interrupted) add_error("nothing was walked");
    return std::move(suites_);
  }

 private:
  static std::string place_of(const ReportedWalk& walk) {
    const Connector& connector = walk.transcript.connector;
    return connector.Name.empty() ? connector.target() : connector.Name + "." + connector.target();
  }

  Case case_of(const ReportedWalk& walk, const std::string& address, Judgement judgement) {
    Case one;
    one.classname = place_of(walk);
    one.name = id(walk.transcript.mode);
    if (!address.empty()) one.name += " [" + address + "]";
    one.name = names_.unique(one.classname, one.name);
    one.ms = walk.transcript.total_ms;
    one.judgement = judgement;
    one.message = ending(walk);
    if (judgement == Judgement::right) {
      // A failure that was expected is still worth knowing.
      if (walk.transcript.outcome != Outcome::pass) one.body = printable(one.message) + ", as expected";
      return one;
    }
    if (judgement == Judgement::not_counted)
      one.message += "; not counted: in a survey the modes that decide the smart host's result are others";
    one.type = walk.transcript.failure ? id(walk.transcript.failure->cls) : "expectation";
    one.body = body(walk);
    return one;
  }

  void add_error(std::string message) {
    suites_.push_back(
        {"authwalk", {{"authwalk", "run", 0, Judgement::open, message, "run", message + "\n"}}});
  }

  const Report& report_;
  Names names_;
  std::vector<Suite> suites_;
};

std::string print(const Case& one) {
  const std::string start = fmt::format(R"(    <testcase classname="{}" name="{}" time="{}")",
                                        markup_text(one.classname), markup_text(one.name), seconds(one.ms));
  if (one.judgement == Judgement::right && one.body.empty()) return start + "/>\n";
  if (one.judgement == Judgement::right)
    return start +
           fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n", markup_escaped(one.body));
  if (one.judgement == Judgement::not_counted)
    return start +
           fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", markup_text(one.message));
  const std::string_view element = one.judgement == Judgement::contradicts ? "failure" : "error";
  return start + fmt::format(">\n      <{0} message=\"{1}\" type=\"{2}\">\n{3}</{0}>\n    </testcase>\n",
                             element, markup_text(one.message), markup_text(one.type),
                             markup_escaped(one.body));
}

std::string print(const Suite& suite, const Report& report) {
  std::string out = fmt::format("  <testsuite name=\"{}\" {}", markup_text(suite.name), counts({suite}));
  // xs:dateTime without a zone, which some readers do not know.
  constexpr std::size_t to_the_second = 19;
  if (const auto started = utc_milliseconds(report.started))
    out += fmt::format(" timestamp=\"{}\"", utc_text(*started).substr(0, to_the_second));
  out += fmt::format(
      ">\n    <properties>\n      <property name=\"authwalk.version\" value=\"{}\"/>\n"
      "      <property name=\"authwalk.started\" value=\"{}\"/>\n    </properties>\n",
      markup_text(report.version), markup_text(report.started));
  for (const Case& one : suite.cases) out += print(one);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string render_junit(const Report& report, const RenderOptions&) {
  const std::vector<Suite> suites = Suites(report).build();
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"authwalk\" {}>\n", counts(suites));
  for (const Suite& suite : suites) out += print(suite, report);
  return out + "</testsuites>\n";
}

}  // namespace authwalk
