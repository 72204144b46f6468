#include "net/path.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <string_view>

#include "model/ip_address.hpp"

namespace authwalk {
namespace {

struct BinaryAddress {
  int family = AF_UNSPEC;
  std::array<unsigned char, 16> bytes{};
  unsigned bits() const { return family == AF_INET ? 32 : 128; }
};

BinaryAddress binary(const std::string& text) {
  BinaryAddress address;
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, text.c_str(), address.bytes.data()) == 1) address.family = family;
  }
  return address;
}

bool within(const BinaryAddress& address, const void* network, unsigned bits) {
  return same_prefix(address.bytes.data(), static_cast<const unsigned char*>(network),
                     std::min(bits, address.bits()));
}

// One question to the kernel and its answers (netlink(7)).
class Netlink {
 public:
  explicit Netlink(int protocol) : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)) {}
  ~Netlink() {
    if (socket_ >= 0) ::close(socket_);
  }
  Netlink(const Netlink&) = delete;
  Netlink& operator=(const Netlink&) = delete;

  /// Calls `each` with every answer. Returns 0, or the error of the kernel as an errno.
  int ask(const void* request, std::size_t size, const std::function<void(const nlmsghdr&)>& each) {
    if (socket_ < 0 || ::send(socket_, request, size, 0) < 0) return errno;
    alignas(nlmsghdr) std::array<char, 32768> buffer;
    while (true) {
      const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (count <= 0) return count == 0 ? EIO : errno;
      auto left = static_cast<unsigned>(count);
      for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
           message = NLMSG_NEXT(message, left)) {
        if (message->nlmsg_type == NLMSG_DONE) return 0;
        if (message->nlmsg_type == NLMSG_ERROR)
          return -static_cast<const nlmsgerr*>(NLMSG_DATA(message))->error;
        each(*message);
        if ((message->nlmsg_flags & NLM_F_MULTI) == 0) return 0;
      }
    }
  }

 private:
  int socket_;
};

struct Interface {
  unsigned number = 0;
  std::string name;
};

void for_each_attribute(const rtattr* first, std::size_t size,
                        const std::function<void(const rtattr&)>& each) {
  auto left = static_cast<unsigned>(size);
  for (const rtattr* attribute = first; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    each(*attribute);
  }
}

// Copied: an attribute's content is not aligned for every type.
unsigned number_in(const rtattr& attribute) {
  unsigned number = 0;
  if (RTA_PAYLOAD(&attribute) >= sizeof(number)) std::memcpy(&number, RTA_DATA(&attribute), sizeof(number));
  return number;
}

std::string text_in(const rtattr& attribute) {
  const auto* text = static_cast<const char*>(RTA_DATA(&attribute));
  return {text, strnlen(text, RTA_PAYLOAD(&attribute))};
}

