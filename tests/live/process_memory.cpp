#include "live/process_memory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <sstream>

#include "live/temporary.hpp"

namespace authwalk::test {
namespace {

namespace fs = std::filesystem;

/// What is larger is no memory of the program's own but AddressSanitizer's shadow.
constexpr unsigned long largest = 256UL << 20;

std::string find_child(const std::string& program) {
  std::error_code ignored;
  for (const auto& thread : fs::directory_iterator("/proc/self/task")) {
    std::istringstream children(read_whole_file(thread.path() / "children"));
    for (std::string pid; children >> pid;)
      if (fs::equivalent("/proc/" + pid + "/exe", program, ignored)) return pid;
  }
  return {};
}

}  // namespace

std::string memory_of_child(const std::string& program) {
  const auto pid = find_child(program);
  if (pid.empty()) return {};
  const int memory = ::open(("/proc/" + pid + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  std::istringstream maps(read_whole_file("/proc/" + pid + "/maps"));
  std::string all;
  for (std::string line; std::getline(maps, line);) {
    unsigned long begin = 0, end = 0;
    char rights[5] = "";
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) != 3 || rights[1] != 'w') continue;
    if (end - begin > largest) continue;
    std::string part(end - begin, '\0');
    const auto count = ::pread(memory, part.data(), part.size(), static_cast<off_t>(begin));
    if (count > 0) all.append(part, 0, static_cast<std::size_t>(count));
  }
  ::close(memory);
  return all;
}

}  // namespace authwalk::test
