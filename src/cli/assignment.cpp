#include "assignment.hpp"

#include <map>

#include "run.hpp"

namespace authwalk::cli {
namespace {

using Host = std::string;

struct Asked {
  std::vector<Host> hosts;  // each once, in the order of the walks
  std::map<Host, std::shared_ptr<const Credential>> answered;
};

}  // namespace

void give_credentials(std::vector<Assignment>& walks) {
  std::map<std::shared_ptr<const CredentialRequest>, Asked> requests;
  for (const auto& walk : walks) {
    if (!walk.credential) continue;
    auto& asked = requests[walk.credential];
    const auto& host = walk.plan.connector.SmartHost;
    if (asked.answered.try_emplace(host).second) asked.hosts.push_back(host);
  }
  for (auto& [request, asked] : requests) {
    const auto credentials = read_credentials(*request, asked.hosts);
    for (std::size_t i = 0; i < asked.hosts.size(); ++i) asked.answered[asked.hosts[i]] = credentials[i];
  }
  for (auto& walk : walks) {
    if (walk.credential)
      walk.plan.credential = requests[walk.credential].answered[walk.plan.connector.SmartHost];
  }
}

void give_ids(std::vector<Assignment>& walks) {
  for (auto& walk : walks) walk.plan.walk_id = random_hex(8);
}

}  // namespace authwalk::cli
