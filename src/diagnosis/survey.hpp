// What the walks of one smart host say about each other: a row compares one walk with another.
#pragma once

#include <authwalk/transcript.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace authwalk::diagnosis {

/// Walks of one smart host, in the order in which they were made.
using Survey = std::vector<const Transcript*>;

struct SurveyRule {
  std::string_view id;     ///< stable
  bool explains = true;    ///< why the walk failed; false: worth knowing, whatever became of it
  bool overrules = false;  ///< the walk's own advice, made without knowing this, is no longer likely

  /// The walk that says something about `t`; null when the rule has nothing to say about it.
  const Transcript* (*other)(const Transcript& t, const Survey& all) = nullptr;
  std::string_view evidence{};  ///< what `other` looks for, in words

  /// Templates as those of a Rule; a placeholder that begins with "other-" is filled from the other walk.
  std::string_view cause{};
  std::string_view fix{};
  std::string_view command{};
  std::string_view confidence = "likely";

  std::optional<Blame> blame{};  ///< when the comparison shows whose move it is
};

/// In the order in which they are tried. The first one that explains a failure is enough.
std::span<const SurveyRule> survey_rules();

}  // namespace authwalk::diagnosis
