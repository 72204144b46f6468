#include "live/rehearsal_walk.hpp"

#include <doctest/doctest.h>

namespace authwalk::test {

Walked walk_rehearsal(const RehearsalHost& host, std::string_view mode, const Words& more,
                      const std::vector<std::string>& env) {
  const TemporaryFolder folder;
  write_file(folder.path() / "ca.pem", host.ca_pem());
  const std::string name(smart_host);
  const Words words = {"walk",       name + ":" + std::to_string(host.port()),
                       "--resolve",  name + ":127.0.0.1",
                       "--ca-file",  folder.file("ca.pem"),
                       "-m",         std::string(mode),
                       "--format",   "json",
                       "--deadline", "15"};
  Walked walked{run_authwalk(words + more, {.env = env}), {}};
  INFO(walked.run.describe());
  CHECK(walked.run.seconds < 15 + slack);
  walked.walk = walk_of(walked.run.json, mode);
  return walked;
}

}  // namespace authwalk::test
