#include "live/gss_acceptor.hpp"

#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "sasl/gss_library.hpp"

namespace authwalk::test {
namespace {

const GssLibrary& gss() {
  const auto* library = gss_library();
  if (!library) throw std::runtime_error("libgssapi is not installed (apt-get install libgssapi-krb5-2)");
  return *library;
}

void need(OM_uint32 major, OM_uint32 minor, const char* what) {
  if (GSS_ERROR(major))
    throw std::runtime_error(std::string(what) + ": " +
                             gss_status_text(gss(), major, minor, &krb5_mechanism));
}

gss_buffer_desc buffer_of(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string taken(gss_buffer_desc& buffer) {
  std::string bytes(static_cast<const char*>(buffer.value), buffer.length);
  OM_uint32 ignored = 0;
  gss().gss_release_buffer(&ignored, &buffer);
  return bytes;
}

}  // namespace

GssAcceptor::GssAcceptor(const std::string& keytab, std::string binding) : binding_(std::move(binding)) {
  ::setenv("KRB5RCACHENAME", "none:", 1);  // a replay cache would stay behind in /var/tmp
  gss_key_value_element_desc element{"keytab", keytab.c_str()};
  const gss_key_value_set_desc store{1, &element};
  OM_uint32 minor = 0;
  const auto major = gss().gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, GSS_C_NO_OID_SET,
                                                 GSS_C_ACCEPT, &store, &credential_, nullptr, nullptr);
  need(major, minor, "gss_acquire_cred_from");
}

GssAcceptor::~GssAcceptor() {
  start_over();
  OM_uint32 ignored = 0;
  gss().gss_release_cred(&ignored, &credential_);
}

void GssAcceptor::start_over() {
  OM_uint32 ignored = 0;
  if (context_ != GSS_C_NO_CONTEXT) gss().gss_delete_sec_context(&ignored, &context_, GSS_C_NO_BUFFER);
  established_ = false;
  flags_ = 0;
}

std::string GssAcceptor::accept(std::string_view token) {
  auto input = buffer_of(token);
  gss_buffer_desc output{};
  gss_channel_bindings_struct expected{};
  expected.application_data = buffer_of(binding_);
  OM_uint32 minor = 0;
  const auto major = gss().gss_accept_sec_context(&minor, &context_, credential_, &input,
                                                  binding_.empty() ? GSS_C_NO_CHANNEL_BINDINGS : &expected,
                                                  nullptr, nullptr, &output, &flags_, nullptr, nullptr);
  auto answer = taken(output);
  if (GSS_ERROR(major)) refusal_ = answer;
  need(major, minor, "gss_accept_sec_context");
  established_ = major == GSS_S_COMPLETE;
  return answer;
}

std::string GssAcceptor::wrap(std::string_view bytes) {
  auto input = buffer_of(bytes);
  gss_buffer_desc output{};
  OM_uint32 minor = 0;
  const auto major = gss().gss_wrap(&minor, context_, 0, GSS_C_QOP_DEFAULT, &input, nullptr, &output);
  need(major, minor, "gss_wrap");
  return taken(output);
}

std::string GssAcceptor::unwrap(std::string_view token) {
  auto input = buffer_of(token);
  gss_buffer_desc output{};
  OM_uint32 minor = 0;
  const auto major = gss().gss_unwrap(&minor, context_, &input, &output, nullptr, nullptr);
  need(major, minor, "gss_unwrap");
  return taken(output);
}

}  // namespace authwalk::test
