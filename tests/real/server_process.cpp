#include "real/server_process.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <random>
#include <stdexcept>
#include <thread>

#include "live/child.hpp"

namespace authwalk::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool can_bind(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = loopback(port);
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return bound;
}

/// A test that is killed must leave no server behind. PR_SET_PDEATHSIG is not enough: a server that changes
/// its user, as Postfix does, loses it. So a process waits for the other end of the pipe to close; a byte
/// sends it home.
[[noreturn]] void keep(int line, pid_t group) {
  ::setsid();  // what is typed at the terminal of the test is not for it
  ::dup2(line, 0);
  ::close_range(1, ~0U, 0);
  char byte = 0;
  if (::read(0, &byte, 1) == 0) ::kill(-group, SIGKILL);
  ::_exit(0);
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const auto& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& command, const std::vector<std::string>& env,
                             const std::string& log_file) {
  const auto argv = pointers(command);
  const auto envp = pointers(env);
  const int out = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork: " + std::string(std::strerror(errno)));
  if (pid_ == 0) {
    ::setpgid(0, 0);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::signal(SIGPIPE, SIG_DFL);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  ::setpgid(pid_, pid_);
  ::close(out);
  ::close(in);
  int line[2];
  if (::pipe2(line, O_CLOEXEC) != 0) throw std::runtime_error("pipe: " + std::string(std::strerror(errno)));
  keeper_ = ::fork();
  if (keeper_ < 0) throw std::runtime_error("fork: " + std::string(std::strerror(errno)));
  if (keeper_ == 0) keep(line[0], pid_);
  ::close(line[0]);
  keeper_line_ = line[1];
}

ServerProcess::~ServerProcess() {
  if (running()) ::kill(pid_, SIGTERM);
  // Dovecot takes seconds over its farewell, and nothing is lost without it.
  const bool late = !wait_until([this] { return !running(); }, std::chrono::milliseconds(300));
  ::kill(-pid_, SIGKILL);  // whatever the server itself did not end
  if (late) ::waitpid(pid_, nullptr, 0);
  while (::waitpid(-pid_, nullptr, 0) > 0) {  // its children came to us when it ended
  }
  (void)!::write(keeper_line_, "", 1);
  ::close(keeper_line_);
  ::waitpid(keeper_, nullptr, 0);
}

bool ServerProcess::running() {
  if (!ended_) ended_ = ::waitpid(pid_, nullptr, WNOHANG) == pid_;
  return !ended_;
}

bool can_run_real_servers() {
  if (::geteuid() == 0) return true;
  MESSAGE("skipped: real mail servers can only be started as root");
  return false;
}

void run_command(const std::vector<std::string>& command, const std::string& standard_input,
                 const std::vector<std::string>& env) {
  ChildPlan plan;
  plan.program = command.at(0);
  plan.args = command;
  plan.env = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
  plan.env.insert(plan.env.end(), env.begin(), env.end());
  plan.standard_input = standard_input;
  const auto run = run_child(plan);
  if (run.status != 0) throw std::runtime_error(command[0] + ": " + run.out + run.err);
}

std::vector<std::uint16_t> free_ports(std::size_t count) {
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<int> range(20000, 32000);
  std::vector<std::uint16_t> ports;
  while (ports.size() < count) {
    const auto port = static_cast<std::uint16_t>(range(random));
    if (std::find(ports.begin(), ports.end(), port) == ports.end() && can_bind(port)) ports.push_back(port);
  }
  return ports;
}

bool accepts_connections(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

bool wait_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace authwalk::test
