#include "exchange/session_login.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "exchange/text_search.hpp"
#include "sasl/base64.hpp"
#include "sasl/ntlm_challenge.hpp"

namespace authwalk {
namespace {

std::string upper(std::string_view text) {
  std::string result;
  for (char c : text) result += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return result;
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (!(line = trimmed(line)).empty()) {
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    found.push_back(word);
    line.remove_prefix(word.size());
  }
  return found;
}

// RFC 4422 section 3.1; anything else in its place may be a credential.
bool is_mechanism(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= 20 && std::ranges::all_of(upper(name), allowed) &&
         (name == upper(name) || std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; }) ||
          name.size() <= 8);
}

// Without it (a paste that was touched up, a program that shows no base64) the text itself is taken.
std::string decoded(std::string_view text) {
  return base64_decode(trimmed(text)).value_or(std::string(trimmed(text)));
}

std::string token_shown(const std::string& mechanism, std::string_view bytes) {
  if (const auto ntlm = shown_ntlm(bytes)) return *ntlm;
  if (mechanism == "GSSAPI" || mechanism == "EXCHANGEAUTH")
    return fmt::format("[GSS token, {} bytes]", bytes.size());
  return fmt::format("[{} {} bytes]", mechanism.empty() ? std::string("answer") : mechanism, bytes.size());
}

}  // namespace

std::string SessionLogin::begin(std::string_view line) {
  const std::vector<std::string_view> parts = words(line);
  active_ = true;
  challenged_ = cancelled_ = secret_sent_ = password_asked_ = false;
  answers_ = rounds_ = 0;
  verb_ = parts.empty() ? "AUTH" : upper(parts[0]);
  const bool named = parts.size() > 1 && is_mechanism(parts[1]);
  mechanism_ = named ? upper(parts[1]) : std::string();
  // Masked by whoever kept the record.
  constexpr std::string_view masked = "<Binary Data>";
  if (named && trimmed(line).ends_with(masked)) return fmt::format("{} {} {}", verb_, mechanism_, masked);
  if (named && parts.size() > 2) return fmt::format("{} {} {}", verb_, mechanism_, shown(parts[2]));
  if (named) return verb_ + " " + mechanism_;
  return parts.size() > 1 ? fmt::format("{} {}", verb_, shown(parts[1])) : verb_;
}

std::string SessionLogin::challenge(std::string_view text) {
  active_ = challenged_ = true;
  ++rounds_;
  const std::string prompt = decoded(text);
  password_asked_ = starts_in_any_case(prompt, "pass");
  if (mechanism_.empty() && (password_asked_ || starts_in_any_case(prompt, "user"))) mechanism_ = "LOGIN";
  const bool token = mechanism_ == "GSSAPI" || mechanism_ == "NTLM" || mechanism_ == "EXCHANGEAUTH";
  const bool base64 = !trimmed(text).empty() && base64_decode(trimmed(text)).has_value();
  return token && base64 ? token_shown(mechanism_ == "NTLM" ? "NTLM" : "GSSAPI", prompt) : std::string(text);
}

std::string SessionLogin::answer(std::string_view line) {
  challenged_ = false;
  cancelled_ = trimmed(line) == "*";
  return cancelled_ ? "*" : shown(line);
}

std::string SessionLogin::shown(std::string_view line) {
  const std::string bytes = decoded(line);
  const bool login = mechanism_ == "LOGIN" || mechanism_.empty();
  ++answers_;
  if (login && answers_ == 1 && !password_asked_) {
    credential_.user = bytes;
    return fmt::format("[user {} bytes]", bytes.size());
  }
  secret_sent_ = true;
  sent_.learn(trimmed(line));
  if (login) {
    credential_.password = Secret::copy_of(bytes);
    secrets_.learn(bytes);
    return "[password]";
  }
  if (mechanism_ == "PLAIN") {
    // RFC 4616: authorization identity, NUL, user, NUL, password.
    const std::size_t first = bytes.find('\0');
    const std::size_t second = first == std::string::npos ? first : bytes.find('\0', first + 1);
    if (second != std::string::npos) {
      credential_.user = bytes.substr(first + 1, second - first - 1);
      credential_.password = Secret::copy_of(std::string_view(bytes).substr(second + 1));
      secrets_.learn(credential_.password.view());
    }
  }
  return token_shown(mechanism_, bytes);
}

}  // namespace authwalk
