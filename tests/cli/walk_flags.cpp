// What a walk remembers of the flags it was asked for with.
#include <doctest/doctest.h>

#include <cli/walk_flags.hpp>

using namespace authwalk;
using namespace authwalk::cli;

namespace {

std::vector<Assignment> one_walk() {
  std::vector<Assignment> walks(1);
  walks.front().plan.connector.SmartHost = "mx.contoso.example";
  walks.front().told_as = "mx.contoso.example:25";
  return walks;
}

WalkFlags flags_of(std::vector<Assignment> walks, const WalkArguments& given) {
  give_flags(walks, given);
  return *walks.front().plan.flags;
}

}  // namespace

TEST_SUITE("command line: flags of a walk") {
  TEST_CASE("what says how a walk is done stays; what becomes of its report, and a descriptor, does not") {
    WalkArguments given;
    given.targets = {"mx.contoso.example:25"};
    given.mode = {"none"};
    given.port = "25";
    given.resolve = {"mx.contoso.example:192.0.2.7", "b.example:192.0.2.8"};
    given.allow_cleartext = true;
    given.password_fd = "3";
    given.output = {"report.html"};
    given.format = "json";
    given.jobs = "3";
    given.resume = "run.ndjson";
    given.verbose = 2;
    CHECK(flags_of(one_walk(), given) == WalkFlags{"--allow-cleartext",
                                                   "--resolve=mx.contoso.example:192.0.2.7",
                                                   "--resolve=b.example:192.0.2.8"});
  }

  TEST_CASE(
      "a file goes on naming the smart host: by its name, or as the file has it where two share the name") {
    auto walks = one_walk();
    walks.front().told_by = "--config=probes.yml";
    walks.front().plan.connector.Name = "Outbound";
    CHECK(flags_of(walks, {}) == WalkFlags{"--config=probes.yml", "--target=Outbound"});
    walks.push_back(walks.front());
    walks.back().told_as = "mx2.contoso.example:25";
    CHECK(flags_of(walks, {}) == WalkFlags{"--config=probes.yml", "--target=mx.contoso.example:25"});
  }

  TEST_CASE("a password in the words of its own command is a gap") {
    auto walks = one_walk();
    WalkArguments given;
    given.targets = {"mx.contoso.example:25"};
    given.user = "svc";
    given.password_command = "printf throw-away";
    give_flags(walks, given);
    auto credential = std::make_shared<Credential>();
    credential->password = Secret::copy_of("throw-away");
    walks.front().plan.credential = credential;
    hide_passwords(walks);
    CHECK(*walks.front().plan.flags == WalkFlags{"--user=svc", "--password-command=<command>"});
  }
}
