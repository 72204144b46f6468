// Kerberos and SPNEGO messages, built by hand.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::tests {

/// One element of DER.
inline std::string der(int tag, std::string_view body) {
  std::string out(1, static_cast<char>(tag));
  if (body.size() < 0x80) {
    out += static_cast<char>(body.size());
  } else {
    out += '\x82';
    out += static_cast<char>(body.size() >> 8);
    out += static_cast<char>(body.size());
  }
  return out.append(body);
}

inline std::string der_number(int value) {
  std::string bytes(1, static_cast<char>(value));
  if (value > 127) bytes.insert(0, 1, '\0');
  return der(0x02, bytes);
}

inline std::string der_field(int number, std::string_view element) {
  return der(0xa0 | number, element);
}

constexpr std::string_view krb5_oid_bytes{"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 9};
constexpr std::string_view ntlm_oid_bytes{"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a", 10};

/// RFC 4121 section 4.1.
inline std::string framed(std::string_view token_id, std::string_view message) {
  return der(0x60, der(0x06, krb5_oid_bytes) + std::string(token_id) + std::string(message));
}

/// KRB-ERROR (RFC 4120 section 5.9.1) with an error number and the server's clock.
inline std::string krb_error(int number, std::string_view server_time = "20261122120000Z") {
  const std::string body = der_field(0, der_number(5)) + der_field(1, der_number(30)) +
                           der_field(4, der(0x18, server_time)) + der_field(5, der_number(0)) +
                           der_field(6, der_number(number)) + der_field(9, der(0x1b, "CONTOSO.EXAMPLE"));
  return framed(std::string_view("\x03\x00", 2), der(0x7e, der(0x30, body)));
}

/// What stands for the encrypted part of a message (section 5.2.9).
inline std::string encrypted_data() {
  return der(0x30, der_field(0, der_number(18)) + der_field(2, der(0x04, std::string(80, 'x'))));
}

/// AP-REP (section 5.5.2) that nobody can decrypt.
inline std::string ap_rep() {
  const std::string body =
      der_field(0, der_number(5)) + der_field(1, der_number(15)) + der_field(2, encrypted_data());
  return framed(std::string_view("\x02\x00", 2), der(0x6f, der(0x30, body)));
}

/// Ticket (section 5.3) for a service in CONTOSO.EXAMPLE that nobody can decrypt.
inline std::string ticket(std::string_view service, std::string_view host) {
  const std::string names = der(0x30, der(0x1b, service) + der(0x1b, host));
  const std::string body = der_field(0, der_number(5)) + der_field(1, der(0x1b, "CONTOSO.EXAMPLE")) +
                           der_field(2, der(0x30, der_field(0, der_number(2)) + der_field(1, names))) +
                           der_field(3, encrypted_data());
  return der(0x61, der(0x30, body));
}

/// NegTokenResp (RFC 4178 section 4.2.2). `state`: 0 accepted, 1 incomplete, 2 reject.
inline std::string spnego(int state, std::string_view mechanism, std::string_view token) {
  std::string body = der_field(0, der(0x0a, std::string(1, static_cast<char>(state))));
  if (!mechanism.empty()) body += der_field(1, der(0x06, mechanism));
  if (!token.empty()) body += der_field(2, der(0x04, token));
  return der(0xa1, der(0x30, body));
}

}  // namespace authwalk::tests
