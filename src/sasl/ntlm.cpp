// The mechanism NTLM (MS-NLMP, framed as MS-SMTPNTLM says), NTLMv2 only. gss-ntlmssp computes the messages;
// what comes from the server is read before it sees it, and what it answers is read before it is sent.
#include <fmt/format.h>

#include <authwalk/login_name.hpp>
#include <cstdlib>

#include "sasl/gss_library.hpp"
#include "sasl/mechanism.hpp"
#include "sasl/nt_hash.hpp"
#include "sasl/ntlm_answer.hpp"
#include "sasl/ntlm_challenge.hpp"
#include "sasl/ntlm_fields.hpp"

namespace authwalk {
namespace {

// GSS_SPNEGO_REQUIRE_MIC of gss-ntlmssp, 1.3.6.1.4.1.7165.655.1.2. Whoever inquires it says that a MIC is
// welcome; without, none is made.
constexpr std::string_view wants_integrity_code{"\x2b\x06\x01\x04\x01\xb7\x7d\x85\x0f\x01\x02"};

gss_buffer_desc view_of(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

// gss-ntlmssp takes "user@domain" apart. Windows sends a user principal name whole and without a domain,
// which is what the escape stands for.
std::string name_for_library(const Credential& credential) {
  const std::string name = credential.login_name();
  const auto parts = LoginName::of(name);
  const bool bare = name.find('\\') == std::string::npos;
  return parts.upn && bare ? parts.user + "\\@" + parts.domain : name;
}

// gss-ntlmssp answers with LM or NTLMv1 when this variable says so (3, 4 and 5 stand for NTLMv2 alone).
void check_level() {
  const char* const level = std::getenv("LM_COMPAT_LEVEL");
  if (level == nullptr) return;
  const int number = std::atoi(level);
  if (number >= 3 && number <= 5) return;
  throw SaslError{Class::ntlm_downgrade,
                  fmt::format("LM_COMPAT_LEVEL={} in the environment rules NTLMv2 out; unset it", level)};
}

// All that a call into the library touches; it outlives a walk that gave up waiting for one. Not more than
// one call runs at a time.
class Handshake {
 public:
  Handshake(const GssLibrary& gss, SharedCredential credential, const SaslTarget& target)
      : gss_(gss), credential_(std::move(credential)), service_("SMTPSVC@" + target.host) {
    if (!target.end_point.empty()) binding_ = "tls-server-end-point:" + target.end_point;
  }

  ~Handshake() {
    OM_uint32 minor = 0;
    if (context_ != GSS_C_NO_CONTEXT) gss_.gss_delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER);
    if (login_ != GSS_C_NO_CREDENTIAL) gss_.gss_release_cred(&minor, &login_);
    if (server_ != GSS_C_NO_NAME) gss_.gss_release_name(&minor, &server_);
  }
  Handshake(const Handshake&) = delete;
  Handshake& operator=(const Handshake&) = delete;

  void negotiate() {
    if (!log_in()) return;
    advance({}, Class::internal, "gss-ntlmssp");
    if (fault || context_ == GSS_C_NO_CONTEXT) return;
    OM_uint32 minor = 0;
    gss_OID_desc option{wants_integrity_code.size(), const_cast<char*>(wants_integrity_code.data())};
    gss_buffer_set_t nothing = GSS_C_NO_BUFFER_SET;
    gss_.gss_inquire_sec_context_by_oid(&minor, context_, &option, &nothing);
    gss_.gss_release_buffer_set(&minor, &nothing);
  }

  void authenticate() {
    advance(challenge, Class::bad_challenge,
            fmt::format("gss-ntlmssp cannot answer the challenge of {} bytes", challenge.size()));
  }

  std::string challenge;           ///< for authenticate()
  Secret token;                    ///< what to send
  std::optional<SaslError> fault;  ///< why there is nothing to send

 private:
  bool log_in() {
    // The hash and not the password: the library would copy a password into memory that it does not wipe.
    const std::optional<Secret> hash = nt_hash(credential_->password.view());
    if (!hash) {
      fault =
          SaslError{Class::credential_invalid,
                    "the password has no NT hash: it is not UTF-8, or OpenSSL's legacy provider is missing"};
      return false;
    }
    OM_uint32 minor = 0;
    const std::string name = name_for_library(*credential_);
    gss_buffer_desc text = view_of(name);
    gss_name_t user = GSS_C_NO_NAME;
    OM_uint32 major = gss_.gss_import_name(&minor, &text, &user_name_type, &user);
    if (major == GSS_S_COMPLETE) {
      gss_key_value_element_desc only_element{"ntlmssp_nthash", hash->view().data()};
      const gss_key_value_set_desc store{1, &only_element};
      gss_OID_set_desc only_ntlm{1, &ntlm_mechanism};
      major = gss_.gss_acquire_cred_from(&minor, user, GSS_C_INDEFINITE, &only_ntlm, GSS_C_INITIATE, &store,
                                         &login_, nullptr, nullptr);
    }
    if (major != GSS_S_COMPLETE) refuse(Class::credential_invalid, "gss-ntlmssp", major, minor);
    OM_uint32 ignored = 0;
    gss_.gss_release_name(&ignored, &user);
    return major == GSS_S_COMPLETE;
  }

  void advance(std::string_view from_server, Class otherwise, const std::string& what) {
    OM_uint32 minor = 0;
    if (server_ == GSS_C_NO_NAME) {
      gss_buffer_desc text = view_of(service_);
      const OM_uint32 major = gss_.gss_import_name(&minor, &text, &hostbased_service_name_type, &server_);
      if (major != GSS_S_COMPLETE) return refuse(Class::internal, "gss-ntlmssp", major, minor);
    }
    gss_channel_bindings_struct binding{};
    binding.application_data = view_of(binding_);
    gss_buffer_desc input = view_of(from_server);
    gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
    // Integrity is asked for because the MIC comes with it; nothing is signed afterwards.
    const OM_uint32 major = gss_.gss_init_sec_context(
        &minor, login_, &context_, server_, &ntlm_mechanism, GSS_C_INTEG_FLAG, GSS_C_INDEFINITE,
        binding_.empty() ? GSS_C_NO_CHANNEL_BINDINGS : &binding, &input, nullptr, &output, nullptr, nullptr);
    if (GSS_ERROR(major) != 0) {
      refuse(otherwise, what, major, minor);
    } else {
      token = Secret::copy_of({static_cast<const char*>(output.value), output.length});
    }
    gss_.gss_release_buffer(&minor, &output);
  }

  void refuse(Class cls, const std::string& what, OM_uint32 major, OM_uint32 minor) {
    fault = SaslError{cls, what + ": " + gss_status_text(gss_, major, minor, &ntlm_mechanism)};
  }

  const GssLibrary& gss_;
  SharedCredential credential_;
  std::string service_;
  std::string binding_;
  gss_cred_id_t login_ = GSS_C_NO_CREDENTIAL;
  gss_name_t server_ = GSS_C_NO_NAME;
  gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
};

class Ntlm : public Mechanism {
 public:
  Ntlm(SharedCredential credential, const SaslTarget& target)
      : credential_(std::move(credential)), target_(target) {}

