// Files of -o: walks written as they end, and files that are replaced in one go.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cli/output.hpp>
#include <filesystem>
#include <sstream>

#include "cli/refusal.hpp"
#include "live/temporary.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::read_whole_file;
using authwalk::test::refusal;
using authwalk::test::TemporaryFolder;
using authwalk::test::write_file;

namespace {

OutputRequest request(const std::vector<std::string>& files) {
  return output_request("text", files, 0, "never");
}

ReportedWalk walk(const std::string& smart_host) {
  ReportedWalk walk;
  walk.transcript.connector.SmartHost = smart_host;
  walk.transcript.outcome = Outcome::pass;
  return walk;
}

Report report(const std::string& smart_host) {
  Report report;
  report.version = "0.1.0";
  report.started = "2026-11-21T12:00:00.000Z";
  report.walks = {walk(smart_host)};
  return report;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

}  // namespace

TEST_SUITE("command line: output files") {
  TEST_CASE("walks are written as they end, and not again with the report") {
    const TemporaryFolder folder;
    write_file(folder.path() / "run.ndjson", "what stood there before, and was longer than a line\n");
    OutputFiles files(request({folder.file("run.ndjson"), folder.file("run.json")}));
    CHECK(read_whole_file(folder.path() / "run.ndjson").starts_with("what stood there"));
    files.stream(walk("mx1.contoso.example"));
    CHECK(lines(read_whole_file(folder.path() / "run.ndjson")).size() == 1);
    files.stream(walk("mx2.contoso.example"));
    CHECK(read_whole_file(folder.path() / "run.json").empty());  // no format of single walks
    files.write(report("mx3.contoso.example"), {});
    const auto written = lines(read_whole_file(folder.path() / "run.ndjson"));
    REQUIRE(written.size() == 2);
    CHECK(written[0].find("mx1.contoso.example") != std::string::npos);
    CHECK(written[1].find("mx2.contoso.example") != std::string::npos);
    CHECK(read_whole_file(folder.path() / "run.json").find("mx3.contoso.example") != std::string::npos);
  }

  TEST_CASE("without a walk that was streamed the report is written") {
    const TemporaryFolder folder;
    const OutputFiles files(request({folder.file("run.ndjson")}));
    files.write(report("mx1.contoso.example"), {});
    CHECK(read_whole_file(folder.path() / "run.ndjson").find("mx1.contoso.example") != std::string::npos);
  }

  TEST_CASE("a process that is killed leaves whole lines") {
    const TemporaryFolder folder;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      OutputFiles files(request({folder.file("run.ndjson")}));
      for (int i = 0;; ++i) files.stream(walk("mx" + std::to_string(i) + ".contoso.example"));
    }
    while (lines(read_whole_file(folder.path() / "run.ndjson")).size() < 20) usleep(1000);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string text = read_whole_file(folder.path() / "run.ndjson");
    CHECK(text.ends_with('\n'));
    const auto written = lines(text);
    for (std::size_t i = 0; i < written.size(); ++i) {
      CHECK(written[i].starts_with('{'));
      CHECK(written[i].ends_with('}'));
      CHECK(written[i].find("\"mx" + std::to_string(i) + ".contoso.example\"") != std::string::npos);
    }
  }

  TEST_CASE("a file that is replaced whole is never seen half, and is readable for others") {
    const TemporaryFolder folder;
    const std::string name = folder.file("authwalk.prom");
    write_file(name, "old\n", 0600);
    const OutputFiles files(request({name}));
    CHECK(read_whole_file(name) == "old\n");
    CHECK(files_in(folder) == 1);
    struct stat before {};
    REQUIRE(stat(name.c_str(), &before) == 0);
    const int reader = open(name.c_str(), O_RDONLY);
    const auto mask = umask(022);
    files.write(report("mx1.contoso.example"), {});
    umask(mask);
    struct stat after {};
    REQUIRE(stat(name.c_str(), &after) == 0);
    CHECK(before.st_ino != after.st_ino);  // another file under the same name
    CHECK((after.st_mode & 0777) == 0644);
    char old[8] = {};
    CHECK(read(reader, old, sizeof old) == 4);  // who had opened it reads on in the old one
    close(reader);
    CHECK(read_whole_file(name).find("authwalk_walk_success{smart_host=\"mx1.contoso.example\"") !=
          std::string::npos);
    CHECK(files_in(folder) == 1);
  }

  TEST_CASE("a symbolic link stays one, and what it leads to is replaced") {
    const TemporaryFolder folder;
    write_file(folder.path() / "real", "old\n");
    std::filesystem::create_symlink(folder.path() / "real", folder.path() / "link.prom");
    const OutputFiles files(request({folder.file("link.prom")}));
    files.write(report("mx1.contoso.example"), {});
    CHECK(std::filesystem::is_symlink(folder.path() / "link.prom"));
    CHECK(read_whole_file(folder.path() / "real").find("authwalk_build_info") != std::string::npos);
  }

  TEST_CASE("a pipe is written to directly") {
    const TemporaryFolder folder;
    const std::string name = folder.file("pipe.prom");
    REQUIRE(mkfifo(name.c_str(), 0600) == 0);
    const int reader = open(name.c_str(), O_RDONLY | O_NONBLOCK);
    const OutputFiles files(request({name}));
    files.write(report("mx1.contoso.example"), {});
    char text[64] = {};
    CHECK(read(reader, text, sizeof text - 1) > 0);
    CHECK(std::string(text).starts_with("# HELP authwalk_"));
    close(reader);
  }

  TEST_CASE("what cannot be replaced is refused before the walk") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "folder.prom");
    for (const std::string name : {"/nonexistent/authwalk.prom", "/proc/authwalk.prom"})
      CHECK(refusal([&] { OutputFiles files(request({name})); }).status == exit_cannot_create);
    CHECK(refusal([&] { OutputFiles files(request({folder.file("folder.prom")})); }).status ==
          exit_cannot_create);
  }
}
