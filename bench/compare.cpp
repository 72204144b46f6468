// One BasicAuthRequireTLS walk against a real Postfix, beside what other tools need for the same session:
// STARTTLS with a verified certificate (where the tool can), AUTH LOGIN, a sender or a NOOP, QUIT. The tools
// take turns, so that a noisy machine is noisy for all of them; what counts are the ratios.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "live/pki.hpp"
#include "live/temporary.hpp"
#include "real/postfix.hpp"

namespace {

using namespace authwalk::test;

struct Tool {
  std::string name;
  std::vector<std::string> command;
  std::string what;                     // what its session does differently
  std::vector<double> wall_ms, cpu_ms;  // one entry a run
  bool works = true;
};

struct Timing {
  int status = -1;
  double wall_ms = 0, cpu_ms = 0;
};

Timing time_once(const std::vector<std::string>& command, const std::string& input) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, input.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  const auto began = std::chrono::steady_clock::now();
  pid_t pid = 0;
  Timing timing;
  const bool started = posix_spawnp(&pid, argv[0], &files, nullptr, argv.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&files);
  if (!started) return timing;
  int status = 0;
  rusage used{};
  wait4(pid, &status, 0, &used);
  timing.wall_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
  };
  timing.cpu_ms = ms(used.ru_utime) + ms(used.ru_stime);
  timing.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return timing;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

std::vector<Tool> tools(const std::string& port, const std::string& password_file) {
  const std::string host = "mx.contoso.example";
  const std::string user(real_user), password(canary), ca = ca_file();
  const std::string check_smtp = "/usr/lib/nagios/plugins/check_smtp";
  return {
      {"authwalk",
       {AUTHWALK_PROGRAM, "walk", host + ":" + port, "--resolve", host + ":127.0.0.1", "-m",
        "BasicAuthRequireTLS", "-u", user, "--password-file", password_file, "--ca-file", ca, "--fqdn",
        "bench.contoso.example", "-q"},
       "certificate and name verified, MAIL FROM"},
      {"swaks",
       {"swaks",
        "--server",
        "127.0.0.1",
        "--port",
        port,
        "-tls",
        "--tls-verify",
        "--tls-ca-path",
        ca,
        "--auth",
        "LOGIN",
        "-au",
        user,
        "-ap",
        password,
        "--from",
        "<>",
        "--to",
        user,
        "-q",
        "MAIL",
        "--ehlo",
        "bench.contoso.example"},
       "certificate verified, name not; MAIL FROM"},
      {"curl",
       {"curl", "-s", "--ssl-reqd", "--cacert", ca, "--resolve", host + ":" + port + ":127.0.0.1",
        "smtp://" + host + ":" + port, "--user", user + ":" + password, "--login-options", "AUTH=LOGIN", "-X",
        "NOOP"},
       "certificate and name verified, NOOP"},
      {"msmtp",
       {"msmtp", "--host=127.0.0.1", "--port=" + port, "--tls=on", "--tls-starttls=on",
        "--tls-trust-file=" + ca, "--tls-host-override=" + host, "--auth=login", "--user=" + user,
        "--passwordeval=cat " + password_file, "--from=svc@contoso.example", "partner@fabrikam.example"},
       "certificate and name verified, sends a message"},
      {"check_smtp",
       {check_smtp, "-H", "127.0.0.1", "-p", port, "-S", "-A", "LOGIN", "-U", user, "-P", password, "-F",
        "bench.contoso.example"},
       "certificate not verified"},
  };
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 21;
  if (!can_run_real_servers()) {
    std::puts("bench: Postfix can only be started as root");
    return 1;
  }
  const TemporaryFolder folder;
  const std::string password_file = folder.file("password"), message = folder.file("message");
  write_file(password_file, canary);
  write_file(message, "Subject: bench\r\n\r\nbench\r\n");
  Postfix postfix;
  std::vector<Tool> all = tools(std::to_string(postfix.port("tls")), password_file);

  for (int round = -1; round < rounds; ++round) {  // the first round warms up and is not counted
    for (Tool& tool : all) {
      if (!tool.works) continue;
      const Timing timing = time_once(tool.command, message);
      if (timing.status != 0) {
        tool.works = false;
        std::printf("%s is left out: exit status %d\n", tool.name.c_str(), timing.status);
        continue;
      }
      if (round < 0) continue;
      tool.wall_ms.push_back(timing.wall_ms);
      tool.cpu_ms.push_back(timing.cpu_ms);
    }
  }

  const double wall = median(all[0].wall_ms), cpu = median(all[0].cpu_ms);
  if (!all[0].works) return 1;
  std::printf("one BasicAuthRequireTLS session against Postfix, whole process, median of %d\n\n", rounds);
  std::printf("%-12s %9s %7s %9s %7s  %s\n", "", "wall ms", "ratio", "CPU ms", "ratio", "its session");
  for (const Tool& tool : all) {
    if (!tool.works) continue;
    std::printf("%-12s %9.1f %6.1fx %9.1f %6.1fx  %s\n", tool.name.c_str(), median(tool.wall_ms),
                median(tool.wall_ms) / wall, median(tool.cpu_ms), median(tool.cpu_ms) / cpu,
                tool.what.c_str());
  }
  return 0;
}
