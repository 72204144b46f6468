#include "cli/untouched_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace authwalk::test {

UntouchedServer::UntouchedServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_, generic, size) != 0 || listen(socket_, 8) != 0 ||
      getsockname(socket_, generic, &size) != 0)
    throw std::runtime_error("no loopback socket");
  port_ = ntohs(address.sin_port);
}

UntouchedServer::~UntouchedServer() {
  close(socket_);
}

std::string UntouchedServer::target() const {
  return "127.0.0.1:" + std::to_string(port_);
}

bool UntouchedServer::touched() const {
  pollfd waiting{socket_, POLLIN, 0};
  return poll(&waiting, 1, 0) != 0;
}

}  // namespace authwalk::test
