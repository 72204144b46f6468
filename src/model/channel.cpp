// Where nobody else is there to use an account, its turn is always granted.
#include <authwalk/channel.hpp>

namespace authwalk {

AccountAnswer Channel::take_account(const std::string&) {
  return {};
}

void Channel::give_account_back(const std::string&, int) noexcept {}

}  // namespace authwalk
