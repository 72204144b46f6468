#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/expectation.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

constexpr std::string_view at_step = "fail@";
constexpr std::string_view of_class = "fail:";

bool from_us(const Failure& failure) {
  return row(failure.cls).group == "ours" || failure.step == Step::local;
}

// Busy, silent, dead, unknown: it may be another way a minute later.
bool for_good(const Failure& failure) {
  constexpr std::array passing{Class::rejected_temporarily, Class::limit_exceeded};
  if (failure.reply && failure.reply->temporary()) return false;
  if (std::ranges::find(passing, failure.cls) != passing.end()) return false;
  return row(failure.cls).group != "transport" && failure.step > Step::banner && !from_us(failure);
}

// What the server said or showed of its own accord after its first EHLO.
bool refused_by_the_server(const Failure& failure) {
  if (!for_good(failure) || failure.step < Step::ehlo) return false;
  constexpr std::array not_offered{Class::not_offered, Class::no_common_mechanism, Class::tls_required,
                                   Class::auth_required};
  if (std::ranges::find(not_offered, failure.cls) != not_offered.end()) return true;
  if (failure.step == Step::tls_verify) return row(failure.cls).group == "tls";
  constexpr std::array answers{Step::starttls,    Step::auth_start, Step::auth_challenge,
                               Step::auth_result, Step::mail_from,  Step::rcpt_to,
                               Step::data};
  return failure.origin == Origin::server && failure.reply && failure.reply->permanent() &&
         std::ranges::find(answers, failure.step) != answers.end();
}

std::optional<bool> failure_met(const Expectation& expected, const Transcript& walk) {
  if (walk.outcome == Outcome::pass) return false;
  if (walk.outcome != Outcome::fail || !walk.failure) return std::nullopt;
  const Failure& failure = *walk.failure;
  if (expected.cls && *expected.cls == failure.cls) return true;
  // Whoever names a step before EHLO expects no server there.
  if (expected.step == failure.step && (refused_by_the_server(failure) || failure.step <= Step::ehlo))
    return true;
  if (!refused_by_the_server(failure)) return std::nullopt;
  return !expected.step && !expected.cls;
}

std::optional<bool> pass_met(const Transcript& walk) {
  if (walk.outcome == Outcome::pass) return true;
  if (walk.outcome != Outcome::fail || !walk.failure || !for_good(*walk.failure)) return std::nullopt;
  return false;
}

bool offers(const std::vector<std::string>& keywords, std::string_view wanted) {
  return std::ranges::any_of(keywords, [&](std::string_view line) {
    const std::string_view word = line.substr(0, line.find_first_of(" ="));
    return same_name(word, wanted);
  });
}

// Both are told by the first EHLO, whatever the walk came to afterwards.
std::optional<bool> facts_met(const Expectation& expected, const Transcript& walk) {
  if (!expected.auth_before_tls && !expected.starttls) return true;
  const StepRecord& ehlo =
      walk.retry ? walk.retry->steps[static_cast<std::size_t>(Step::ehlo)] : walk.at(Step::ehlo);
  if (ehlo.status != StepStatus::pass && ehlo.status != StepStatus::note) return std::nullopt;
  const bool auth = offers(walk.offers.plain, "AUTH") || offers(walk.offers.plain, "X-EXPS");
  const bool starttls = offers(walk.offers.plain, "STARTTLS");
  return expected.auth_before_tls.value_or(auth) == auth && expected.starttls.value_or(starttls) == starttls;
}

}  // namespace

std::string text_of(const Expectation& expectation) {
  if (!expectation.outcome) return {};
  if (expectation.step) return fmt::format("{}{}", at_step, id(*expectation.step));
  if (expectation.cls) return fmt::format("{}{}", of_class, id(*expectation.cls));
  return std::string(id(*expectation.outcome));
}

std::optional<Expectation> find_expectation(std::string_view text) {
  Expectation expectation = text == "pass" ? Outcome::pass : Outcome::fail;
  if (text == "pass" || text == "fail") return expectation;
  if (text.starts_with(at_step)) expectation.step = find_step(text.substr(at_step.size()));
  if (text.starts_with(of_class)) expectation.cls = find_class(text.substr(of_class.size()));
  return expectation.step || expectation.cls ? std::optional(expectation) : std::nullopt;
}

std::optional<bool>* fact(Expectation& expectation, std::string_view name) {
  if (same_name(name, fact_names[0])) return &expectation.auth_before_tls;
  return same_name(name, fact_names[1]) ? &expectation.starttls : nullptr;
}

std::optional<bool> met(const std::optional<Expectation>& expectation, const Transcript& walk) {
  if (!expectation) {
    if (walk.outcome == Outcome::pass) return true;
    return walk.outcome == Outcome::fail ? std::optional(false) : std::nullopt;
  }
  const std::optional<bool> facts = facts_met(*expectation, walk);
  if (facts == false || !expectation->outcome) return facts;
  const std::optional<bool> outcome =
      expectation->outcome == Outcome::pass ? pass_met(walk) : failure_met(*expectation, walk);
  return outcome == true ? facts : outcome;
}

}  // namespace authwalk
