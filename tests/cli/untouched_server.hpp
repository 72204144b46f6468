// A listening socket that nobody may connect to.
#pragma once

#include <cstdint>
#include <string>

namespace authwalk::test {

class UntouchedServer {
 public:
  UntouchedServer();
  ~UntouchedServer();
  UntouchedServer(const UntouchedServer&) = delete;
  UntouchedServer& operator=(const UntouchedServer&) = delete;

  std::uint16_t port() const { return port_; }
  /// "127.0.0.1:port"
  std::string target() const;
  /// Has there been a connection?
  bool touched() const;

 private:
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace authwalk::test
