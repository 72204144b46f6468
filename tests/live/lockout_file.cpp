// The lockout ledger's file: who may touch it, what runs beside each other do to it, and what is left of a
// run that died.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <authwalk/lockout.hpp>
#include <authwalk/probe.hpp>
#include <authwalk/rehearsal.hpp>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr LockoutBudget once{1, 1800s};

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// Why the ledger cannot be opened; empty when it can.
std::string refusal(const std::string& file) {
  try {
    open_lockout_ledger(file, once);
    return {};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// Runs it in a process of its own, which then ends without any farewell; the value is its exit status.
int in_another_process(const std::function<int()>& function) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(function());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_SUITE("lockout file") {
  TEST_CASE("folder and file are made for this user alone") {
    const TemporaryFolder folder;
    const auto ledger = open_lockout_ledger(folder.file("a/b/lockout"), once);
    CHECK(mode_of(folder.path() / "a") == 0700);
    CHECK(mode_of(folder.path() / "a/b") == 0700);
    CHECK(mode_of(folder.path() / "a/b/lockout.lock") == 0600);
    CHECK(ledger->reserve("svc", 60s) == Reservation::granted);
    CHECK(mode_of(folder.path() / "a/b/lockout") == 0600);
    CHECK_FALSE(fs::exists(folder.path() / "a/b/lockout.new"));
  }

  TEST_CASE("what is rejected in one run closes the account for the next, and says until when") {
    const TemporaryFolder folder;
    const LockoutBudget twice{2, 1800s};
    for (int run = 0; run < 2; ++run) {
      const auto ledger = open_lockout_ledger(folder.file("lockout"), twice);
      CHECK(ledger->reserve("svc", 60s) == Reservation::granted);
      ledger->settle("svc", 1);
    }
    const auto third = open_lockout_ledger(folder.file("lockout"), twice);
    CHECK(third->reserve("svc", 60s) == Reservation::closed);
    CHECK(third->why_closed("svc").refused);
    const std::string why = third->why_closed("svc").why;
    CHECK(
        why.starts_with("has had 2 rejected logons in the last 30 min, and another try could lock the "
                        "account; the next one is possible at 20"));
    CHECK(why.ends_with("Z"));
    CHECK(third->reserve("other", 60s) == Reservation::granted);
    // A shorter window has left them behind, a longer one has not.
    ::usleep(1'100'000);
    CHECK(open_lockout_ledger(folder.file("lockout"), {2, 1s})->reserve("svc", 60s) == Reservation::granted);
  }

  TEST_CASE("attempts that were not rejected leave nothing behind") {
    const TemporaryFolder folder;
    const auto ledger = open_lockout_ledger(folder.file("lockout"), once);
    for (int i = 0; i < 5; ++i) {
      CHECK(ledger->reserve("svc", 60s) == Reservation::granted);
      ledger->settle("svc", 0);
    }
    CHECK(read_whole_file(folder.path() / "lockout") == "authwalk lockout 1\n");
  }

  TEST_CASE("what another run has set aside is busy until it is settled") {
    const TemporaryFolder folder;
    const auto one = open_lockout_ledger(folder.file("lockout"), once);
    const auto two = open_lockout_ledger(folder.file("lockout"), once);
    CHECK(one->reserve("svc", 60s) == Reservation::granted);
    CHECK(two->reserve("svc", 60s) == Reservation::busy);
    CHECK(says(two->why_closed("svc").why, "is being tried by other runs"));
    two->settle("svc", 0);  // not its own
    CHECK(two->reserve("svc", 60s) == Reservation::busy);
    one->settle("svc", 0);
    CHECK(two->reserve("svc", 60s) == Reservation::granted);
    two->settle("svc", 1);
    CHECK(one->reserve("svc", 60s) == Reservation::closed);
  }

  TEST_CASE("what a run that died had set aside counts as rejected") {
    const TemporaryFolder folder;
    const std::string file = folder.file("lockout");
    const auto died = [&] {
      return in_another_process([&] {
        return open_lockout_ledger(file, once)->reserve("svc", 1s) == Reservation::granted ? 0 : 1;
      });
    };
    CHECK(died() == 0);
    const auto ledger = open_lockout_ledger(file, once);
    CHECK(ledger->reserve("svc", 1s) != Reservation::granted);
    ::usleep(2'100'000);
    CHECK(ledger->reserve("svc", 1s) == Reservation::closed);
    CHECK(says(read_whole_file(file), "\nrejected 20"));
    CHECK_FALSE(says(read_whole_file(file), "reserved"));
  }

  TEST_CASE("of many processes at once exactly one gets the only attempt") {
    const TemporaryFolder folder;
    const std::string file = folder.file("lockout");
    std::vector<pid_t> children;
    for (int i = 0; i < 16; ++i) {
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        Reservation answer = Reservation::busy;
        const auto ledger = open_lockout_ledger(file, once);
        while (answer == Reservation::busy) {
          answer = ledger->reserve("svc", 60s);
          ::usleep(1000);
        }
        if (answer == Reservation::granted) ledger->settle("svc", 1);
        ::_exit(answer == Reservation::granted ? 1 : 0);
      }
      children.push_back(child);
    }
    int granted = 0;
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      REQUIRE(WIFEXITED(status));
      granted += WEXITSTATUS(status);
    }
    CHECK(granted == 1);
  }

  TEST_CASE("two runs at once against one smart host: the password is tried once") {
    RehearsalPlan host_plan;
    host_plan.accounts.push_back(
        {.user = "svc@contoso.example", .password = "another one", .disabled = false, .send_as = {}});
    const RehearsalHost host(host_plan);
    const TemporaryFolder folder;
    write_file(folder.path() / "ca.pem", host.ca_pem());
    std::atomic<int> spared = 0, refused = 0;
    const auto run = [&] {
      auto credential = std::make_shared<Credential>();
      credential->user = "svc@contoso.example";
      credential->password = Secret::copy_of(canary);
      const auto ledger = open_lockout_ledger(folder.file("state/lockout"), once);
      ProbePlan plan;
      plan.ledger = ledger.get();
      plan.max_rejected = 5;
      plan.network.resolve = {{host_plan.host_name, "127.0.0.1"}};
      plan.network.tls.ca_file = folder.file("ca.pem");
      plan.walks.resize(3);
      for (WalkPlan& walk : plan.walks) {
        walk.mode = Mode::BasicAuthRequireTLS;
        walk.connector.SmartHost = host_plan.host_name;
        walk.connector.Port = host.port();
        walk.connector.Fqdn = "mail01.fabrikam.example";
        walk.credential = credential;
      }
      for (const Transcript& transcript : probe(plan)) {
        if (!transcript.failure) continue;
        if (transcript.failure->cls == Class::bad_credentials) ++refused;
        if (transcript.failure->cls == Class::lockout_guard &&
            says(transcript.failure->detail,
                 "svc@contoso.example has had 1 rejected logon in the last 30 min"))
          ++spared;
      }
    };
    std::thread other(run);
    run();
    other.join();
    CHECK(host.rejected_attempts() == 1);
    CHECK(refused == 1);
    CHECK(spared == 5);
    const std::string kept = read_whole_file(folder.path() / "state/lockout");
    CHECK(says(kept, "svc@contoso.example"));
    CHECK_FALSE(says(kept, canary));
  }

  TEST_CASE("files and folders that others could have written are refused") {
    const TemporaryFolder folder;
    const auto file_of = [&](const char* name) { return folder.file(std::string(name) + "/lockout"); };
    const auto made = [&](const char* name) {
      fs::create_directory(folder.path() / name);
      ::chmod((folder.path() / name).c_str(), 0700);
      return folder.path() / name;
    };
    ::chmod(made("open folder").c_str(), 0770);
    CHECK(says(refusal(file_of("open folder")), "open folder can be written by others than its owner"));
    write_file(made("open file") / "lockout", "authwalk lockout 1\n", 0666);
    CHECK(says(refusal(file_of("open file")), "open file/lockout can be written by others than its owner"));
    write_file(made("open lock") / "lockout.lock", "", 0622);
    CHECK(says(refusal(file_of("open lock")), "lockout.lock can be written by others"));
    write_file(made("link") / "elsewhere", "authwalk lockout 1\n");
    fs::create_symlink("elsewhere", folder.path() / "link/lockout");
    CHECK(says(refusal(file_of("link")), "link/lockout is a symbolic link"));
    fs::create_symlink("elsewhere", made("linked lock") / "lockout.lock");
    CHECK(says(refusal(file_of("linked lock")), "lockout.lock is a symbolic link"));
    REQUIRE(::mkfifo((made("fifo") / "lockout").c_str(), 0600) == 0);
    CHECK(says(refusal(file_of("fifo")), "fifo/lockout is not a regular file"));
    fs::create_directory(made("folder") / "lockout");
    CHECK(says(refusal(file_of("folder")), "folder/lockout is not a regular file"));
    write_file(folder.path() / "no folder", "");
    CHECK(says(refusal(folder.file("no folder/lockout")), "cannot be used"));
    if (::geteuid() == 0) {
      write_file(made("foreign") / "lockout", "authwalk lockout 1\n");
      REQUIRE(::chown((folder.path() / "foreign/lockout").c_str(), 4321, 4321) == 0);
      CHECK(says(refusal(file_of("foreign")), "belongs to another user"));
    }
    // A file that others can only read is made anew with the next attempt; a folder they can read is fine.
    write_file(made("readable") / "lockout", "authwalk lockout 1\n", 0644);
    ::chmod((folder.path() / "readable").c_str(), 0755);
    CHECK(refusal(file_of("readable")).empty());
    // systemd makes the folder of a DynamicUser= a link.
    fs::create_symlink(made("private"), folder.path() / "linked folder");
    CHECK(refusal(file_of("linked folder")).empty());
  }

  TEST_CASE("a damaged file is told with the way out; an empty one is new") {
    const TemporaryFolder folder;
    write_file(folder.path() / "lockout", "authwalk lockout 1\nrejected yesterday svc\n");
    CHECK(says(refusal(folder.file("lockout")), "lockout is damaged; remove it"));
    write_file(folder.path() / "lockout", std::string(5 << 20, 'x'));
    CHECK(says(refusal(folder.file("lockout")), "lockout is far too large; remove it"));
    write_file(folder.path() / "lockout", "");
    CHECK(refusal(folder.file("lockout")).empty());
    write_file(folder.path() / "lockout.new", "of a run that was killed", 0400);
    CHECK(open_lockout_ledger(folder.file("lockout"), once)->reserve("svc", 60s) == Reservation::granted);
  }

  TEST_CASE("a file that becomes unusable closes every account, and says why") {
    const TemporaryFolder folder;
    const auto ledger = open_lockout_ledger(folder.file("state/lockout"), once);
    CHECK(ledger->reserve("first", 60s) == Reservation::granted);
    write_file(folder.path() / "state/lockout", "something else\n");
    ledger->settle("first", 0);  // cannot be written down
    CHECK(ledger->reserve("svc", 60s) == Reservation::closed);
    CHECK(says(ledger->why_closed("svc").why, "nobody can tell how often it was refused before ("));
    CHECK(says(ledger->why_closed("svc").why, "is damaged"));
    // Once it can be read again, what was left unsettled is settled.
    write_file(folder.path() / "state/lockout", "authwalk lockout 1\nrejected 2026-01-01T00:00:00Z svc\n");
    CHECK(ledger->reserve("svc", 60s) == Reservation::granted);
    CHECK(ledger->reserve("first", 60s) == Reservation::granted);
    fs::remove_all(folder.path() / "state");
    CHECK(ledger->reserve("third", 60s) == Reservation::closed);
    CHECK(says(ledger->why_closed("third").why, "cannot be used"));
  }

  TEST_CASE("a lock that another run does not let go is no reason to wait for ever") {
    const TemporaryFolder folder;
    const auto ledger = open_lockout_ledger(folder.file("lockout"), once);
    const int lock = ::open(folder.file("lockout.lock").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
    CHECK(ledger->reserve("svc", 60s) == Reservation::busy);
    CHECK(says(ledger->why_closed("svc").why, "another run keeps"));
    ::close(lock);
    CHECK(ledger->reserve("svc", 60s) == Reservation::granted);
  }
}

}  // namespace authwalk::test
