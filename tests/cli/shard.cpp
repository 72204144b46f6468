#include <doctest/doctest.h>

#include <array>
#include <cli/shard.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

namespace {

Connector host(const std::string& name, std::uint16_t port = 25) {
  Connector connector;
  connector.SmartHost = name;
  connector.Port = port;
  return connector;
}

}  // namespace

TEST_SUITE("command line: shard") {
  TEST_CASE("every smart host is in exactly one part, and the parts are of a size") {
    std::array<int, 4> held{};
    for (int i = 0; i < 1000; ++i) {
      int parts = 0;
      for (std::uint32_t index = 0; index < 4; ++index) {
        if (!Shard{index, 4}.holds(host("relay-" + std::to_string(i) + ".contoso.example"))) continue;
        ++held.at(index);
        ++parts;
      }
      CHECK(parts == 1);
    }
    for (const int count : held) CHECK(count > 150);
  }

  // Machines that share a batch must agree, whatever their build.
  TEST_CASE("the part of a smart host never changes") {
    CHECK(Shard{2, 4}.holds(host("relay.contoso.example")));
    CHECK(Shard{2, 4}.holds(host("RELAY.Contoso.example")));
    CHECK(Shard{3, 4}.holds(host("relay.contoso.example", 587)));
  }

  TEST_CASE("what is not I/N is refused") {
    struct Row {
      const char* typed;
      const char* problem;
    };
    for (const Row& row : {Row{"", "not I/N"}, Row{"1", "not I/N"}, Row{"1/", "not I/N"},
                           Row{"/2", "not I/N"}, Row{"0/0", "not I/N"}, Row{"-1/2", "not I/N"},
                           Row{"1/2x", "not I/N"}, Row{"2/2", "the parts are 0 to 1"}}) {
      CAPTURE(row.typed);
      const auto error = refusal([&] { parse_shard(row.typed); });
      CHECK(error.status == exit_usage);
      CHECK(error.problem.find(row.problem) != std::string::npos);
    }
    CHECK(parse_shard("3/7").index == 3);
    CHECK(parse_shard("3/7").count == 7);
  }
}
