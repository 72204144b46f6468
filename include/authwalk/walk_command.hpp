// The command that walks a walk again: complete, with the flags of its run and with what is to be different,
// so that it runs as it stands. A password never stands in it.
#pragma once

#include <authwalk/mode.hpp>
#include <authwalk/transcript.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// What the next walk is to do otherwise.
struct WalkChange {
  std::optional<Mode> mode{};  ///< empty: that of the walk
  bool survey = false;         ///< all modes: no --mode, no --expect
  /// Each "--name" or "--name=value". They take the place of all flags of the run with the same name.
  std::vector<std::string> flags{};
  std::vector<std::string> without{};  ///< names of flags of the run that go: "--quit-after"
};

/// "authwalk walk mx.contoso.example -m basic-tls -u svc --ca-file ca.pem", each word quoted for a POSIX
/// shell. The flags are those of Transcript::flags, without what this mode cannot take and what only says
/// where a report goes. Where they are not known (a record, a caller of the library), they are made from what
/// the transcript tells. Only what nobody can know is a gap: '<user>'.
std::string walk_command(const Transcript& walk, const WalkChange& change = {});

/// As one word of a POSIX shell: bare when it is a plain word, else quoted. What a terminal must not be sent
/// stands there as its bytes, $'\x1b'.
std::string shell_word(std::string_view text);

}  // namespace authwalk