Interface outgoing_interface(const BinaryAddress& local, const BinaryAddress& remote) {
  struct {
    nlmsghdr header;
    rtmsg route;
    std::array<char, 64> attributes;
  } question{};
  const auto add = [&](unsigned short type, const BinaryAddress& address) {
    auto* attribute = reinterpret_cast<rtattr*>(reinterpret_cast<char*>(&question) +
                                                NLMSG_ALIGN(question.header.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = static_cast<unsigned short>(RTA_LENGTH(address.bits() / 8));
    std::memcpy(RTA_DATA(attribute), address.bytes.data(), address.bits() / 8);
    question.header.nlmsg_len = NLMSG_ALIGN(question.header.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
  };
  question.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg));
  question.header.nlmsg_type = RTM_GETROUTE;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.route.rtm_family = static_cast<unsigned char>(remote.family);
  question.route.rtm_dst_len = static_cast<unsigned char>(remote.bits());
  question.route.rtm_src_len = static_cast<unsigned char>(local.bits());
  add(RTA_DST, remote);
  add(RTA_SRC, local);

  Interface interface;
  Netlink(NETLINK_ROUTE).ask(&question, question.header.nlmsg_len, [&](const nlmsghdr& answer) {
    if (answer.nlmsg_type != RTM_NEWROUTE) return;
    const auto* route = static_cast<const rtmsg*>(NLMSG_DATA(&answer));
    for_each_attribute(RTM_RTA(route), RTM_PAYLOAD(&answer), [&](const rtattr& attribute) {
      if (attribute.rta_type == RTA_OIF) interface.number = number_in(attribute);
    });
  });
  std::array<char, IF_NAMESIZE> name{};
  if (interface.number != 0 && if_indextoname(interface.number, name.data()) != nullptr) {
    interface.name = name.data();
  }
  return interface;
}

struct DriverRow {
  std::string_view driver;  // IFLA_INFO_KIND; see ip-link(8), TYPES
  InterfaceKind kind;
};

constexpr std::array drivers{
    DriverRow{"wireguard", InterfaceKind::wireguard}, DriverRow{"tun", InterfaceKind::tun},
    DriverRow{"xfrm", InterfaceKind::ipsec},          DriverRow{"vti", InterfaceKind::ipsec},
    DriverRow{"vti6", InterfaceKind::ipsec},          DriverRow{"ppp", InterfaceKind::ppp},
    DriverRow{"ipip", InterfaceKind::tunnel},         DriverRow{"gre", InterfaceKind::tunnel},
    DriverRow{"gretap", InterfaceKind::tunnel},       DriverRow{"ip6gre", InterfaceKind::tunnel},
    DriverRow{"ip6gretap", InterfaceKind::tunnel},    DriverRow{"ip6tnl", InterfaceKind::tunnel},
    DriverRow{"sit", InterfaceKind::tunnel},          DriverRow{"vxlan", InterfaceKind::tunnel},
    DriverRow{"geneve", InterfaceKind::tunnel},       DriverRow{"bridge", InterfaceKind::virtual_lan},
    DriverRow{"vlan", InterfaceKind::virtual_lan},    DriverRow{"veth", InterfaceKind::virtual_lan},
    DriverRow{"bond", InterfaceKind::virtual_lan},    DriverRow{"team", InterfaceKind::virtual_lan},
    DriverRow{"macvlan", InterfaceKind::virtual_lan}, DriverRow{"ipvlan", InterfaceKind::virtual_lan},
};

InterfaceKind kind_of(unsigned short hardware, const std::string& driver) {
  // A TAP device carries Ethernet, mostly to a virtual machine.
  if (driver == "tun" && hardware == ARPHRD_ETHER) return InterfaceKind::virtual_lan;
  for (const DriverRow& row : drivers) {
    if (row.driver == driver) return row.kind;
  }
  switch (hardware) {
    case ARPHRD_LOOPBACK:
      return InterfaceKind::loopback;
    case ARPHRD_PPP:
      return InterfaceKind::ppp;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case 823:  // ARPHRD_IP6GRE of linux/if_arp.h, which cannot stand beside net/if.h
      return InterfaceKind::tunnel;
    case ARPHRD_ETHER:
    case ARPHRD_IEEE80211:
      return InterfaceKind::ethernet;
    default:
      return InterfaceKind::unknown;
  }
}

// Asked of the kernel, not read in /sys, which shows the network namespace that it was mounted in.
InterfaceKind kind_of(const Interface& interface) {
  if (interface.number == 0) return InterfaceKind::unknown;
  struct {
    nlmsghdr header;
    ifinfomsg link;
  } question{};
  question.header.nlmsg_len = NLMSG_LENGTH(sizeof(ifinfomsg));
  question.header.nlmsg_type = RTM_GETLINK;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.link.ifi_index = static_cast<int>(interface.number);
  InterfaceKind kind = InterfaceKind::unknown;
  Netlink(NETLINK_ROUTE).ask(&question, question.header.nlmsg_len, [&](const nlmsghdr& answer) {
    if (answer.nlmsg_type != RTM_NEWLINK) return;
    const auto* link = static_cast<const ifinfomsg*>(NLMSG_DATA(&answer));
    std::string driver;
    for_each_attribute(IFLA_RTA(link), IFLA_PAYLOAD(&answer), [&](const rtattr& attribute) {
      if (attribute.rta_type != IFLA_LINKINFO) return;
      const auto* inner = static_cast<const rtattr*>(RTA_DATA(&attribute));
      for_each_attribute(inner, RTA_PAYLOAD(&attribute), [&](const rtattr& info) {
        if (info.rta_type == IFLA_INFO_KIND) driver = text_in(info);
      });
    });
    kind = kind_of(link->ifi_type, driver);
  });
  return kind;
}

// What an outgoing policy demands; empty when it lets packets through as they are.
std::string demand_of(const nlmsghdr& message, const xfrm_userpolicy_info& policy) {
  std::string demand;
  const auto* first = reinterpret_cast<const rtattr*>(static_cast<const char*>(NLMSG_DATA(&message)) +
                                                      NLMSG_ALIGN(sizeof(xfrm_userpolicy_info)));
  const std::size_t size = message.nlmsg_len - NLMSG_SPACE(sizeof(xfrm_userpolicy_info));
  for_each_attribute(first, size, [&](const rtattr& attribute) {
    if (attribute.rta_type != XFRMA_TMPL || RTA_PAYLOAD(&attribute) < sizeof(xfrm_user_tmpl)) return;
    const auto* demanded = static_cast<const xfrm_user_tmpl*>(RTA_DATA(&attribute));
    const bool some_ports = policy.sel.dport_mask != 0 || policy.sel.sport_mask != 0;
    demand = fmt::format("{}, {}{}", demanded->id.proto == IPPROTO_AH ? "AH" : "ESP",
                         demanded->optional != 0 ? "where it can be had" : "required",
                         some_ports ? ", for some ports only" : "");
  });
  return demand;
}

bool covers(const xfrm_userpolicy_info& policy, const BinaryAddress& local, const BinaryAddress& remote) {
  const xfrm_selector& selector = policy.sel;
  // A policy for every address may name no family.
  const bool family =
      selector.family == remote.family ||
      (selector.family == AF_UNSPEC && selector.prefixlen_d == 0 && selector.prefixlen_s == 0);
  return policy.dir == XFRM_POLICY_OUT && family && within(remote, &selector.daddr, selector.prefixlen_d) &&
         within(local, &selector.saddr, selector.prefixlen_s) &&
         (selector.proto == 0 || selector.proto == IPPROTO_TCP);
}

void look_for_ipsec(PathFacts& facts, const BinaryAddress& local, const BinaryAddress& remote) {
  struct {
    nlmsghdr header;
    xfrm_userpolicy_id all;
  } question{};
  question.header.nlmsg_len = sizeof(question);
  question.header.nlmsg_type = XFRM_MSG_GETPOLICY;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  xfrm_userpolicy_info policy{};
  std::string demand;
  unsigned best = 0;
  bool covered = false;
  const int error = Netlink(NETLINK_XFRM).ask(&question, sizeof(question), [&](const nlmsghdr& answer) {
    if (answer.nlmsg_type != XFRM_MSG_NEWPOLICY || answer.nlmsg_len < NLMSG_SPACE(sizeof(policy))) return;
    // Messages stand at multiples of four bytes, and this structure wants eight.
    std::memcpy(&policy, NLMSG_DATA(&answer), sizeof(policy));
    // The lowest number wins: an exception stands in front of the tunnel that it is made from.
    if (!covers(policy, local, remote) || (covered && policy.priority >= best)) return;
    covered = true;
    best = policy.priority;
    demand = policy.action == XFRM_POLICY_ALLOW ? demand_of(answer, policy) : "";
  });
  if (error != 0) {
    facts.ipsec_detail = error == EPERM || error == EACCES ? "only root may read the policies"
                                                           : "the kernel does not tell its policies";
    return;
  }
  facts.ipsec = demand.empty() ? IpsecPolicy::none : IpsecPolicy::protects;
  facts.ipsec_detail = demand;
}

}  // namespace

PathFacts look_at_path(const std::string& local, const std::string& remote) {
  PathFacts facts;
  facts.local_scope = scope_of(local).value_or(AddressScope::public_net);
  facts.remote_scope = scope_of(remote).value_or(AddressScope::public_net);
  const BinaryAddress from = binary(local), to = binary(remote);
  if (from.family == AF_UNSPEC || from.family != to.family) return facts;
  const Interface interface = outgoing_interface(from, to);
  facts.interface = interface.name;
  facts.interface_kind = kind_of(interface);
  look_for_ipsec(facts, from, to);
  return facts;
}

}  // namespace authwalk
