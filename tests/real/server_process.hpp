// A server as an ordinary child process: its own process group, gone when the test is gone, however that
// ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace authwalk::test {

class ServerProcess {
 public:
  /// Output of the process goes to `log_file`. Throws std::runtime_error when it cannot be started.
  ServerProcess(const std::vector<std::string>& command, const std::vector<std::string>& env,
                const std::string& log_file);
  /// Ends the process and every process of its group.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  bool running();

 private:
  pid_t pid_ = 0;
  pid_t keeper_ = 0;
  int keeper_line_ = -1;
  bool ended_ = false;
};

/// Real servers change to users of their own, so they can only be started as root. Says that a test is
/// skipped when it is: `if (!can_run_real_servers()) return;`
bool can_run_real_servers();

/// Runs a short command to its end; throws std::runtime_error with its output when it fails. `env` is added
/// to a minimal environment.
void run_command(const std::vector<std::string>& command, const std::string& standard_input = {},
                 const std::vector<std::string>& env = {});

/// Ports of loopback that nobody listens on, below the range that the system hands out by itself.
std::vector<std::uint16_t> free_ports(std::size_t count);

bool accepts_connections(std::uint16_t port);

/// Waits until `done()`, at most `limit`; the last answer of done().
bool wait_until(const std::function<bool()>& done, std::chrono::milliseconds limit);

}  // namespace authwalk::test
