// JSON for people and programs alike: valid JSON, and whatever fits on a line stands on one.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>

namespace authwalk {

/// The whole value over as many lines as it needs, indented by two blanks, with a line feed at the end.
std::string print_pretty(const boost::json::value& value);

/// The same for a value that stands behind its key in an object which is indented by `indent`, without a line
/// feed.
std::string print_within(const boost::json::value& value, std::size_t indent);

/// The whole value on one line, without a line feed.
std::string print_line(const boost::json::value& value);

}  // namespace authwalk
