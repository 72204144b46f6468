#include "sasl/kerberos_reply.hpp"

#include <doctest/doctest.h>

#include "sasl/kerberos_tokens.hpp"

namespace authwalk {
namespace {

using namespace tests;

}  // namespace

TEST_SUITE("sasl: what a server's Kerberos token is") {
  TEST_CASE("a KRB-ERROR tells its number and the server's clock, in both dialects") {
    for (const std::string& token :
         {krb_error(37), spnego(1, krb5_oid_bytes, krb_error(37)), spnego(2, "", krb_error(37))}) {
      const KerberosReply reply = read_kerberos_reply(token);
      CHECK(reply.error == 37);
      CHECK(reply.server_time == 1795348800);
      CHECK_FALSE(reply.ap_rep);
    }
  }

  TEST_CASE("a KRB-ERROR whose time is none still has its number") {
    for (const char* time : {"", "20261122120000", "2026112212000xZ", "20261122120000+0100"}) {
      CAPTURE(time);
      const KerberosReply reply = read_kerberos_reply(krb_error(41, time));
      CHECK(reply.error == 41);
      CHECK_FALSE(reply.server_time);
    }
  }

  TEST_CASE("an AP-REP is known in both dialects, and without framing") {
    CHECK(read_kerberos_reply(ap_rep()).ap_rep);
    CHECK(read_kerberos_reply(spnego(0, krb5_oid_bytes, ap_rep())).ap_rep);
    CHECK(read_kerberos_reply(ap_rep().substr(15)).ap_rep);
    CHECK_FALSE(read_kerberos_reply(ap_rep()).error);
  }

  TEST_CASE("SPNEGO that rejects, or that wants another mechanism") {
    CHECK(read_kerberos_reply(spnego(2, "", "")).rejected);
    CHECK_FALSE(read_kerberos_reply(spnego(0, krb5_oid_bytes, ap_rep())).rejected);
    CHECK(read_kerberos_reply(spnego(1, ntlm_oid_bytes, "NTLMSSP")).other_mechanism == "NTLM");
    CHECK(read_kerberos_reply(spnego(1, "\x2a\x03", "")).other_mechanism == "another mechanism");
    CHECK(read_kerberos_reply(spnego(1, krb5_oid_bytes, "")).other_mechanism.empty());
    const std::string windows_2000 = "\x2a\x86\x48\x82\xf7\x12\x01\x02\x02";
    CHECK(read_kerberos_reply(spnego(1, windows_2000, "")).other_mechanism.empty());
  }

  TEST_CASE("whatever is cut off or changed, nothing is read past the end") {
    for (const std::string& token : {krb_error(37), ap_rep(), spnego(1, krb5_oid_bytes, krb_error(37))}) {
      for (std::size_t size = 0; size < token.size(); ++size) {
        // A copy of its own on the heap, so that the sanitizer sees a byte too far.
        const std::string cut(token.data(), size);
        const KerberosReply reply = read_kerberos_reply(cut);
        CHECK_FALSE(reply.error);
        CHECK_FALSE(reply.ap_rep);
      }
      for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char byte : {'\x00', '\x7f', '\x80', '\x84', '\xff'}) {
          std::string changed = token;
          changed[at] = byte;
          const KerberosReply reply = read_kerberos_reply(changed);
          CHECK_FALSE((reply.error && reply.ap_rep));
        }
      }
    }
  }

  TEST_CASE("lengths that lie") {
    for (const std::string_view token : {std::string_view("\x60", 1), std::string_view("\x60\x80\x00\x00", 4),
                                         std::string_view("\x7e\x85\x01\x01\x01\x01\x01", 7),
                                         std::string_view("\x7e\x84\xff\xff\xff\xff", 6),
                                         std::string_view("\xa1\x84\x7f\xff\xff\xff\x30", 7)}) {
      const KerberosReply reply = read_kerberos_reply(std::string(token));
      CHECK_FALSE(reply.error);
      CHECK_FALSE(reply.ap_rep);
      CHECK_FALSE(reply.rejected);
      CHECK(reply.other_mechanism.empty());
    }
  }
}

}  // namespace authwalk
