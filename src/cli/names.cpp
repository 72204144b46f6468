#include "names.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/names.hpp>

#include "command_error.hpp"

namespace authwalk::cli {

bool is_ipv4(const std::string& text) {
  std::array<unsigned char, sizeof(in_addr)> binary{};
  return inet_pton(AF_INET, text.c_str(), binary.data()) == 1;
}

bool is_ipv6(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  return inet_pton(AF_INET6, text.c_str(), binary.data()) == 1;
}

std::string host_name(std::string_view what, std::string_view typed) {
  auto name = typed;
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  if (const char* fault = host_name_fault(name)) {
    throw CommandError{exit_usage, fmt::format("{} {} is not a host name: {}", what, shown(typed), fault),
                       "a host name looks like mail.contoso.example"};
  }
  return std::string(name);
}

std::string ip_address(std::string_view what, std::string_view typed) {
  const bool bracketed = typed.size() > 2 && typed.front() == '[' && typed.back() == ']';
  const std::string text(bracketed ? typed.substr(1, typed.size() - 2) : typed);
  const bool whole = text.find('\0') == std::string::npos;
  if (whole && (is_ipv6(text) || (!bracketed && is_ipv4(text)))) return text;
  throw CommandError{exit_usage, fmt::format("{} {} is not an IP address", what, shown(typed)),
                     "an address looks like 192.0.2.7 or 2001:db8::7"};
}

std::string host_or_address(std::string_view what, std::string_view typed) {
  const std::string text(typed);
  if (is_ipv4(text) || text.find(':') != std::string::npos || text.starts_with('['))
    return ip_address(what, typed);
  return host_name(what, typed);
}

std::string sender(std::string_view typed) {
  if (typed == "<>") return {};
  if (const char* fault = mailbox_fault(typed)) {
    throw CommandError{exit_usage, fmt::format("--from {} is not an address: {}", shown(typed), fault),
                       "--from sender@contoso.example, or --from '<>' for the null sender"};
  }
  return std::string(typed);
}

std::string recipient(std::string_view typed) {
  if (is_postmaster(typed)) return std::string(typed);
  if (const char* fault = mailbox_fault(typed)) {
    throw CommandError{exit_usage, fmt::format("--to {} is not an address: {}", shown(typed), fault),
                       "--to recipient@fabrikam.example"};
  }
  return std::string(typed);
}

std::string account_name(std::string_view what, std::string_view typed) {
  if (typed.empty()) throw CommandError{exit_usage, fmt::format("{} is empty", what), "--user svc"};
  if (std::any_of(typed.begin(), typed.end(),
                  [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; })) {
    throw CommandError{exit_usage, fmt::format("{} {} has control characters", what, shown(typed)),
                       "a user name is svc, CONTOSO\\svc or svc@contoso.example"};
  }
  if (typed.size() > 512) {
    throw CommandError{exit_usage, fmt::format("{} is {} bytes long, more than 512", what, typed.size()),
                       "a user name is svc, CONTOSO\\svc or svc@contoso.example"};
  }
  // No account name of Windows has a colon; what stands after it would travel, and be shown, as a name.
  if (typed.find(':') != std::string_view::npos) {
    throw CommandError{exit_usage,
                       fmt::format("{} has a colon: it looks like user:password, and a password on the "
                                   "command line is visible to every user of the machine",
                                   what),
                       "--user NAME --password-file FILE"};
  }
  return std::string(typed);
}

std::string in_lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace authwalk::cli
