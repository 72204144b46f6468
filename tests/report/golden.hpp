// Comparison with a file of tests/golden.
#pragma once

#include <string>

namespace authwalk::test {

/// Checks that `actual` is the content of tests/golden/NAME. With AUTHWALK_UPDATE_GOLDEN=1 in the environment
/// the file is written instead.
void check_golden(const std::string& name, const std::string& actual);

}  // namespace authwalk::test
