#include "report/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/walk_command.hpp>

#include "diagnosis/phrases.hpp"

namespace authwalk::document {
namespace {

void remove(std::string& text, std::string_view part) {
  const auto at = part.empty() ? std::string::npos : text.find(part);
  if (at != std::string::npos) text.erase(at, part.size());
}

// A sentence put behind a name: "The server refused" is what the smart host did.
std::string about(const std::string& name, std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  constexpr std::string_view server = "The server ";
  if (sentence.starts_with(server)) return name + " " + sentence.substr(server.size());
  return sentence.starts_with(name) ? sentence : name + ": " + sentence;
}

// The sentence without the reply, which stands below it.
std::string without_reply(std::string sentence, const Transcript& t) {
  if (t.failure && t.failure->reply) remove(sentence, ": " + diagnosis::short_reply(t));
  return sentence;
}

const Alert* critical(const ReportedWalk& walk) {
  const auto found = std::ranges::find_if(walk.alerts, [](const Alert& alert) { return alert.critical; });
  return found == walk.alerts.end() ? nullptr : &*found;
}

std::string of_a_pass(const JudgedHost& host, const JudgedWalk& leading) {
  const ReportedWalk& walk = *leading.walk;
  const std::string mode(id(walk.transcript.mode));
  if (leading.judgement == Judgement::contradicts) {
    if (const Alert* alert = critical(walk))
      return fmt::format("{} passed, but {} is {:.4g}, outside of {}", mode, alert->metric, alert->value,
                         alert->range);
    return mode + " passed, but was expected to fail";
  }
  const auto right = std::ranges::count(host.walks, Judgement::right, &JudgedWalk::judgement);
  if (!host.survey && host.walks.size() > 1)
    return fmt::format("{} of {} modes are as expected", right, host.walks.size());
  if (walk.transcript.outcome == Outcome::fail)
    return fmt::format("{} failed at {}, as expected", mode, id(walk.transcript.failure->step));
  return mode + " passed";
}

// Why nothing is decided, where no walk says so by itself.
bool told_by_advice(const JudgedHost& host, const Recommendation& advice) {
  return host.survey && host.judgement() == Judgement::open && !advice.mode && !advice.why.empty();
}

// The walk that the answer is about.
const JudgedWalk& subject(const JudgedHost& host, const Recommendation& advice) {
  const bool of_advice = host.survey && advice.mode && host.judgement() != Judgement::contradicts;
  const auto found = std::ranges::find_if(host.walks, [&](const JudgedWalk& judged) {
    return of_advice && judged.walk->transcript.mode == *advice.mode;
  });
  return found == host.walks.end() ? *host.leading() : *found;
}

const Obstacle* obstacle_of(const Recommendation& advice, Mode mode) {
  const auto found = std::ranges::find(advice.in_the_way, mode, &Obstacle::mode);
  return found == advice.in_the_way.end() ? nullptr : &*found;
}

bool theirs(Blame blame) {
  return blame == Blame::server || blame == Blame::policy;
}

// Nothing here may be changed to get rid of the error.
std::string_view to_keep(const ReportedWalk& walk) {
  const Transcript& t = walk.transcript;
  if (!t.failure) return {};
  const std::string_view group = row(t.failure->cls).group;
  if (group == "tls" && t.failure->step == Step::tls_verify)
    return "the check of the certificate: without it the password goes to whoever answers.";
  if (t.failure->cls == Class::cleartext_not_allowed) return "the password out of clear text.";
  if (group == "transport" || t.failure->cls == Class::rejected_temporarily)
    return "the connector as it is: nothing was said that speaks against it.";
  if (std::ranges::find(t.proved, "authentication") != t.proved.end())
    return "the credential and the mode: the server accepted both.";
  if (group == "authentication" && t.failure->step >= Step::auth_start)
    return "the mode: nothing here says that another one would be better.";
  return {};
}

class Steps {
 public:
  Steps(const JudgedHost& host, const Recommendation& advice, Told& told)
      : walk_(*subject(host, advice).walk), host_(host), advice_(advice), told_(told) {}

  Facts build() {
    const Judgement judgement = host_.judgement();
    if (judgement == Judgement::right) {
      use();
    } else if (told_by_advice(host_, advice_)) {
      text("Do", advice_.why);
      run("Then", walk_command(walk_.transcript,
                               {.survey = true,
                                .flags = {"--to=<recipient>", "--user=<user>", "--password-file=<file>"}}));
    } else {
      mend();
    }
    for (const Alert& alert : walk_.alerts) {
      if (alert.critical) continue;
      text("Note", fmt::format("{} is {:.4g}, outside of {}.", alert.metric, alert.value, alert.range));
    }
    const AuthFacts& auth = walk_.transcript.auth;
    if (auth.diagnostic)
      text("Note",
           fmt::format("used {} {} for diagnosis; a Send connector would not", auth.verb, auth.mechanism));
    if (host_.interrupted) text("Note", "The run was interrupted: what had not been walked is missing.");
    return {std::move(rows_), true};
  }

 private:
  void text(std::string label, std::string_view words) {
    std::string fresh = told_.fresh(words);
    if (!fresh.empty()) rows_.push_back(text_row(std::move(label), std::move(fresh)));
  }

