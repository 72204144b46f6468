// `authwalk explain` on a big protocol log, beside wc and grep: bench_explain [MEGABYTES [FILE]]. Of a
// hundred sessions one fails. The log is written to /tmp (or FILE) first and read from the page cache, so
// what is timed is the reading.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

const std::string tls =
    "\"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 "
    "with "
    "strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 384 bits and key exchange algorithm "
    "CALG_ECDH_EPHEM with strength 384 bits\"";

struct Row {
  const char* event;
  std::string data, context;
};

std::vector<Row> rows_of_session(bool fails) {
  std::vector<Row> rows{
      {"*", "SendRoutingHeaders", "Set Session Permissions"},
      {"*", "", "attempting to connect"},
      {"+", "", ""},
      {"<", "220 relay.fabrikam.example ESMTP Postfix", ""},
      {">", "EHLO mail01.contoso.example", ""},
      {"<", "250  relay.fabrikam.example Hello [192.0.2.1] SIZE 37748736 PIPELINING STARTTLS", ""},
      {">", "STARTTLS", ""},
      {"<", "220 2.0.0 Ready to start TLS", ""},
      {"*", "", tls},
      {"*", "", "Received certificate"},
      {"*", "352D244A535D94B576232ECC4A4000CFE06BE106", "Certificate thumbprint"},
      {">", "EHLO mail01.contoso.example", ""},
      {"<", "250  relay.fabrikam.example Hello [192.0.2.1] SIZE 37748736 AUTH PLAIN LOGIN", ""},
      {">", "AUTH LOGIN", ""},
      {"<", "334 <authentication response>", ""},
      {"<", "334 <authentication response>", ""}};
  if (fails) {
    rows.push_back({"<", "535 5.7.3 Authentication unsuccessful", ""});
  } else {
    rows.insert(
        rows.end(),
        {{"<", "235 2.7.0 Authentication successful", ""},
         {"*", "", "sending message with RecordId 167503004549 and InternetMessageId <f@contoso.example>"},
         {">", "MAIL FROM:<svc@contoso.example> SIZE=18019", ""},
         {">", "RCPT TO:<partner@fabrikam.example>", ""},
         {"<", "250 2.1.0 Ok", ""},
         {"<", "250 2.1.5 Ok", ""},
         {">", "BDAT 18019 LAST", ""},
         {"<", "250 2.0.0 Ok: queued as 4XyZ1234", ""}});
  }
  rows.insert(rows.end(), {{">", "QUIT", ""}, {"<", "221 2.0.0 Bye", ""}, {"-", "", "Local"}});
  return rows;
}

// Eight sessions are always open, and their rows are mixed.
void write_log(const std::string& name, std::size_t megabytes) {
  struct Open {
    std::vector<Row> rows;
    std::size_t next = 0, id = 0;
  };
  std::ofstream file(name, std::ios::binary);
  file
      << "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send Protocol Log\r\n"
         "#Date: 2026-11-20T00:00:00.000Z\r\n#Fields: date-time,connector-id,session-id,sequence-number,"
         "local-endpoint,remote-endpoint,event,data,context\r\n";
  std::vector<Open> open(8);
  std::size_t written = 0, sessions = 0;
  std::string text;
  for (std::size_t turn = 0; written < megabytes << 20; ++turn) {
    Open& session = open[turn % open.size()];
    if (session.next == session.rows.size()) session = {rows_of_session(sessions % 100 == 99), 0, sessions++};
    const Row& row = session.rows[session.next];
    text = fmt::format(
        "2026-11-20T{:02}:{:02}:{:02}.{:03}Z,Smart host Fabrikam,08DE2A{:010X},{},192.0.2.1:{},"
        "192.0.2.{}:587,{},{},{}\r\n",
        turn / 3'600'000 % 24, turn / 60'000 % 60, turn / 1000 % 60, turn % 1000, session.id, session.next,
        10000 + session.id % 50000, 50 + session.id % 4, row.event, row.data, row.context);
    ++session.next;
    file << text;
    written += text.size();
  }
}

struct Cost {
  double seconds = 0, cpu = 0;
  long peak_kib = 0;
};

Cost run(std::vector<std::string> words) {
  const auto began = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    // Not /dev/null: GNU grep stops at the first match when nobody sees its output.
    dup2(fileno(std::tmpfile()), STDOUT_FILENO);
    setenv("LC_ALL", "C", 1);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
          seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t megabytes = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 256;
  const std::string log = argc > 2 ? argv[2] : fmt::format("/tmp/authwalk-bench-{}.log", getpid());
  write_log(log, megabytes);
  fmt::print("a log of {} MiB, a failure in 1 of 100 sessions; best of 3\n", megabytes);
  const std::vector<std::vector<std::string>> programs{
      {AUTHWALK_PROGRAM, "explain", "-q", log}, {"wc", "-l", log}, {"grep", "-c", ",535 ", log}};
  for (const auto& words : programs) {
    Cost best;
    for (int i = 0; i < 3; ++i) {
      const Cost cost = run(words);
      if (i == 0 || cost.cpu < best.cpu) best = cost;
    }
    const std::string name = words[0] == AUTHWALK_PROGRAM ? "authwalk explain" : words[0] + " " + words[1];
    const auto mib = static_cast<double>(megabytes);
    fmt::print("  {:18} {:6.0f} MB/s of CPU, {:6.0f} MB/s on the clock, peak {:4} MiB\n", name,
               mib * 1.048576 / best.cpu, mib * 1.048576 / best.seconds, best.peak_kib / 1024);
  }
  std::remove(log.c_str());
}
