// The one thing to do so that a walk can pass: a command here, a command on an Exchange smart host, or a
// sentence for whoever runs a smart host of another make.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

namespace authwalk::diagnosis {

struct Remedy {
  Blame blame = Blame::ours;  ///< server or policy: it is to be done on the smart host
  std::string command;
  std::string message;
};

/// For a walk that did not pass.
Remedy remedy_for(const Transcript& t);

}  // namespace authwalk::diagnosis
