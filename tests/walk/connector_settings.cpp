// Settings of a connector that change the conversation, or say what it cannot do.
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "walk/scripted_channel.hpp"

namespace authwalk::test {
namespace {

Script script(const std::string& name) {
  return read_script(AUTHWALK_SOURCE_DIR "/tests/scripts/" + name + ".txt");
}

Transcript played(const Script& script) {
  ScriptedChannel channel(script);
  return walk(script.plan, channel);
}

/// The notes at ehlo and ehlo-tls of a connector with this MaxMessageSize and a server with this SIZE line.
std::string size_notes(std::optional<std::uint64_t> ours, const std::string& theirs) {
  Script changed = script("none-message-size-inside-tls");
  changed.plan.connector.MaxMessageSize = ours;
  for (Exchange& exchange : changed.exchanges) {
    const auto at = exchange.server.find("SIZE 10485760");
    if (at != std::string::npos) exchange.server.replace(at, 13, theirs);
  }
  const Transcript transcript = played(changed);
  CHECK(transcript.outcome == Outcome::pass);
  return transcript.at(Step::ehlo).note + transcript.at(Step::ehlo_tls).note;
}

}  // namespace

TEST_SUITE("connector settings") {
  TEST_CASE("ForceHELO says HELO, and that nothing can be offered then") {
    const Transcript basic = played(script("basic-force-helo"));
    CHECK(basic.at(Step::ehlo).note == "ForceHELO: after HELO a server can offer neither STARTTLS nor AUTH");
    CHECK(basic.at(Step::ehlo).status == StepStatus::note);
    for (const Line& line : basic.lines) CHECK(line.text.find("EHLO") == std::string::npos);
    CHECK(played(script("none-force-helo")).offers.plain.empty());
  }

  TEST_CASE("a server that takes less than the connector lets through is noted where the offer counts") {
    const Transcript transcript = played(script("none-message-size-inside-tls"));
    CHECK(transcript.at(Step::ehlo).note.empty());
    CHECK(transcript.at(Step::ehlo_tls).note ==
          "the server takes messages of at most 10485760 bytes (10.0 MiB); MaxMessageSize is 37748736 bytes "
          "(36.0 MiB)");
    CHECK(transcript.at(Step::ehlo_tls).status == StepStatus::note);
    Script in_clear = script("none");
    in_clear.plan.connector.MaxMessageSize = 1'000'000'000;
    CHECK(played(in_clear).at(Step::ehlo).note.find("MaxMessageSize is 1000000000 bytes (953.7 MiB)") !=
          std::string::npos);
  }

  TEST_CASE("the same size or more, no fixed size, or none that can be read: nothing to note") {
    CHECK(size_notes(37748736, "SIZE 37748736").empty());
    CHECK(size_notes(37748736, "size 99999999999999999999").empty());  // more than 64 bits hold
    CHECK(size_notes(37748736, "SIZE 0").empty());
    CHECK(size_notes(37748736, "SIZE").empty());
    CHECK(size_notes(37748736, "SIZE -5").empty());
    CHECK(size_notes(37748736, "SIZE 5x").empty());
    CHECK(size_notes(std::nullopt, "SIZE 1").empty());
    CHECK(size_notes(37748736, "SIZE 512") ==
          "the server takes messages of at most 512 bytes; MaxMessageSize is 37748736 bytes (36.0 MiB)");
    CHECK(size_notes(3'000'000'000, "size 2048").find("2048 bytes (2.0 KiB)") != std::string::npos);
    CHECK(size_notes(3'000'000'000, "size 2048").find("(2.8 GiB)") != std::string::npos);
  }
}

}  // namespace authwalk::test
