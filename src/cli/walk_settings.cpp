#include "walk_settings.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace authwalk::cli {
namespace {

// HMAC-SHA-256 over values that cannot run into each other: each goes in behind its length.
class Fingerprint {
 public:
  explicit Fingerprint(std::string_view key) {
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string("digest", digest.data(), digest.size()), OSSL_PARAM_construct_end()};
    const auto* const bytes = reinterpret_cast<const unsigned char*>(key.data());
    if (!context_ || EVP_MAC_init(context_.get(), bytes, key.size(), parameters.data()) != 1) give_up();
  }

  void add(std::string_view value) {
    const std::uint64_t size = value.size();
    put(&size, sizeof size);
    put(value.data(), value.size());
  }
  void add(const std::string& value) { add(std::string_view(value)); }
  void add(const char* value) { add(std::string_view(value)); }

  template <class Number>
  requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
  void add(Number value) { add(std::string_view(reinterpret_cast<const char*>(&value), sizeof value)); }
  void add(std::chrono::milliseconds time) { add(time.count()); }
  template <class Value>
  void add(const std::optional<Value>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <class One, class Other>
  void add(const std::pair<One, Other>& both) {
    add(both.first), add(both.second);
  }
  template <class Value>
  void add(const std::vector<Value>& values) {
    add(values.size());
    for (const auto& value : values) add(value);
  }

  std::string text() {
    std::array<unsigned char, 32> bytes{};
    std::size_t size = 0;
    if (EVP_MAC_final(context_.get(), bytes.data(), &size, bytes.size()) != 1) give_up();
    std::string hex;
    for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
    return hex;
  }

 private:
  [[noreturn]] static void give_up() { throw std::runtime_error("OpenSSL gives no HMAC-SHA-256"); }

  void put(const void* bytes, std::size_t size) {
    if (EVP_MAC_update(context_.get(), static_cast<const unsigned char*>(bytes), size) != 1) give_up();
  }

  struct Free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  std::unique_ptr<EVP_MAC, Free> mac_{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  std::unique_ptr<EVP_MAC_CTX, Free> context_{mac_ ? EVP_MAC_CTX_new(mac_.get()) : nullptr};
};

// Each of these takes its whole structure apart, so that a member that is added does not compile before it is
// either counted or left out on purpose.

void add_connector(Fingerprint& into, const Connector& of) {
  const auto& [name, host, port, fqdn, require_tls, ignore_starttls, level, tls_domain, source, force_helo,
               max_size] = of;
  into.add(name), into.add(host), into.add(port), into.add(fqdn), into.add(require_tls);
  into.add(ignore_starttls), into.add(level), into.add(tls_domain), into.add(source), into.add(force_helo);
  into.add(max_size);
}

void add_envelope(Fingerprint& into, const Envelope& of) {
  const auto& [from, to, deliver] = of;
  into.add(from), into.add(to), into.add(deliver);
}

void add_thresholds(Fingerprint& into, const Thresholds& of) {
  const auto& [warning, critical, step_warning, step_critical, days_warning, days_critical] = of;
  const auto add = [&](const std::optional<AlertRange>& range) { into.add(range ? range->text : "-"); };
  add(warning), add(critical), add(days_warning), add(days_critical);
  for (const auto* const ranges : {&step_warning, &step_critical}) {
    into.add(ranges->size());
    for (const auto& [step, range] : *ranges) into.add(step), into.add(range.text);
  }
}

void add_expectation(Fingerprint& into, const Expectation& of) {
  const auto& [outcome, step, cls, auth_before_tls, starttls] = of;
  into.add(outcome), into.add(step), into.add(cls), into.add(auth_before_tls), into.add(starttls);
}

std::string file_of_cache(const std::string& ccache) {
  constexpr std::string_view prefix = "FILE:";
  return ccache.starts_with(prefix) ? ccache.substr(prefix.size()) : ccache;
}

}  // namespace

// Empty for what is no file (a Kerberos cache in the kernel), or is gone.
const std::string& WalkSettings::content_digest(const std::string& file) {
  const auto [place, is_new] = contents_.try_emplace(file);
  std::error_code gone;
  if (!is_new || !std::filesystem::is_regular_file(file, gone)) return place->second;
  std::ifstream in(file, std::ios::binary);
  Fingerprint content("-");
  std::array<char, 65536> block{};
  while (in) {
    in.read(block.data(), block.size());
    content.add(std::string_view(block.data(), static_cast<std::size_t>(in.gcount())));
  }
  return place->second = content.text();
}

std::string WalkSettings::fingerprint(const Assignment& walk) {
  const auto& [connector, mode, credential, kerberos, own_tls, envelope, limits, allow_cleartext,
               account_closed, quit_after, definition_fault, mechanism, only_address, offline, flags, on_step,
               walk_id] = walk.plan;
  if (credential && key_.empty()) return {};
  Fingerprint all(credential ? key_ : "-");
  add_connector(all, connector);
  all.add(mode);
  all.add(credential != nullptr);
  if (credential) {
    const auto& [user, domain, password] = *credential;
    all.add(user), all.add(domain), all.add(password.view());
  }
  const auto& [ccache, keytab, principal, spn, dialect] = kerberos;
  all.add(ccache), all.add(keytab), all.add(principal), all.add(spn), all.add(dialect);
  all.add(content_digest(file_of_cache(ccache))), all.add(content_digest(keytab));

  const auto& [ipv4, ipv6, resolve, dns_server, tls_of_run] = run_.network;
  const auto& [ca_file, certificate, key_file, tls_min, tls_max, sni] = own_tls ? *own_tls : tls_of_run;
  for (const auto* const file : {&ca_file, &certificate, &key_file})
    all.add(*file), all.add(content_digest(*file));
  all.add(tls_min), all.add(tls_max), all.add(sni);
  all.add(ipv4), all.add(ipv6), all.add(resolve), all.add(dns_server), all.add(run_.all_addresses);

  add_envelope(all, envelope);
  all.add(limits.step), all.add(limits.deadline), all.add(allow_cleartext), all.add(quit_after);
  all.add(definition_fault), all.add(mechanism), all.add(only_address);
  all.add(walk.expected.has_value());
  if (walk.expected) add_expectation(all, *walk.expected);
  all.add(walk.thresholds != nullptr);
  if (walk.thresholds) add_thresholds(all, *walk.thresholds);
  return all.text();
}

}  // namespace authwalk::cli
