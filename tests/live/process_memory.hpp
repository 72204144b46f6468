// The memory of the program under test, to look for passwords in.
#pragma once

#include <string>

namespace authwalk::test {

/// All writable memory of the child of this process that runs `program`; empty when there is none or it may
/// not be read.
std::string memory_of_child(const std::string& program);

}  // namespace authwalk::test
