#include "live/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read, write;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) give_up("pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
  }
};

/// A copy with a number that no test asks for, so that dup2 in the child overwrites none of ours.
Descriptor out_of_the_way(const Descriptor& fd) {
  return Descriptor(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 100));
}

/// Everything that the child needs, made before fork(): between fork and exec only system calls may run.
struct Launch {
  const char* program = nullptr;
  const char* folder = nullptr;  // null: stay
  std::vector<char*> argv, envp;
  int in = -1, out = -1, err = -1, failure = -1;
  bool terminal = false;
  std::vector<std::pair<int, int>> descriptors;  // wanted number, present number
};

[[noreturn]] void become(const Launch& launch) {
  ::setsid();  // no terminal of ours to prompt on, and a group of its own that can be ended
  if (launch.terminal) ::ioctl(launch.in, TIOCSCTTY, 0);
  ::dup2(launch.in, 0);
  ::dup2(launch.out, 1);
  ::dup2(launch.err, 2);
  for (const auto& [wanted, present] : launch.descriptors) ::dup2(present, wanted);
  ::signal(SIGPIPE, SIG_DFL);
  if (!launch.folder || ::chdir(launch.folder) == 0)
    ::execve(launch.program, launch.argv.data(), launch.envp.data());
  const int error = errno;
  (void)!::write(launch.failure, &error, sizeof error);
  ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const auto& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// What others could read about a process and its children.
void sample(pid_t pid, ChildResult& into, int depth = 0) {
  const auto folder = "/proc/" + std::to_string(pid) + "/";
  into.arguments.insert(read_whole_file(folder + "cmdline"));
  into.environments.insert(read_whole_file(folder + "environ"));
  std::istringstream children(read_whole_file(folder + "task/" + std::to_string(pid) + "/children"));
  for (pid_t child = 0; depth < 3 && children >> child;) sample(child, into, depth + 1);
}

/// Its largest resident set so far. What wait4() tells would include our own, which a child is born with.
long peak_kib(pid_t pid) {
  constexpr std::string_view key = "VmHWM:";
  const auto status = read_whole_file("/proc/" + std::to_string(pid) + "/status");
  const auto at = status.find(key);
  return at == std::string::npos ? 0 : std::atol(status.c_str() + at + key.size());
}

/// Reads what is there; closes at the end.
void drain(Descriptor& from, std::string& into) {
  char buffer[65536];
  const auto count = ::read(from.get(), buffer, sizeof buffer);
  if (count > 0)
    into.append(buffer, static_cast<std::size_t>(count));
  else if (count == 0 || (errno != EAGAIN && errno != EINTR))
    from.close();
}

/// The pipes of one run, and the loop that serves them.
class Run {
 public:
  explicit Run(const ChildPlan& plan) : plan_(plan), input_rest_(plan.standard_input) {
    ::signal(SIGPIPE, SIG_IGN);  // the child may end before it has read its input
  }

  ChildResult play() {
    prepare();
    begin_ = Clock::now();
    pid_ = ::fork();
    if (pid_ < 0) give_up("fork");
    if (pid_ == 0) become(launch_);
    close_child_ends();
    wait_for_exec();
    const int status = serve();
    result_.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (WIFEXITED(status)) result_.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result_.signal = WTERMSIG(status);
    drain_rest();
    return std::move(result_);
  }

 private:
  void prepare() {
    launch_.program = plan_.program.c_str();
    if (!plan_.folder.empty()) launch_.folder = plan_.folder.c_str();
    launch_.argv = pointers(plan_.args);
    launch_.envp = pointers(plan_.env);
    make_input();
    failure_.write = out_of_the_way(failure_.write);
    launch_.in = child_in_.get();
    launch_.out = out_.write.get();
    launch_.err = err_.write.get();
    launch_.failure = failure_.write.get();
    for (const auto& [number, content] : plan_.descriptors) {
      Pipe pipe;
      if (::write(pipe.write.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        give_up("descriptor content");
      extra_.push_back(out_of_the_way(pipe.read));
      launch_.descriptors.emplace_back(number, extra_.back().get());
    }
  }

  void make_input() {
    if (!plan_.typed.empty()) {
      int master = -1, slave = -1;
      if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) give_up("openpty");
      terminal_ = Descriptor(master);
      child_in_ = Descriptor(slave);
      ::fcntl(master, F_SETFD, FD_CLOEXEC);
      ::fcntl(slave, F_SETFD, FD_CLOEXEC);
      launch_.terminal = true;
    } else if (plan_.standard_input.empty()) {
      child_in_ = Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    } else {
      Pipe in;
      child_in_ = std::move(in.read);
      in_ = std::move(in.write);
      ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    }
  }

  void close_child_ends() {
    child_in_.close();
    out_.write.close();
    err_.write.close();
    failure_.write.close();
    extra_.clear();
  }

  /// The descriptor closes at exec; bytes in it are the errno of an exec that failed.
  void wait_for_exec() {
    int error = 0;
    if (::read(failure_.read.get(), &error, sizeof error) != static_cast<ssize_t>(sizeof error)) return;
    ::waitpid(pid_, nullptr, 0);
    errno = error;
    give_up("cannot run " + plan_.program);
  }

  /// Until the child has ended; returns its wait status.
  int serve() {
    int status = 0;
    bool interrupted = plan_.interrupt_after.count() == 0;
    do {
      sample(pid_, result_);
      result_.peak_kib = std::max(result_.peak_kib, peak_kib(pid_));
      pump(2);
      const auto elapsed = Clock::now() - begin_;
      if (!interrupted && elapsed > plan_.interrupt_after) interrupted = ::kill(pid_, SIGINT) == 0;
      if (!result_.timed_out && elapsed > plan_.limit) result_.timed_out = ::kill(-pid_, SIGKILL) == 0;
    } while (::waitpid(pid_, &status, WNOHANG) == 0);
    return status;
  }

  /// A grandchild may still hold the pipes: what it writes late is not waited for.
  void drain_rest() {
    for (int idle = 0; (out_.read.open() || err_.read.open()) && idle < 50;) idle += pump(10) ? 0 : 1;
  }

  /// Moves bytes in all directions; true when something happened.
  bool pump(int wait_ms) {
    pollfd fds[] = {{out_.read.get(), POLLIN, 0},
                    {err_.read.get(), POLLIN, 0},
                    {in_.get(), POLLOUT, 0},
                    {terminal_.get(), POLLIN, 0}};
    const bool any = ::poll(fds, 4, wait_ms) > 0;
    if (fds[0].revents) drain(out_.read, result_.out);
    if (fds[1].revents) drain(err_.read, result_.err);
    if (fds[2].revents) feed_input();
    if (fds[3].revents) drain(terminal_, result_.terminal);
    answer_prompt();
    return any;
  }

  void feed_input() {
    const auto count = ::write(in_.get(), input_rest_.data(), input_rest_.size());
    if (count > 0) input_rest_.erase(0, static_cast<std::size_t>(count));
    const bool gone = count < 0 && errno != EAGAIN && errno != EINTR;
    if (gone || input_rest_.empty()) in_.close();
  }

  /// A prompt is new text on the terminal that ends in a colon and a blank.
  void answer_prompt() {
    if (!terminal_.open() || result_.terminal.size() == answered_ || !result_.terminal.ends_with(": "))
      return;
    answered_ = result_.terminal.size();
    const auto line = plan_.typed + "\n";
    (void)!::write(terminal_.get(), line.data(), line.size());
  }

  const ChildPlan& plan_;
  Launch launch_;
  ChildResult result_;
  Pipe out_, err_, failure_;
  Descriptor child_in_, in_, terminal_;
  std::vector<Descriptor> extra_;
  std::string input_rest_;
  std::size_t answered_ = 0;
  Clock::time_point begin_;
  pid_t pid_ = 0;
};

}  // namespace

ChildResult run_child(const ChildPlan& plan) {
  return Run(plan).play();
}

}  // namespace authwalk::test
