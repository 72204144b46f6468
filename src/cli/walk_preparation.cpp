#include "walk_preparation.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "kerberos_options.hpp"
#include "state_dir.hpp"
#include "tls_files.hpp"
#include "walk_flags.hpp"

namespace authwalk::cli {
namespace {

bool uses_an_account(const std::vector<Assignment>& walks) {
  return std::any_of(walks.begin(), walks.end(), [](const Assignment& walk) {
    return walk.plan.credential && row(walk.plan.mode).auth != AuthUse::none;
  });
}

}  // namespace

std::string system_host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

void check_files(const WalkRequest& request) {
  std::vector<TlsSettings> checked = {request.run.network.tls};
  check_tls_files(request.run.network.tls);
  for (const auto& walk : request.walks) {
    check_kerberos_files(walk.plan.kerberos);
    if (!walk.plan.tls || std::find(checked.begin(), checked.end(), *walk.plan.tls) != checked.end())
      continue;
    checked.push_back(*walk.plan.tls);
    check_tls_files(*walk.plan.tls);
  }
}

void prepare(WalkRequest& request) {
  give_credentials(request.walks);
  hide_passwords(request.walks);
  give_ids(request.walks);
}

std::unique_ptr<LockoutLedger> ledger_of(WalkRequest& request, const WalkArguments& given) {
  if (!uses_an_account(request.walks)) return nullptr;
  return lockout_ledger(given.lockout_budget, given.state_dir, request.notes);
}

}  // namespace authwalk::cli
