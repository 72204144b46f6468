// The shortest Transcript: one failure, and nothing else known.
#pragma once

#include <authwalk/explain.hpp>

namespace authwalk {

/// A record of this failure: the transcript has failed at its step.
RecordedFailure recorded(Failure failure);

/// A smart host that the record only gives the address of: name and port from there.
void name_smart_host(Transcript& transcript);

/// The mode that a Send connector would need to fail in this way, where step and class tell one apart.
/// (A reply at MAIL FROM can come to any of them.)
void guess_mode(Transcript& transcript);

}  // namespace authwalk
