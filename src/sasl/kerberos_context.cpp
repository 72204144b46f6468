#include "sasl/kerberos_context.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "sasl/kerberos_errors.hpp"
#include "sasl/kerberos_principal.hpp"
#include "sasl/kerberos_reply.hpp"
#include "sasl/security_layer.hpp"

namespace authwalk {
namespace {

// Mutual, because a server that cannot prove itself proves nothing about a Send connector. Integrity and
// order are what the last round is protected with. No delegation: nobody gets a ticket of the account's to
// keep.
constexpr OM_uint32 wanted_flags =
    GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_REPLAY_FLAG;

gss_buffer_desc view_of(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

GssapiDialect dialect_for(const SaslTarget& target) {
  const bool windows = target.x_exps || target.exchange;
  return target.kerberos.dialect.value_or(windows ? GssapiDialect::spnego : GssapiDialect::kerberos);
}

std::string binding_for(const SaslTarget& target) {
  return target.end_point.empty() ? std::string() : "tls-server-end-point:" + target.end_point;
}

// A function that gives a handle back says in `minor` what it thought of that; nobody can act on it.
template <class Function>
auto giving_back(Function function) {
  return [function](auto& handle) {
    OM_uint32 minor = 0;
    function(&minor, &handle);
  };
}

}  // namespace

KerberosContext::KerberosContext(const GssLibrary& gss, SharedCredential credential, const SaslTarget& target)
    : gss_(gss),
      credential_(std::move(credential)),
      settings_(target.kerberos),
      dialect_(dialect_for(target)),
      services_(service_principals(settings_, dialect_, target.x_exps, target.host)),
      binding_(binding_for(target)),
      login_(giving_back(gss_.gss_release_cred)),
      server_(giving_back(gss_.gss_release_name)),
      context_([this](gss_ctx_id_t& context) {
        OM_uint32 minor = 0;
        gss_.gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
      }) {
  facts_.change([&](KerberosFacts& facts) { facts.spn = services_.front(); });
}

void KerberosContext::start() {
  try {
    tickets_.emplace(gss_, settings_, credential_.get(), facts_);
    const std::string server = ticket_for_first_known_service();
    log_in();
    name_server(server);
    first_token = advance({});
  } catch (const SaslError& error) {
    fault = error;
  }
}

Secret KerberosContext::advance(std::string_view challenge) {
  gss_buffer_desc in = view_of(challenge), out = GSS_C_EMPTY_BUFFER;
  gss_channel_bindings_struct bindings{};
  bindings.application_data = view_of(binding_);
  OM_uint32 minor = 0, flags = 0;
  const OM_uint32 major = gss_.gss_init_sec_context(
      &minor, login_.get(), context_.out(), server_.get(), mechanism(), wanted_flags, 0,
      binding_.empty() ? GSS_C_NO_CHANNEL_BINDINGS : &bindings, &in, nullptr, &out, &flags, nullptr);
  Secret token = taken(out);
  if (GSS_ERROR(major) != 0) challenge.empty() ? not_started(major, minor) : refused(challenge, major, minor);
  if (major == GSS_S_COMPLETE && (flags & GSS_C_MUTUAL_FLAG) == 0)
    throw SaslError{Class::mutual_auth_failed, "the library did not have the server prove its identity"};
  established_ = major == GSS_S_COMPLETE;
  return token;
}

Secret KerberosContext::decline_layer(std::string_view wrapped_offer) {
  gss_buffer_desc in = view_of(wrapped_offer), out = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor = 0;
  OM_uint32 major = gss_.gss_unwrap(&minor, context_.get(), &in, &out, nullptr, nullptr);
  const Secret offer = taken(out);
  // Not complete is also an offer that came twice or out of order.
  if (major != GSS_S_COMPLETE) {
    unusable("the offer of security layers", wrapped_offer.size(),
             gss_status_text(gss_, major, minor, mechanism()));
  }
  const std::array<char, 4> choice = decline_security_layer(offer.view());
  in = view_of({choice.data(), choice.size()});
  major = gss_.gss_wrap(&minor, context_.get(), 0, GSS_C_QOP_DEFAULT, &in, nullptr, &out);
  Secret answer = taken(out);
  if (major != GSS_S_COMPLETE) {
    throw SaslError{Class::internal, fmt::format("our choice of security layer cannot be wrapped: {}",
                                                 gss_status_text(gss_, major, minor, mechanism()))};
  }
  return answer;
}

std::string KerberosContext::ticket_for_first_known_service() {
  for (const std::string& service : services_) {
    facts_.change([&](KerberosFacts& facts) { facts.spn = service; });
    if (const auto full_name = tickets_->ticket_for(service)) return *full_name;
    facts_.change([&](KerberosFacts& facts) { facts.unknown_spns.push_back(service); });
  }
  // The one to register is the first.
  facts_.change([&](KerberosFacts& facts) { facts.spn = services_.front(); });
  throw SaslError{Class::kerberos_unknown_service,
                  fmt::format("the KDC of {} does not know {}{}: {}", facts().realm, services_.front(),
                              services_.size() > 1 ? ", nor " + services_.back() : std::string(),
                              tickets_->why_unknown())};
}

void KerberosContext::log_in() {
  const std::string cache = tickets_->cache();
  gss_key_value_element_desc from{"ccache", cache.c_str()};
  const gss_key_value_set_desc store{1, &from};
  gss_OID_set_desc wanted{1, mechanism()};
  OM_uint32 minor = 0;
  OM_uint32 major = gss_.gss_acquire_cred_from(&minor, GSS_C_NO_NAME, 0, &wanted, GSS_C_INITIATE, &store,
                                               login_.out(), nullptr, nullptr);
  if (major == GSS_S_COMPLETE && dialect_ == GssapiDialect::spnego) {
    // SPNEGO would fall back to NTLM where gss-ntlmssp is installed.
    gss_OID_set_desc only_kerberos{1, &krb5_mechanism};
    major = gss_.gss_set_neg_mechs(&minor, login_.get(), &only_kerberos);
  }
  if (major != GSS_S_COMPLETE) not_started(major, minor);
}

// As a principal and not as service@host: the library looks the host of the latter up in DNS when krb5.conf
// says so, and takes the name that it finds there.
void KerberosContext::name_server(const std::string& principal) {
  gss_buffer_desc name = view_of(principal);
  OM_uint32 minor = 0;
  const OM_uint32 major = gss_.gss_import_name(&minor, &name, &krb5_principal_name_type, server_.out());
  if (major != GSS_S_COMPLETE) not_started(major, minor);
}

gss_OID KerberosContext::mechanism() const {
  return dialect_ == GssapiDialect::spnego ? &spnego_mechanism : &krb5_mechanism;
}

Secret KerberosContext::taken(gss_buffer_desc& buffer) const {
  Secret token = Secret::copy_of({static_cast<const char*>(buffer.value), buffer.length});
  OM_uint32 minor = 0;
  gss_.gss_release_buffer(&minor, &buffer);
  return token;
}

// The ticket is there by now. The library may still hold it for expired: it looks at its clock as it was
// before it had heard the KDC, and below SPNEGO its code for that is lost.
void KerberosContext::not_started(OM_uint32 major, OM_uint32 minor) const {
  const bool expired = GSS_ROUTINE_ERROR(major) == GSS_S_CREDENTIALS_EXPIRED ||
                       std::labs(tickets_->clock_ahead()) > most_clock_skew_seconds;
  tickets_->fail(KerberosPhase::service,
                 static_cast<krb5_error_code>(expired ? KRB5KRB_AP_ERR_TKT_EXPIRED : minor),
                 gss_status_text(gss_, major, minor, mechanism()));
}

// The library numbers the errors below SPNEGO anew, so all that can be had from it is that a token is bad.
// What kind of token it was is read from the token.
void KerberosContext::refused(std::string_view challenge, OM_uint32 major, OM_uint32 minor) const {
  const std::string text = gss_status_text(gss_, major, minor, mechanism());
  const KerberosReply reply = read_kerberos_reply(challenge);
  if (reply.error) {
    const SaslError failure =
        kerberos_failure(KerberosPhase::server, ERROR_TABLE_BASE_krb5 + *reply.error, facts(), text);
    if (failure.cls == Class::kerberos_clock_skew && reply.server_time)
      throw clock_skew_failure(static_cast<long>(std::time(nullptr) - *reply.server_time), "the server's");
    throw failure;
  }
  if (reply.ap_rep || GSS_ROUTINE_ERROR(major) == GSS_S_BAD_MIC) {
    throw SaslError{Class::mutual_auth_failed,
                    fmt::format("the server's proof that it is {} is wrong: {}", facts().spn, text)};
  }
  if (!reply.other_mechanism.empty()) {
    throw SaslError{
        Class::mechanism_refused,
        fmt::format("inside SPNEGO the server wants {} and not Kerberos: {}", reply.other_mechanism, text)};
  }
  if (reply.rejected) {
    throw SaslError{Class::mechanism_refused,
                    fmt::format("the server rejects Kerberos inside SPNEGO: {}", text)};
  }
  unusable("the token", challenge.size(), text);
}

void KerberosContext::unusable(std::string_view what, std::size_t bytes, const std::string& text) const {
  throw SaslError{Class::bad_challenge, fmt::format("{} of {} bytes cannot be used: {}", what, bytes, text)};
}

}  // namespace authwalk