  void run(std::string label, const std::string& command) {
    if (!told_.fresh(command).empty()) rows_.push_back(command_row(std::move(label), command));
  }

  void use() {
    if (host_.walks.size() < 2 || !advice_.mode || !advice_.after.empty()) return;
    text("Use", advice_.why);
    run("Run", advice_.command);
  }

  void then() { run("Then", walk_command(walk_.transcript)); }

  void mend() {
    const std::vector<Advice> all = likely_first(walk_.finding.advice);
    const Obstacle* obstacle = obstacle_of(advice_, walk_.transcript.mode);
    std::string command;
    if (!all.empty()) {
      text("Do", all.front().fix.empty() ? all.front().cause : all.front().fix);
      command = all.front().command;
    }
    run("Run", command);
    if (obstacle && theirs(obstacle->blame)) {
      if (obstacle->command != command) run("There", obstacle->command);
      text("Write", obstacle->message);
    }
    if (!command.starts_with("authwalk ")) then();
    if (stronger_passed()) {
      text("Use", fmt::format("{}, the strongest mode that passed.", id(*advice_.mode)));
      run("Run", advice_.command);
    } else {
      text("Keep", to_keep(walk_));
    }
  }

  bool stronger_passed() const {
    return advice_.mode && advice_.after.empty() && advice_.mode != walk_.transcript.mode;
  }

  const ReportedWalk& walk_;
  const JudgedHost& host_;
  const Recommendation& advice_;
  Told& told_;
  std::vector<Row> rows_;
};

// What was said in the step that ended the walk; of a long step its end.
Ladder excerpt(const ReportedWalk& walk) {
  constexpr std::size_t at_most = 6;
  const Transcript& t = walk.transcript;
  if (!t.failure) return {};
  Ladder ladder{t.connector.Fqdn, t.connector.SmartHost, {}, true};
  for (const Rung& rung : rungs_of(t, false)) {
    if (rung.step == t.failure->step && rung.who != '-') ladder.rungs.push_back(rung);
  }
  // What is no conversation stands in the first line.
  if (std::ranges::none_of(ladder.rungs, [](const Rung& rung) { return rung.who == '<' || rung.who == '>'; }))
    return {};
  const auto size = ladder.rungs.size();
  if (size > at_most) ladder.rungs.erase(ladder.rungs.begin(), ladder.rungs.end() - at_most);
  return ladder;
}

}  // namespace

std::string matter_of(const JudgedHost& host, const Recommendation& advice, Told& told) {
  const JudgedWalk& leading = subject(host, advice);
  const Transcript& t = leading.walk->transcript;
  if (told_by_advice(host, advice)) {
    constexpr std::string_view known = "No mode can be recommended: ";
    std::string first = sentences(advice.why).front();
    told.fresh(first);
    if (first.starts_with(known)) first.erase(0, known.size());
    return about(host.name, first);
  }
  if (host.survey && host.judgement() == Judgement::right && advice.mode && !advice.why.empty()) {
    const std::string first = sentences(advice.why).front();
    told.fresh(first);
    return about(host.name, first);
  }
  const bool decided = t.outcome == Outcome::pass || leading.walk->finding.summary.empty() ||
                       host.judgement() == Judgement::right;
  if (decided) return about(host.name, of_a_pass(host, leading));
  std::string first = sentences(leading.walk->finding.summary).front();
  told.fresh(first);
  remove(first, "Not tested: ");
  return about(host.name, without_reply(first, t));
}

std::vector<std::string> words_of_server(const JudgedHost& host) {
  const Transcript& t = host.leading()->walk->transcript;
  if (!t.failure || !t.failure->reply || t.outcome == Outcome::pass || host.judgement() == Judgement::right)
    return {};
  constexpr std::size_t at_most = 3;
  std::vector<std::string> lines;
  const Reply& reply = *t.failure->reply;
  for (std::size_t i = 0; i < std::min(at_most, reply.lines.size()); ++i) {
    const bool last = i + 1 == reply.lines.size();
    lines.push_back(fmt::format("{}{}{}", reply.code, last ? ' ' : '-', reply.lines[i]));
  }
  if (lines.empty()) lines.push_back(std::to_string(reply.code));
  if (t.failure->origin != Origin::server) lines.back() += "  (made on this side)";
  return lines;
}

Blocks answer(const JudgedHost& host, const Recommendation& advice, Told& told) {
  Blocks blocks;
  Facts steps = Steps(host, advice, told).build();
  if (!steps.rows.empty()) blocks.push_back({std::move(steps)});
  blocks.push_back({mode_table(host)});
  blocks.push_back({Paragraph{server_facts(host)}});
  if (host.judgement() == Judgement::right) return blocks;
  Ladder conversation = excerpt(*subject(host, advice).walk);
  if (!conversation.rungs.empty()) blocks.push_back({std::move(conversation)});
  return blocks;
}

std::vector<Advice> likely_first(std::vector<Advice> advice) {
  std::ranges::stable_partition(advice, [](const Advice& one) { return one.confidence == "likely"; });
  return advice;
}

}  // namespace authwalk::document
