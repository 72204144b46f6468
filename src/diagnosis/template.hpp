// "{name}" in a text, replaced once: what is filled in is not looked at again.
#pragma once

#include <authwalk/transcript.hpp>
#include <span>
#include <string>
#include <string_view>

namespace authwalk::diagnosis {

struct Placeholder {
  std::string_view name;  ///< lower-case letters and hyphens
  std::string (*value)(const Transcript&);
};

/// Braces around anything else than a name of `known` are left as they are: PowerShell uses them too.
std::string fill(std::string_view text, std::span<const Placeholder> known, const Transcript& t);

}  // namespace authwalk::diagnosis
