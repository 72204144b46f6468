#include "sasl/gss_library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <optional>

namespace authwalk {
namespace {

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

std::optional<GssLibrary> load() {
  // Never closed: a thread may be inside of them when the program ends.
  void* const gssapi = ::dlopen("libgssapi_krb5.so.2", RTLD_NOW | RTLD_LOCAL);
  void* const krb5 = ::dlopen("libkrb5.so.3", RTLD_NOW | RTLD_LOCAL);
  if (gssapi == nullptr || krb5 == nullptr) return std::nullopt;
  GssLibrary all{};
  bool complete = true;
#define AUTHWALK_GSS(name) complete = find(gssapi, #name, all.name) && complete
#define AUTHWALK_KRB5(name) complete = find(krb5, #name, all.name) && complete
  AUTHWALK_GSS(gss_accept_sec_context);
  AUTHWALK_GSS(gss_acquire_cred_from);
  AUTHWALK_GSS(gss_delete_sec_context);
  AUTHWALK_GSS(gss_display_name);
  AUTHWALK_GSS(gss_display_status);
  AUTHWALK_GSS(gss_import_name);
  AUTHWALK_GSS(gss_indicate_mechs);
  AUTHWALK_GSS(gss_init_sec_context);
  AUTHWALK_GSS(gss_inquire_sec_context_by_oid);
  AUTHWALK_GSS(gss_release_buffer);
  AUTHWALK_GSS(gss_release_buffer_set);
  AUTHWALK_GSS(gss_release_cred);
  AUTHWALK_GSS(gss_release_name);
  AUTHWALK_GSS(gss_release_oid_set);
  AUTHWALK_GSS(gss_set_neg_mechs);
  AUTHWALK_GSS(gss_test_oid_set_member);
  AUTHWALK_GSS(gss_unwrap);
  AUTHWALK_GSS(gss_wrap);
  AUTHWALK_KRB5(krb5_cc_close);
  AUTHWALK_KRB5(krb5_cc_copy_creds);
  AUTHWALK_KRB5(krb5_cc_destroy);
  AUTHWALK_KRB5(krb5_cc_end_seq_get);
  AUTHWALK_KRB5(krb5_cc_get_full_name);
  AUTHWALK_KRB5(krb5_cc_get_principal);
  AUTHWALK_KRB5(krb5_cc_initialize);
  AUTHWALK_KRB5(krb5_cc_new_unique);
  AUTHWALK_KRB5(krb5_cc_next_cred);
  AUTHWALK_KRB5(krb5_cc_resolve);
  AUTHWALK_KRB5(krb5_cc_default);
  AUTHWALK_KRB5(krb5_cc_start_seq_get);
  AUTHWALK_KRB5(krb5_cc_store_cred);
  AUTHWALK_KRB5(krb5_free_context);
  AUTHWALK_KRB5(krb5_free_creds);
  AUTHWALK_KRB5(krb5_free_cred_contents);
  AUTHWALK_KRB5(krb5_free_host_realm);
  AUTHWALK_KRB5(krb5_free_error_message);
  AUTHWALK_KRB5(krb5_free_keytab_entry_contents);
  AUTHWALK_KRB5(krb5_free_principal);
  AUTHWALK_KRB5(krb5_free_string);
  AUTHWALK_KRB5(krb5_free_unparsed_name);
  AUTHWALK_KRB5(krb5_get_credentials);
  AUTHWALK_KRB5(krb5_get_error_message);
  AUTHWALK_KRB5(krb5_get_host_realm);
  AUTHWALK_KRB5(krb5_get_init_creds_opt_alloc);
  AUTHWALK_KRB5(krb5_get_init_creds_opt_free);
  AUTHWALK_KRB5(krb5_get_init_creds_opt_set_forwardable);
  AUTHWALK_KRB5(krb5_get_init_creds_opt_set_proxiable);
  AUTHWALK_KRB5(krb5_init_context);
  AUTHWALK_KRB5(krb5_init_creds_free);
  AUTHWALK_KRB5(krb5_init_creds_get);
  AUTHWALK_KRB5(krb5_init_creds_get_creds);
  AUTHWALK_KRB5(krb5_init_creds_init);
  AUTHWALK_KRB5(krb5_init_creds_set_keytab);
  AUTHWALK_KRB5(krb5_init_creds_set_password);
  AUTHWALK_KRB5(krb5_kt_close);
  AUTHWALK_KRB5(krb5_kt_end_seq_get);
  AUTHWALK_KRB5(krb5_kt_next_entry);
  AUTHWALK_KRB5(krb5_kt_resolve);
  AUTHWALK_KRB5(krb5_kt_start_seq_get);
  AUTHWALK_KRB5(krb5_parse_name);
  AUTHWALK_KRB5(krb5_timeofday);
  AUTHWALK_KRB5(krb5_unparse_name);
#undef AUTHWALK_GSS
#undef AUTHWALK_KRB5
  if (!complete) return std::nullopt;
  return all;
}

template <std::size_t Size>
gss_OID_desc oid(const char (&bytes)[Size]) {
  return {Size - 1, const_cast<char*>(bytes)};
}

void add_status(std::string& text, const GssLibrary& gss, OM_uint32 status, int kind, gss_OID mechanism) {
  OM_uint32 more = 0;
  do {
    OM_uint32 minor = 0;
    gss_buffer_desc words = GSS_C_EMPTY_BUFFER;
    if (gss.gss_display_status(&minor, status, kind, mechanism, &more, &words) != GSS_S_COMPLETE) return;
    const std::string_view said(static_cast<const char*>(words.value), words.length);
    // The library has words for a code that is not there, too.
    if (!said.empty() && said != "Success" && said != "Unknown error") {
      if (!text.empty()) text += ": ";
      text += said;
    }
    gss.gss_release_buffer(&minor, &words);
  } while (more != 0);
}

}  // namespace

gss_OID_desc krb5_mechanism = oid("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
gss_OID_desc spnego_mechanism = oid("\x2b\x06\x01\x05\x05\x02");
gss_OID_desc ntlm_mechanism = oid("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a");
gss_OID_desc user_name_type = oid("\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x01");
gss_OID_desc hostbased_service_name_type = oid("\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04");
gss_OID_desc krb5_principal_name_type = oid("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01");

const GssLibrary* gss_library() {
  static const std::optional<GssLibrary> library = load();
  return library ? &*library : nullptr;
}

bool gss_has_ntlm() {
  static const bool has = [] {
    const GssLibrary* gss = gss_library();
    if (gss == nullptr) return false;
    OM_uint32 minor = 0;
    gss_OID_set mechanisms = nullptr;
    if (gss->gss_indicate_mechs(&minor, &mechanisms) != GSS_S_COMPLETE) return false;
    int present = 0;
    gss->gss_test_oid_set_member(&minor, &ntlm_mechanism, mechanisms, &present);
    gss->gss_release_oid_set(&minor, &mechanisms);
    return present != 0;
  }();
  return has;
}

std::string gss_status_text(const GssLibrary& gss, OM_uint32 major, OM_uint32 minor, gss_OID mechanism) {
  std::string text;
  // "Unspecified GSS failure. Minor code may provide more information": so only that is worth printing.
  if (GSS_ROUTINE_ERROR(major) != GSS_S_FAILURE || minor == 0)
    add_status(text, gss, major, GSS_C_GSS_CODE, GSS_C_NO_OID);
  if (minor != 0) add_status(text, gss, minor, GSS_C_MECH_CODE, mechanism);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace authwalk
