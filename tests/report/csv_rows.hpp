// A strict reader of RFC 4180, for tests.
#pragma once

#include <string>
#include <vector>

namespace authwalk::test {

/// Checks quoting and line ends as it reads.
std::vector<std::vector<std::string>> csv_rows(const std::string& text);

}  // namespace authwalk::test
