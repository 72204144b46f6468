// Short names for what the tests read in a JSON report.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace authwalk::test {

/// The walk of `mode` in a report (the first, with several targets). Fails the test when there is none.
const boost::json::object& walk_of(const boost::json::value& report, std::string_view mode);

/// The step `id` of a walk.
const boost::json::object& step_of(const boost::json::object& walk, std::string_view id);

/// "pass", or "fail auth-result bad-credentials": outcome, failed step and class in one line.
std::string ending(const boost::json::object& walk);

/// "pass", "note", "skipped" ... of one step.
std::string status_of(const boost::json::object& walk, std::string_view step);

/// The note of one step; empty when it has none.
std::string note_of(const boost::json::object& walk, std::string_view step);

/// Code of the reply that decided the walk; 0 when there was none.
int reply_code(const boost::json::object& walk);

/// All lines of the reply that decided the walk, joined by a line feed.
std::string reply_text(const boost::json::object& walk);

/// Lines of the transcript that `who` ('>', '<', '*') wrote, joined by line feeds; all of them with who = 0.
std::string conversation(const boost::json::object& walk, char who = 0);

/// The value at a path of keys such as "tls.version", as text; "null" for null.
std::string text_at(const boost::json::object& walk, std::string_view path);

/// Strings of the array at a path of keys, joined by ", ".
std::string list_at(const boost::json::object& walk, std::string_view path);

}  // namespace authwalk::test
