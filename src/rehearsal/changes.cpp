#include "rehearsal/changes.hpp"

#include <algorithm>
#include <utility>

#include "model/lookup.hpp"
#include "sasl/base64.hpp"

namespace authwalk::rehearsal {
namespace {

using Keywords = std::vector<std::string>;

template <class Edit>
Change edit_keywords(Edit edit) {
  return [edit = std::move(edit)](Arrangement& a) { a.edit_keywords = edit; };
}

bool is_auth(const std::string& keyword) {
  return keyword.starts_with("AUTH");
}

bool is_x_exps(const std::string& keyword) {
  return keyword.starts_with("X-EXPS");
}

template <class Edit>
Change edit_token(Edit edit) {
  return [edit = std::move(edit)](Arrangement& a) {
    a.show_token = [edit](std::string token) {
      edit(token);
      return std::string(base64_encode(token).view());
    };
  };
}

}  // namespace

Change at(Point point, Act act) {
  return [point, act = std::move(act)](Arrangement& a) { a.acts[point] = act; };
}

Change both(Change one, Change other) {
  return [one = std::move(one), other = std::move(other)](Arrangement& a) {
    one(a);
    other(a);
  };
}

Change certificate(Certificate kind) {
  return [kind](Arrangement& a) { a.certificate = kind; };
}

Change tls_version(int version) {
  return [version](Arrangement& a) { a.tls.lowest = a.tls.highest = version; };
}

Change client_certificate(ClientCertificate demand, int highest) {
  return [demand, highest](Arrangement& a) {
    a.tls.client = demand;
    a.tls.highest = highest;
  };
}

Change tickets(std::size_t number) {
  return [number](Arrangement& a) { a.tls.tickets = number; };
}

Change drip(int milliseconds) {
  return [milliseconds](Arrangement& a) { a.drip_ms = milliseconds; };
}

Change prompts(std::string_view user, std::string_view password) {
  return [user, password](Arrangement& a) {
    a.user_prompt = std::string(base64_encode(user).view());
    a.password_prompt = std::string(base64_encode(password).view());
  };
}

Change raw_password_prompt(std::string prompt) {
  return [prompt = std::move(prompt)](Arrangement& a) { a.password_prompt = prompt; };
}

Change auth_line(std::string line) {
  return edit_keywords(
      [line = std::move(line)](Keywords& list, bool) { std::ranges::replace_if(list, is_auth, line); });
}

Change auth_lines_disagree() {
  return edit_keywords([](Keywords& list, bool) {
    const auto own = std::ranges::find_if(list, is_auth);
    if (own == list.end()) return;
    *own = "AUTH PLAIN";
    list.emplace_back("AUTH=LOGIN");
  });
}

Change auth_only_in_clear() {
  return edit_keywords([](Keywords& list, bool inside_tls) {
    std::erase_if(list, is_auth);
    if (!inside_tls) list.emplace_back("AUTH LOGIN PLAIN");
  });
}

Change no_auth() {
  return [](Arrangement& a) { a.connector.basic_auth = false; };
}

Change no_exchange_server() {
  return [](Arrangement& a) { a.connector.exchange_server = false; };
}

Change x_exps(std::string mechanisms) {
  return [mechanisms = std::move(mechanisms)](Arrangement& a) { a.connector.x_exps = mechanisms; };
}

Change x_exps_only_in_clear() {
  return edit_keywords([](Keywords& list, bool inside_tls) {
    if (inside_tls) std::erase_if(list, is_x_exps);
  });
}

Change exchangeauth_alone() {
  return edit_keywords([](Keywords& list, bool inside_tls) {
    if (inside_tls) std::ranges::replace_if(list, is_x_exps, "X-EXPS EXCHANGEAUTH");
  });
}

Change integrated_without_x_exps() {
  return both(no_exchange_server(), auth_line("AUTH GSSAPI NTLM LOGIN"));
}

Change token_text(std::string text) {
  return [text = std::move(text)](Arrangement& a) {
    a.show_token = [text](const std::string&) { return text; };
  };
}

Change token_cut(std::size_t bytes) {
  return edit_token(
      [bytes](std::string& token) { token.resize(token.size() - std::min(bytes, token.size())); });
}

Change token_spoilt() {
  return edit_token([](std::string& token) { token.back() = static_cast<char>(token.back() ^ 1); });
}

Change token_patched(std::size_t at, std::string bytes) {
  return edit_token(
      [at, bytes = std::move(bytes)](std::string& token) { token.replace(at, bytes.size(), bytes); });
}

Change ntlm_flags(std::uint32_t lost, std::uint32_t got) {
  constexpr std::size_t flags_at = 20;
  return edit_token([lost, got](std::string& token) {
    for (std::size_t i = 0; i < 4; ++i) {
      char& byte = token.at(flags_at + i);
      byte = static_cast<char>((byte & ~(lost >> 8 * i)) | got >> 8 * i);
    }
  });
}

Change layer_offer(std::string octets) {
  return [octets = std::move(octets)](Arrangement& a) { a.layer_offer = octets; };
}

Change no_layer_round() {
  return [](Arrangement& a) { a.layer_offer.reset(); };
}

Change foreign_end_point() {
  return [](Arrangement& a) {
    a.connector.extended_protection = ExtendedProtection::require;
    a.foreign_end_point = true;
  };
}

Change nothing_inside_tls() {
  return edit_keywords([](Keywords& list, bool inside_tls) {
    if (inside_tls) list.clear();
  });
}

Change starttls_inside_tls() {
  return edit_keywords([](Keywords& list, bool inside_tls) {
    if (inside_tls) list.emplace_back("STARTTLS");
  });
}

Change keywords_in_lower_case() {
  return edit_keywords([](Keywords& list, bool) {
    for (std::string& keyword : list) std::ranges::transform(keyword, keyword.begin(), lower);
  });
}

Change keywords_masked() {
  return edit_keywords([](Keywords& list, bool) {
    for (std::string& keyword : list) {
      if (keyword != "STARTTLS" && !is_auth(keyword) && !keyword.starts_with("X-")) continue;
      keyword = std::string(keyword.size() - 1, 'X') + "A";
    }
  });
}

Change starttls_stripped() {
  return [](Arrangement& a) {
    a.connector.tls = false;
    a.connector.basic_auth_require_tls = false;
  };
}

}  // namespace authwalk::rehearsal
