#include "rehearsal/server_gss.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace authwalk::rehearsal {
namespace {

gss_buffer_desc as_buffer(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string take(const GssLibrary& gss, gss_buffer_desc& buffer) {
  std::string bytes;
  if (buffer.value != nullptr) bytes.assign(static_cast<const char*>(buffer.value), buffer.length);
  OM_uint32 minor = 0;
  gss.gss_release_buffer(&minor, &buffer);
  return bytes;
}

std::string take_name(const GssLibrary& gss, gss_name_t name) {
  if (name == nullptr) return {};
  OM_uint32 minor = 0;
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
  gss.gss_display_name(&minor, name, &text, nullptr);
  gss.gss_release_name(&minor, &name);
  return take(gss, text);
}

const GssLibrary& library_or_throw() {
  const GssLibrary* library = gss_library();
  if (library == nullptr) throw std::invalid_argument("a keytab needs the package libgssapi-krb5-2");
  return *library;
}

}  // namespace

GssAcceptor::GssAcceptor(const std::string& keytab) : library_(library_or_throw()) {
  // A replay cache would be a file, and would outlive this process; tickets of a rehearsal are worth nothing.
  std::array store_elements{gss_key_value_element_desc{"keytab", keytab.c_str()},
                            gss_key_value_element_desc{"rcache", "none:"}};
  const gss_key_value_set_desc store{store_elements.size(), store_elements.data()};
  OM_uint32 minor = 0;
  const auto acquire = [&](gss_OID_set_desc mechanisms) {
    return library_.gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms, GSS_C_ACCEPT,
                                          &store, &credential_, nullptr, nullptr);
  };
  // Kerberos alone first: together with SPNEGO a keytab that is not there would pass.
  OM_uint32 major = acquire({1, &krb5_mechanism});
  if (major == GSS_S_COMPLETE) {
    library_.gss_release_cred(&minor, &credential_);
    std::array both{krb5_mechanism, spnego_mechanism};
    major = acquire({both.size(), both.data()});
  }
  if (major == GSS_S_COMPLETE) {
    // Else SPNEGO would take NTLM as well, where gss-ntlmssp is installed.
    gss_OID_set_desc only_kerberos{1, &krb5_mechanism};
    major = library_.gss_set_neg_mechs(&minor, credential_, &only_kerberos);
  }
  if (major == GSS_S_COMPLETE) return;
  const std::string why = gss_status_text(library_, major, minor, &krb5_mechanism);
  library_.gss_release_cred(&minor, &credential_);
  throw std::invalid_argument(fmt::format("the keytab {} cannot be used: {}", keytab, why));
}

GssAcceptor::~GssAcceptor() {
  OM_uint32 minor = 0;
  library_.gss_release_cred(&minor, &credential_);
}

GssExchange::GssExchange(const GssAcceptor& acceptor, std::string end_point)
    : acceptor_(acceptor), end_point_(std::move(end_point)) {}

GssExchange::~GssExchange() {
  OM_uint32 minor = 0;
  acceptor_.library().gss_delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER);
}

GssExchange::State GssExchange::accept(std::string_view token) {
  const GssLibrary& gss = acceptor_.library();
  gss_buffer_desc in = as_buffer(token);
  gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
  gss_channel_bindings_struct channel{};
  channel.application_data = as_buffer(end_point_);
  gss_name_t client = nullptr;
  OM_uint32 minor = 0;
  OM_uint32 flags = 0;
  const OM_uint32 major =
      gss.gss_accept_sec_context(&minor, &context_, acceptor_.credential(), &in,
                                 end_point_.empty() ? GSS_C_NO_CHANNEL_BINDINGS : &channel, &client, nullptr,
                                 &out, &flags, nullptr, nullptr);
  answer_ = take(gss, out);
  principal_ = take_name(gss, client);
  if (GSS_ERROR(major)) {
    if (GSS_ROUTINE_ERROR(major) == GSS_S_BAD_BINDINGS) binding_ = Binding::wrong;
    why_ = gss_status_text(gss, major, minor, &krb5_mechanism);
    return State::refused;
  }
  if ((major & GSS_S_CONTINUE_NEEDED) != 0) return State::unfinished;
  if ((flags & GSS_C_CHANNEL_BOUND_FLAG) != 0) binding_ = Binding::right;
  return State::complete;
}

std::string GssExchange::wrap(std::string_view bytes) {
  const GssLibrary& gss = acceptor_.library();
  gss_buffer_desc in = as_buffer(bytes);
  gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor = 0;
  gss.gss_wrap(&minor, context_, 0, GSS_C_QOP_DEFAULT, &in, nullptr, &out);
  return take(gss, out);
}

bool GssExchange::chooses_no_layer(std::string_view wrapped) {
  const GssLibrary& gss = acceptor_.library();
  gss_buffer_desc in = as_buffer(wrapped);
  gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor = 0;
  const OM_uint32 major = gss.gss_unwrap(&minor, context_, &in, &out, nullptr, nullptr);
  const std::string choice = take(gss, out);
  if (major != GSS_S_COMPLETE) why_ = gss_status_text(gss, major, minor, &krb5_mechanism);
  // One octet of layer, three of buffer size, and then perhaps whom to act for.
  return major == GSS_S_COMPLETE && choice.size() >= 4 && choice.substr(0, 4) == std::string("\1\0\0\0", 4);
}

}  // namespace authwalk::rehearsal
