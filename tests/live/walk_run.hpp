// `authwalk walk` in the shape that most cases need: one mode, one server on loopback, JSON.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "live/pki.hpp"
#include "live/program.hpp"

namespace authwalk::test {

using Words = std::vector<std::string>;

/// The account that servers know, and the name that their certificates carry.
inline constexpr std::string_view svc = "svc@contoso.example";
inline constexpr std::string_view smart_host = "mx.contoso.example";

/// Limits of the hostile cases, in seconds, and what a slow machine may need on top of them.
inline constexpr double step_limit = 4;
inline constexpr double deadline = 20;
inline constexpr double slack = 3;

/// -u and --password-file.
Words login(std::string_view password = canary, std::string_view user = svc);

Words operator+(Words first, const Words& second);

/// The words of `authwalk walk` for one mode (empty: a survey of all) against mx.contoso.example, which
/// --resolve leads to 127.0.0.1, with the tests' root and, unless `more` has others, the limits above.
Words walk_words(std::uint16_t port, std::string_view mode, const Words& more = {});

/// A run of one mode and its walk.
struct Walked {
  ProgramRun run;
  boost::json::object walk;
};

/// Runs walk_words() and checks that the deadline held.
Walked walk_mode(std::uint16_t port, std::string_view mode, const Words& more = {});

/// The same in text with -v, for what is shown on a terminal.
ProgramRun walk_in_text(std::uint16_t port, std::string_view mode, const Words& more = {});

}  // namespace authwalk::test
