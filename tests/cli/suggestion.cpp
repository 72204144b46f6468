#include <doctest/doctest.h>

#include <authwalk/suggestion.hpp>

using namespace authwalk;

TEST_SUITE("command line: suggestions") {
  TEST_CASE("one slip in three letters, in any case, exchanged letters count once") {
    const std::vector<std::string> names = {"walk", "demo", "rehearse", "--password-file", "--port"};
    CHECK(nearest("wlak", names) == "walk");
    CHECK(nearest("WALK", names) == "walk");
    CHECK(nearest("dem", names) == "demo");
    CHECK(nearest("reherse", names) == "rehearse");
    CHECK(nearest("--pasword-fille", names) == "--password-file");
    CHECK(nearest("--prot", names) == "--port");
  }

  TEST_CASE("nothing near, nothing said") {
    const std::vector<std::string> names = {"walk", "-4"};
    CHECK(nearest("send", names).empty());
    CHECK(nearest("-x", names).empty());
    CHECK(nearest("", names).empty());
    CHECK(nearest(std::string(1000, 'w'), names).empty());
    CHECK(nearest("walk", {}).empty());
    CHECK(did_you_mean("send", names, "authwalk --help") == "authwalk --help");
    CHECK(did_you_mean("wlak", names, "authwalk --help") == "did you mean walk?");
  }
}
