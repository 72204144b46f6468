// A name server for `--dns-server`: A, AAAA and MX from a table, over UDP, in a thread of its own.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace authwalk::test {

struct DnsZone {
  std::map<std::string, std::vector<std::string>> a = {};     ///< lower-case name to IPv4 addresses
  std::map<std::string, std::vector<std::string>> aaaa = {};  ///< to IPv6 addresses
  std::map<std::string, std::vector<std::string>> mx = {};    ///< to "10 mx.contoso.example"
  /// How it answers: "table" (NXDOMAIN for a name that it does not know), "silent", "servfail", "garbage".
  std::string behaviour = "table";
  std::string failing_type = {};            ///< "MX": these alone are answered with SERVFAIL
  std::set<std::string> silent_names = {};  ///< of these it says nothing
  bool over_ipv6 = false;
};

class DnsStub {
 public:
  explicit DnsStub(DnsZone zone);
  ~DnsStub();
  DnsStub(const DnsStub&) = delete;
  DnsStub& operator=(const DnsStub&) = delete;

  /// "127.0.0.1:port" or "[::1]:port", for --dns-server.
  std::string address() const;
  /// "A mx.contoso.example" and so on, in the order in which they came.
  std::vector<std::string> questions() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace authwalk::test
