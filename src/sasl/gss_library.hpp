// libgssapi and libkrb5, found when they are first needed: where they are not installed, everything but
// Kerberos and NTLM works all the same (docs/decisions/0006-kerberos.md).
#pragma once

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <krb5/krb5.h>

#include <string>
#include <string_view>

namespace authwalk {

/// The functions that are used of both libraries, under the libraries' own names.
struct GssLibrary {
  decltype(&::gss_accept_sec_context) gss_accept_sec_context;
  decltype(&::gss_acquire_cred_from) gss_acquire_cred_from;
  decltype(&::gss_delete_sec_context) gss_delete_sec_context;
  decltype(&::gss_display_name) gss_display_name;
  decltype(&::gss_display_status) gss_display_status;
  decltype(&::gss_import_name) gss_import_name;
  decltype(&::gss_indicate_mechs) gss_indicate_mechs;
  decltype(&::gss_init_sec_context) gss_init_sec_context;
  decltype(&::gss_inquire_sec_context_by_oid) gss_inquire_sec_context_by_oid;
  decltype(&::gss_release_buffer) gss_release_buffer;
  decltype(&::gss_release_buffer_set) gss_release_buffer_set;
  decltype(&::gss_release_cred) gss_release_cred;
  decltype(&::gss_release_name) gss_release_name;
  decltype(&::gss_release_oid_set) gss_release_oid_set;
  decltype(&::gss_set_neg_mechs) gss_set_neg_mechs;
  decltype(&::gss_test_oid_set_member) gss_test_oid_set_member;
  decltype(&::gss_unwrap) gss_unwrap;
  decltype(&::gss_wrap) gss_wrap;

  decltype(&::krb5_cc_close) krb5_cc_close;
  decltype(&::krb5_cc_copy_creds) krb5_cc_copy_creds;
  decltype(&::krb5_cc_destroy) krb5_cc_destroy;
  decltype(&::krb5_cc_end_seq_get) krb5_cc_end_seq_get;
  decltype(&::krb5_cc_get_full_name) krb5_cc_get_full_name;
  decltype(&::krb5_cc_get_principal) krb5_cc_get_principal;
  decltype(&::krb5_cc_initialize) krb5_cc_initialize;
  decltype(&::krb5_cc_new_unique) krb5_cc_new_unique;
  decltype(&::krb5_cc_next_cred) krb5_cc_next_cred;
  decltype(&::krb5_cc_resolve) krb5_cc_resolve;
  decltype(&::krb5_cc_default) krb5_cc_default;
  decltype(&::krb5_cc_start_seq_get) krb5_cc_start_seq_get;
  decltype(&::krb5_cc_store_cred) krb5_cc_store_cred;
  decltype(&::krb5_free_context) krb5_free_context;
  decltype(&::krb5_free_creds) krb5_free_creds;
  decltype(&::krb5_free_cred_contents) krb5_free_cred_contents;
  decltype(&::krb5_free_host_realm) krb5_free_host_realm;
  decltype(&::krb5_free_error_message) krb5_free_error_message;
  decltype(&::krb5_free_keytab_entry_contents) krb5_free_keytab_entry_contents;
  decltype(&::krb5_free_principal) krb5_free_principal;
  decltype(&::krb5_free_string) krb5_free_string;
  decltype(&::krb5_free_unparsed_name) krb5_free_unparsed_name;
  decltype(&::krb5_get_credentials) krb5_get_credentials;
  decltype(&::krb5_get_error_message) krb5_get_error_message;
  decltype(&::krb5_get_host_realm) krb5_get_host_realm;
  decltype(&::krb5_get_init_creds_opt_alloc) krb5_get_init_creds_opt_alloc;
  decltype(&::krb5_get_init_creds_opt_free) krb5_get_init_creds_opt_free;
  decltype(&::krb5_get_init_creds_opt_set_forwardable) krb5_get_init_creds_opt_set_forwardable;
  decltype(&::krb5_get_init_creds_opt_set_proxiable) krb5_get_init_creds_opt_set_proxiable;
  decltype(&::krb5_init_context) krb5_init_context;
  decltype(&::krb5_init_creds_free) krb5_init_creds_free;
  decltype(&::krb5_init_creds_get) krb5_init_creds_get;
  decltype(&::krb5_init_creds_get_creds) krb5_init_creds_get_creds;
  decltype(&::krb5_init_creds_init) krb5_init_creds_init;
  decltype(&::krb5_init_creds_set_keytab) krb5_init_creds_set_keytab;
  decltype(&::krb5_init_creds_set_password) krb5_init_creds_set_password;
  decltype(&::krb5_kt_close) krb5_kt_close;
  decltype(&::krb5_kt_end_seq_get) krb5_kt_end_seq_get;
  decltype(&::krb5_kt_next_entry) krb5_kt_next_entry;
  decltype(&::krb5_kt_resolve) krb5_kt_resolve;
  decltype(&::krb5_kt_start_seq_get) krb5_kt_start_seq_get;
  decltype(&::krb5_parse_name) krb5_parse_name;
  decltype(&::krb5_timeofday) krb5_timeofday;
  decltype(&::krb5_unparse_name) krb5_unparse_name;
};

/// The libraries, loaded once a process; null where libgssapi-krb5-2 is not installed. Any thread.
const GssLibrary* gss_library();

/// True when gss-ntlmssp is installed beside libgssapi, so that NTLM can be played. Any thread.
bool gss_has_ntlm();

/// Object identifiers. The libraries export them as data, which cannot be had without linking.
extern gss_OID_desc krb5_mechanism;               ///< 1.2.840.113554.1.2.2
extern gss_OID_desc spnego_mechanism;             ///< 1.3.6.1.5.5.2
extern gss_OID_desc ntlm_mechanism;               ///< 1.3.6.1.4.1.311.2.2.10
extern gss_OID_desc user_name_type;               ///< GSS_C_NT_USER_NAME, 1.2.840.113554.1.2.1.1
extern gss_OID_desc hostbased_service_name_type;  ///< GSS_C_NT_HOSTBASED_SERVICE, 1.2.840.113554.1.2.1.4
extern gss_OID_desc krb5_principal_name_type;     ///< GSS_KRB5_NT_PRINCIPAL_NAME, 1.2.840.113554.1.2.2.1

/// "major text: minor text" of a status of `mechanism`, on one line.
std::string gss_status_text(const GssLibrary& gss, OM_uint32 major, OM_uint32 minor, gss_OID mechanism);

}  // namespace authwalk
