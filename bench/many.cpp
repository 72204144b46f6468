// Thousands of walks in one process: BasicAuthRequireTLS against the rehearsal smart host, which runs in a
// thread of the same process, so the CPU time is both sides' together.
//   bench_many [WALKS [ACCOUNTS [JOBS]]]
// Without ACCOUNTS an account each, since walks of one account take turns; without JOBS all at once.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/probe.hpp>
#include <authwalk/rehearsal.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

int main(int argc, char** argv) {
  using namespace authwalk;
  const int walks = argc > 1 ? std::atoi(argv[1]) : 2000;
  const int accounts = argc > 2 ? std::max(1, std::atoi(argv[2])) : walks;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  RehearsalPlan host_plan;
  ProbePlan plan;
  for (int i = 0; i < walks; ++i) {
    const std::string user = fmt::format("svc{}@contoso.example", i % accounts);
    if (i < accounts) host_plan.accounts.push_back({user, "rehearsal"});
    auto credential = std::make_shared<Credential>();
    credential->user = user;
    credential->password = Secret::copy_of("rehearsal");
    WalkPlan walk;
    walk.mode = Mode::BasicAuthRequireTLS;
    walk.connector.SmartHost = host_plan.host_name;
    walk.connector.Fqdn = "bench.contoso.example";
    walk.credential = credential;
    plan.walks.push_back(std::move(walk));
  }
  RehearsalHost host(host_plan);
  for (WalkPlan& walk : plan.walks) walk.connector.Port = host.port();
  const std::string ca = fmt::format("/tmp/authwalk-bench-{}.pem", getpid());
  std::ofstream(ca) << host.ca_pem();
  plan.network.tls.ca_file = ca;
  plan.network.resolve = {{host_plan.host_name, "127.0.0.1"}};
  plan.jobs = plan.per_host = static_cast<unsigned>(argc > 3 ? std::atoi(argv[3]) : walks);

  const auto began = std::chrono::steady_clock::now();
  int passed = 0;
  std::map<std::string, int> failed;
  for (const Transcript& transcript : probe(plan)) {
    if (transcript.outcome == Outcome::pass) {
      ++passed;
    } else if (transcript.failure) {
      ++failed[fmt::format(
          "{}/{} {}", id(transcript.failure->step), id(transcript.failure->cls),
          transcript.failure->reply ? transcript.failure->reply->text() : transcript.failure->detail)];
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::remove(ca.c_str());
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const double cpu = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                     static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  std::printf(
      "%d walks with %d accounts: %d passed, %.1f s, %.0f walks a second, %.2f ms CPU each (both sides), "
      "peak %ld MiB\n",
      walks, accounts, passed, seconds, walks / seconds, cpu * 1000 / walks, used.ru_maxrss / 1024);
  for (const auto& [what, count] : failed) std::printf("  %d x %s\n", count, what.c_str());
  return passed == walks ? 0 : 1;
}
