// Every authwalk command of a report runs as it stands, and gets at least as far as the walk that it is
// printed for: it has the flags of that run. With every fault of the rehearsal host that needs no ticket and
// no patience.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/rehearsal.hpp>
#include <authwalk/step.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "live/printed_command.hpp"
#include "live/program.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

std::string path_with_authwalk() {
  return "PATH=" + std::filesystem::path(AUTHWALK_PROGRAM).parent_path().string() + ":/usr/bin:/bin";
}

ProgramRun typed(const std::string& command, const std::string& folder) {
  RunOptions options;
  options.program = "/bin/sh";
  options.folder = folder;
  return run_authwalk({"-c", path_with_authwalk() + "; " + command + " --format json"}, options);
}

int reached(const boost::json::value& walk) {
  const auto& failed = walk.at("failed_step");
  return failed.is_null() ? 99
                          : static_cast<int>(authwalk::find_step(std::string(failed.as_string())).value());
}

}  // namespace

TEST_SUITE("printed commands") {
  TEST_CASE("each runs as it stands, with the flags of its run") {
    std::size_t run_once = 0;
    for (const auto& fault : authwalk::faults()) {
      if (fault.needs == authwalk::WalkNeeds::kerberos || fault.needs == authwalk::WalkNeeds::patience ||
          fault.needs == authwalk::WalkNeeds::ntlm || fault.expected == "timeout")
        continue;
      const std::string name(fault.name);
      CAPTURE(name);
      authwalk::ReceiveConnector connector;
      connector.fault = name;
      authwalk::RehearsalPlan plan;
      plan.host_name = smart_host;
      plan.connectors = {connector};
      plan.accounts.push_back(
          {.user = std::string(svc), .password = std::string(canary), .disabled = false, .send_as = {}});
      const authwalk::RehearsalHost host(plan);

      // What has to be quoted is in it, and is relative to the folder.
      const TemporaryFolder folder;
      write_file(folder.path() / "our ca.pem", host.ca_pem());
      write_file(folder.path() / "it's a password", canary, 0600);
      const std::string target = std::string(smart_host) + ":" + std::to_string(host.port());
      RunOptions options;
      options.folder = folder.path().string();
      const auto first = run_authwalk({"walk",
                                       target,
                                       "--resolve",
                                       std::string(smart_host) + ":127.0.0.1",
                                       "--ca-file",
                                       "our ca.pem",
                                       "-m",
                                       std::string(fault.mode),
                                       "-u",
                                       std::string(svc),
                                       "--password-file",
                                       "it's a password",
                                       "--from",
                                       std::string(svc),
                                       "--to",
                                       "someone@fabrikam.example",
                                       "--connector-name",
                                       "Outbound \"via\" it's $HOME",
                                       "--timeout",
                                       "2",
                                       "--format",
                                       "json"},
                                      options);
      INFO(first.describe());
      REQUIRE(first.json.is_object());
      for (const auto& command : printed_commands(first.json)) {
        if (has_gap(command)) continue;
        const auto again = typed(command, options.folder);
        INFO(again.describe());
        CHECK(again.status <= 2);
        ++run_once;
        if (again.status > 2 || again.out.empty()) continue;
        const auto report = boost::json::parse(again.out);
        const auto& walk = report.at("walks").at(0);
        CHECK(walk.at("smart_host") == first.json.at("walks").at(0).at("smart_host"));
        CHECK(walk.at("connector") == first.json.at("walks").at(0).at("connector"));
        CHECK(reached(walk) >= reached(first.json.at("walks").at(0)));
      }
    }
    CHECK(run_once >= 5);
  }
}
