// Every flag that names a file: a FIFO or an idle pipe keeps nobody waiting, and what others may write
// decides nothing.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>

#include "live/program.hpp"
#include "live/temporary.hpp"

using namespace authwalk::test;

namespace {

using Words = std::vector<std::string>;

Words walk(const Words& more) {
  Words words = {"walk", "127.0.0.1:1", "-m", "none", "--fqdn", "mail01.contoso.example"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<Words> with_file(const std::string& file) {
  std::vector<Words> all;
  for (const std::string flag : {"--ca-file", "--client-cert", "--client-key", "--resume", "-o"})
    all.push_back(walk({flag, file}));
  for (const std::string flag : {"--password-file", "--netrc-file", "--keytab"})
    all.push_back(walk({"-m", "basic-tls", "-u", "svc", flag, file}));
  for (const std::string ending : {".json", ".html", ".txt", ".ndjson", ".prom"})
    all.push_back(walk({"-o", file + ending}));
  for (const std::string flag : {"--hosts-file", "--config", "--connector"})
    all.push_back({"walk", flag, file, "--fqdn", "mail01.contoso.example"});
  for (const std::string command : {"lint", "explain", "merge"}) all.push_back({command, file});
  all.push_back({"diff", file, file});
  all.push_back({"rehearse", "--ca-out", file});
  return all;
}

}  // namespace

TEST_SUITE("file flags") {
  TEST_CASE("a FIFO that nobody writes or reads keeps no flag waiting") {
    const TemporaryFolder folder;
    const auto fifo = folder.file("fifo");
    for (const std::string ending : {"", ".json", ".html", ".txt", ".ndjson", ".prom"})
      REQUIRE(mkfifo((fifo + ending).c_str(), 0600) == 0);
    for (const Words& words : with_file(fifo)) {
      const auto run = run_authwalk(words, {.limit = std::chrono::seconds(8)});
      INFO(run.describe());
      CHECK(run.status >= 0);
      CHECK(run.status < 100);  // it has ended by itself
    }
  }

  TEST_CASE("a configuration or a journal that others can write is refused") {
    const TemporaryFolder folder;
    write_file(folder.path() / "probes.yml", "targets: [127.0.0.1:1]\n");
    write_file(folder.path() / "run.ndjson", "");
    for (const auto* const name : {"probes.yml", "run.ndjson"}) chmod(folder.file(name).c_str(), 0666);
    const auto config = run_authwalk({"walk", "--config", folder.file("probes.yml")});
    INFO(config.err);
    CHECK(config.status == 77);
    CHECK(config.err.find("can be written by others") != std::string::npos);
    const auto journal = run_authwalk(walk({"--resume", folder.file("run.ndjson")}));
    INFO(journal.err);
    CHECK(journal.status == 77);
  }

  TEST_CASE("what cannot be written in one place is written to the others") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/full", folder.file("full.json"));
    const auto run = run_authwalk(
        walk({"--output", folder.file("full.json"), "-o", folder.file("report.json"), "--format", "json"}));
    INFO(run.err);
    CHECK(run.status == 73);
    CHECK(run.out.find("authwalk.report/1") != std::string::npos);
    CHECK(read_whole_file(folder.file("report.json")).find("authwalk.report/1") != std::string::npos);
  }
}
