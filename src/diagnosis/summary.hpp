// What happened in one walk, for the line under its heading.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

namespace authwalk::diagnosis {

/// Which step, what happened, what it means. Server text is raw; no password can be in it.
std::string summary(const Transcript& t);

/// What a walk proved, without the caveats: "Authenticated with LOGIN inside verified TLSv1.3; sender
/// accepted".
std::string proof(const Transcript& t);

}  // namespace authwalk::diagnosis
