// PLAIN, CRAM-MD5 and SCRAM-SHA-256 through Cyrus SASL, for diagnosis only: no Send connector uses them.
#include <fmt/format.h>
#include <sasl/sasl.h>

#include <array>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "sasl/cyrus_library.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

void initialise_once() {
  static std::once_flag once;
  static const std::array callbacks{sasl_callback_t{SASL_CB_LOG, sasl_callback(keep_quiet), nullptr},
                                    sasl_callback_t{SASL_CB_LIST_END, nullptr, nullptr}};
  // sasl_client_done() is never called: it unloads plugins that other threads may still be inside of.
  std::call_once(once, [] { initialise_cyrus([] { sasl_client_init(callbacks.data()); }); });
}

class CyrusMechanism : public Mechanism {
 public:
  CyrusMechanism(const char* name, const Credential& credential, const SaslTarget& target)
      : name_(name), login_name_(credential.login_name()) {
    initialise_once();
    const std::string_view password = credential.password.view();
    secret_ = Secret(sizeof(sasl_secret_t) + password.size());
    auto* secret = reinterpret_cast<sasl_secret_t*>(secret_.bytes().data());
    secret->len = password.size();
    std::memcpy(secret->data, password.data(), password.size());
    callbacks_ = {sasl_callback_t{SASL_CB_USER, sasl_callback(give_authorization), this},
                  sasl_callback_t{SASL_CB_AUTHNAME, sasl_callback(give_name), this},
                  sasl_callback_t{SASL_CB_PASS, sasl_callback(give_password), this},
                  sasl_callback_t{SASL_CB_LOG, sasl_callback(keep_quiet), nullptr},
                  sasl_callback_t{SASL_CB_LIST_END, nullptr, nullptr}};
    check(sasl_client_new("smtp", target.host.c_str(), nullptr, nullptr, callbacks_.data(), 0, &connection_));
    sasl_security_properties_t properties{};  // max_ssf 0: no security layer, TLS has that job
    sasl_setprop(connection_, SASL_SEC_PROPS, &properties);
  }

  ~CyrusMechanism() override { sasl_dispose(&connection_); }
  CyrusMechanism(const CyrusMechanism&) = delete;
  CyrusMechanism& operator=(const CyrusMechanism&) = delete;

  std::optional<SaslResponse> start() override {
    const char* out = nullptr;
    unsigned length = 0;
    const char* chosen = nullptr;
    // One name, never the server's list: the server does not choose the mechanism.
    check(sasl_client_start(connection_, name_, nullptr, &out, &length, &chosen));
    if (out == nullptr) return std::nullopt;
    return response(out, length);
  }

  SaslResponse next(std::string_view challenge) override {
    const char* out = nullptr;
    unsigned length = 0;
    const std::string terminated(challenge);
    check(sasl_client_step(connection_, terminated.c_str(), static_cast<unsigned>(terminated.size()), nullptr,
                           &out, &length));
    return response(out, length);
  }

  bool complete() const override { return complete_; }

 private:
  SaslResponse response(const char* bytes, unsigned length) {
    return {length == 0 ? Secret() : Secret::copy_of({bytes, length}),
            fmt::format("[{} {} bytes]", name_, length), true};
  }

  void check(int result) {
    complete_ = result == SASL_OK;
    if (result == SASL_OK || result == SASL_CONTINUE) return;
    if (result == SASL_NOMECH) {
      throw SaslError{
          Class::library_missing,
          fmt::format("this machine has no Cyrus SASL plug-in for {} (package libsasl2-modules)", name_)};
    }
    if (connection_ == nullptr) {
      throw SaslError{Class::library_missing, fmt::format("Cyrus SASL cannot be used on this machine: {}",
                                                          sasl_errstring(result, nullptr, nullptr))};
    }
    throw SaslError{Class::bad_challenge, sasl_errdetail(connection_)};
  }

  static int give_authorization(void*, int, const char** result, unsigned* length) {
    *result = "";
    if (length != nullptr) *length = 0;
    return SASL_OK;
  }

  static int give_name(void* self, int, const char** result, unsigned* length) {
    const std::string& name = static_cast<CyrusMechanism*>(self)->login_name_;
    *result = name.c_str();
    if (length != nullptr) *length = static_cast<unsigned>(name.size());
    return SASL_OK;
  }

  // The library does not copy the secret, so it stays in our locked memory.
  static int give_password(sasl_conn_t*, void* self, int, sasl_secret_t** result) {
    *result = reinterpret_cast<sasl_secret_t*>(static_cast<CyrusMechanism*>(self)->secret_.bytes().data());
    return SASL_OK;
  }

  const char* name_;
  std::string login_name_;
  Secret secret_;
  std::array<sasl_callback_t, 5> callbacks_{};
  sasl_conn_t* connection_ = nullptr;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Mechanism> make_cyrus_plain(const SharedCredential& credential, const SaslTarget& target) {
  return std::make_unique<CyrusMechanism>("PLAIN", *credential, target);
}

std::unique_ptr<Mechanism> make_cyrus_cram_md5(const SharedCredential& credential, const SaslTarget& target) {
  return std::make_unique<CyrusMechanism>("CRAM-MD5", *credential, target);
}

std::unique_ptr<Mechanism> make_cyrus_scram_sha_256(const SharedCredential& credential,
                                                    const SaslTarget& target) {
  return std::make_unique<CyrusMechanism>("SCRAM-SHA-256", *credential, target);
}

}  // namespace authwalk
