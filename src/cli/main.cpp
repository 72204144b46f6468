// authwalk: the program. It uses nothing of the library but include/authwalk.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <exception>
#include <new>

#include "command_error.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "overview.hpp"

namespace authwalk::cli {
namespace {

// Started with standard output closed, the first socket would be descriptor 1, and the report would go to the
// smart host. Read-only, so that writing to a closed output stays an error.
void keep_standard_descriptors() {
  int opened = 0;
  while (opened >= 0 && opened <= STDERR_FILENO) opened = open("/dev/null", O_RDONLY);
  if (opened > STDERR_FILENO) close(opened);
}

int run_program(const std::string& own_name, const Arguments& arguments) {
  // A stub calls the program by the name that is being completed.
  if (!arguments.empty() && arguments.front() == "__complete")
    return complete_command({arguments.begin() + 1, arguments.end()});
  for (const auto& program : other_programs()) {
    if (program.name == own_name) return program.run(arguments);
  }
  if (arguments.empty()) throw CommandError{exit_usage, "no command is given", "authwalk --help"};
  const auto& name = arguments.front();
  if (name == "--version" || name == "version") {
    print_out(fmt::format("authwalk {}\n", version()));
    return exit_done;
  }
  if (name == "help" && arguments.size() > 1) return command_named(arguments[1]).run({"--help"});
  if (name == "help" || name == "--help" || name == "-h") {
    print_out(overview());
    return exit_done;
  }
  return command_named(name).run({arguments.begin() + 1, arguments.end()});
}

}  // namespace
}  // namespace authwalk::cli

int main(int count, char** words) {
  using namespace authwalk::cli;
  keep_standard_descriptors();
  signal(SIGPIPE, SIG_IGN);  // a peer or a reader that goes away is an error to be told, not an end
  signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow (ulimit -f), long after a logon
  try {
    const std::string path = count > 0 ? words[0] : "authwalk";
    return run_program(path.substr(path.rfind('/') + 1),
                       Arguments(words + std::min(count, 1), words + count));
  } catch (const CommandError& error) {
    return show(error);
  } catch (const std::bad_alloc&) {
    return show({exit_internal, "out of memory", ""});
  } catch (const std::exception& error) {
    return show({exit_internal, fmt::format("internal error: {}", authwalk::printable(error.what())), ""});
  }
}
