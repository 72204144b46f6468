// What is expected of a walk, and whether the walk meets it. A conclusion says no more than the walk proved:
// a host that is dead, silent or busy neither meets an expectation nor contradicts it.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/transcript.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

struct Expectation {
  Expectation() = default;
  Expectation(Outcome named) : outcome(named) {}  // NOLINT(google-explicit-constructor): it is one

  std::optional<Outcome> outcome;  ///< pass or fail; empty: only the facts below are expected
  std::optional<Step> step;        ///< of a failure: at this step
  std::optional<Class> cls;        ///< of a failure: of this class
  // What every walk sees before a mode matters
  std::optional<bool> auth_before_tls;  ///< AUTH is offered in the first EHLO, in clear
  std::optional<bool> starttls;         ///< STARTTLS is offered there

  bool operator==(const Expectation&) const = default;
};

/// "pass", "fail", "fail@rcpt-to", "fail:relay-denied"; empty where no outcome is expected.
std::string text_of(const Expectation& expectation);
/// Reads what text_of() writes. Empty when it is nothing of that.
std::optional<Expectation> find_expectation(std::string_view text);

/// The names of the facts that can be expected: "auth-before-tls", "starttls".
inline constexpr std::string_view fact_names[] = {"auth-before-tls", "starttls"};
/// The fact of that name in the expectation; null when there is none of that name.
std::optional<bool>* fact(Expectation& expectation, std::string_view name);

/// True: met. False: the walk came to a result for good, and it is another one. Empty: it proves neither,
/// since the host was dead, silent or busy, the fault was ours, or the walk was not made. `pass` is met by a
/// pass alone; `fail` by a refusal that the server itself made for good after its first EHLO: a 5yz,
/// something it does not offer, or a certificate that was judged. A step or a class that was named is taken
/// at its word. Where nothing was expected a pass is as it should be, since a walk is made for that, and a
/// failure is not.
std::optional<bool> met(const std::optional<Expectation>& expectation, const Transcript& walk);

}  // namespace authwalk
