#include "live/walk_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace authwalk::test {

Words login(std::string_view password, std::string_view user) {
  static std::map<std::string, SecretFile, std::less<>> files;
  const auto file = files.try_emplace(std::string(password), password).first;
  return {"-u", std::string(user), "--password-file", file->second.path()};
}

Words operator+(Words first, const Words& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Words walk_words(std::uint16_t port, std::string_view mode, const Words& more) {
  const std::string host(smart_host);
  Words words = {
      "walk",   host + ":" + std::to_string(port), "--resolve", host + ":127.0.0.1", "--ca-file", ca_file(),
      "--fqdn", "mail01.contoso.example"};
  const auto unless_given = [&](const char* flag, const char* value) {
    if (std::find(more.begin(), more.end(), flag) == more.end()) words = words + Words{flag, value};
  };
  unless_given("--timeout", "4");
  unless_given("--deadline", "20");
  if (!mode.empty()) words = words + Words{"-m", std::string(mode)};
  return words + more;
}

Walked walk_mode(std::uint16_t port, std::string_view mode, const Words& more) {
  Walked walked{run_authwalk(walk_words(port, mode, more) + Words{"--format", "json"}), {}};
  INFO(walked.run.describe());
  CHECK(walked.run.seconds < deadline + slack);
  walked.walk = walk_of(walked.run.json, mode);
  return walked;
}

ProgramRun walk_in_text(std::uint16_t port, std::string_view mode, const Words& more) {
  return run_authwalk(walk_words(port, mode, more) + Words{"-v"});
}

}  // namespace authwalk::test
