// One row of the rule table: what it looks for in a Transcript, and what it then advises.
#pragma once

#include <authwalk/transcript.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::diagnosis {

enum class Kind {
  cause,     ///< knows why, by evidence (`when`); without it, what the class alone means: after the replies
  usual,     ///< speaks only when nothing before it did
  fallback,  ///< the general case: speaks last
  note,      ///< does not explain the failure, but matters; holds for walks that passed as well
};

struct Rule {
  std::string_view id;  ///< stable
  Kind kind = Kind::cause;

  // All that are set must hold; within a list, one. A rule with none of the first three looks at any outcome.
  // What a reply means stands in the table of replies (src/knowledge), not here.
  std::vector<Step> steps{};              ///< where the walk ended
  std::vector<Class> classes{};           ///< why
  std::vector<std::string_view> facts{};  ///< stand in the failure's detail, in any case
  bool (*when)(const Transcript&) = nullptr;
  std::string_view evidence{};  ///< what `when` looks for, in words
  bool of_records = false;      ///< `when` finds its evidence in a lone reply or event too

  // Templates: the placeholders of cause and fix are in phrases.cpp, those of the command in commands.cpp.
  std::string_view cause{};
  std::string_view fix{};
  std::string_view command{};  ///< empty when nothing that can be typed helps
  std::string_view confidence = "likely";

  std::optional<Blame> blame{};  ///< when the rule knows better than the class
  std::optional<bool> transient{};
};

std::span<const Rule> network_rules();
std::span<const Rule> tls_rules();
std::span<const Rule> offer_rules();
std::span<const Rule> exchange_online_rules();
std::span<const Rule> authentication_rules();
std::span<const Rule> kerberos_rules();
std::span<const Rule> token_rules();
std::span<const Rule> ntlm_rules();
std::span<const Rule> rights_rules();
std::span<const Rule> own_rules();
std::span<const Rule> fallback_rules();
std::span<const Rule> note_rules();
std::span<const Rule> token_note_rules();
std::span<const Rule> event_note_rules();

/// All of them, in the order in which they are tried: the specific before the general.
std::span<const Rule* const> all_rules();

bool matches(const Rule& rule, const Transcript& t);

}  // namespace authwalk::diagnosis
