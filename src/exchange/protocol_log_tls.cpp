#include "exchange/protocol_log_tls.hpp"

#include <algorithm>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// The word behind `before`, "CALG_AES_256" or "256".
std::string_view word_after(std::string_view text, std::string_view before) {
  const std::size_t at = find_in_any_case(text, before);
  if (at == std::string_view::npos) return {};
  text = trimmed(text.substr(at + before.size()));
  return text.substr(0, text.find_first_of(" ,"));
}

// "TLSv1.2" of SP_PROT_TLS1_2_CLIENT, the name of schannel.h.
std::string version_of(std::string_view protocol) {
  for (std::string_view end : {"_CLIENT", "_SERVER"}) {
    if (protocol.ends_with(end)) protocol.remove_suffix(end.size());
  }
  if (const std::size_t at = protocol.rfind("TLS"); at != std::string_view::npos)
    protocol.remove_prefix(at + 3);
  std::string number(protocol);
  std::replace(number.begin(), number.end(), '_', '.');
  if (const auto version = find_tls_version(number)) return std::string(id(*version));
  return number == "1" ? std::string(id(TlsVersion::tls1_0)) : std::string(protocol);
}

}  // namespace

std::optional<TlsFacts> logged_tls(std::string_view context) {
  constexpr std::string_view beginning = "TLS protocol ";
  if (!starts_in_any_case(context, beginning) || !contains_in_any_case(context, "negotiation succeeded")) {
    return std::nullopt;
  }
  TlsFacts facts;
  facts.established = true;
  facts.version = version_of(word_after(context, beginning));
  facts.cipher = word_after(context, "bulk encryption algorithm ");
  if (const auto bits = word_after(context, "with strength "); !facts.cipher.empty() && !bits.empty()) {
    facts.cipher.append(" ").append(bits).append(" bits");
  }
  facts.group = word_after(context, "key exchange algorithm ");
  return facts;
}

bool is_certificate_row(std::string_view context) {
  return starts_in_any_case(context, "Sending certificate") ||
         starts_in_any_case(context, "Received certificate") || starts_in_any_case(context, "Certificate ");
}

}  // namespace authwalk
