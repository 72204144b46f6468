// Every fault of the rehearsal host, written as Exchange's own log and explained: the log never tells another
// failure than the walk.
#include "report/read_back.hpp"

#include <doctest/doctest.h>

#include "live/fault_walks.hpp"

namespace authwalk::test {

TEST_SUITE("read back") {
  TEST_CASE("the log of every fault is explained as the walk was") {
    std::size_t told = 0;
    for (const FaultWalk& walk : fault_walks().all) {
      CAPTURE(std::string(walk.fault.name));
      const std::string log = smtpsend_log(walk.transcript);
      CAPTURE(log);
      const ReadBack read = read_log(log);
      CHECK(read.recognised);
      CHECK(read.problems.empty());
      CHECK(read_back(walk.transcript) == told_by(walk.transcript));
      CHECK(log.find(fault_walk_password) == std::string::npos);
      if (!told_by(walk.transcript).empty()) ++told;
    }
    CHECK(told > 60);
  }
}

}  // namespace authwalk::test