  std::optional<SaslResponse> start() override {
    const GssLibrary* const gss = gss_library();
    if (gss == nullptr)
      throw SaslError{Class::library_missing, "libgssapi is not installed: package libgssapi-krb5-2"};
    if (!gss_has_ntlm())
      throw SaslError{Class::library_missing, "gss-ntlmssp is not installed: package gss-ntlmssp"};
    check_level();
    handshake_ = std::make_shared<Handshake>(*gss, credential_, target_);
    run(&Handshake::negotiate);
    return response(false);
  }

  SaslResponse next(std::string_view challenge) override {
    DecodedNtlmChallenge decoded = decode_ntlm_challenge(challenge, std::chrono::system_clock::now());
    challenge_ = std::move(decoded.facts);
    if (!decoded.downgrade.empty()) {
      throw SaslError{Class::ntlm_downgrade,
                      fmt::format("the challenge leaves room for LM or NTLMv1 only: {}", decoded.downgrade)};
    }
    handshake_->challenge = challenge;
    run(&Handshake::authenticate);
    answer_ = checked_answer();
    return response(true);
  }

  bool complete() const override { return answer_.has_value(); }

  std::optional<std::string> shown_challenge(std::string_view challenge) const override {
    return shown_ntlm(challenge);
  }

  void report(AuthFacts& facts) const override {
    facts.ntlm = challenge_;
    facts.channel_binding = answer_ && answer_->channel_binding ? "tls-server-end-point" : "";
  }

 private:
  void run(void (Handshake::*call)()) {
    const auto job = [handshake = handshake_, call] { (handshake.get()->*call)(); };
    if (target_.offload) {
      target_.offload(job);
    } else {
      job();
    }
    if (handshake_->fault) throw SaslError(*handshake_->fault);
  }

  NtlmAnswer checked_answer() const {
    NtlmAnswer answer;
    std::string why = "gss-ntlmssp made an answer that is not NTLMv2";
    try {
      answer = read_ntlm_answer(handshake_->token.view());
    } catch (const NtlmMalformed& malformed) {
      why = "gss-ntlmssp made an answer that cannot be read: " + malformed.what;
    }
    if (!answer.ntlm_v2) throw SaslError{Class::ntlm_downgrade, why};
    return answer;
  }

  SaslResponse response(bool carries_secret) {
    std::string shown = shown_ntlm(handshake_->token.view()).value_or("[NTLM]");
    return {std::move(handshake_->token), std::move(shown), carries_secret};
  }

  SharedCredential credential_;
  SaslTarget target_;
  std::shared_ptr<Handshake> handshake_;
  std::optional<NtlmChallenge> challenge_;
  std::optional<NtlmAnswer> answer_;
};

}  // namespace

std::unique_ptr<Mechanism> make_ntlm(const SharedCredential& credential, const SaslTarget& target) {
  return std::make_unique<Ntlm>(credential, target);
}

}  // namespace authwalk
