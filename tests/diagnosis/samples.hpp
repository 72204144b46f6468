// Hand-made transcripts, one for each rule of the diagnosis.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace samples {

/// A transcript, built by what happened in the walk.
struct Walk {
  authwalk::Transcript t;

  /// A Send connector to mx.contoso.example, with the credential CONTOSO\svc; the walk passed.
  explicit Walk(authwalk::Mode mode);

  /// The server's reply decided: "535 5.7.3 Authentication unsuccessful".
  Walk& refused(authwalk::Step step, authwalk::Class cls, std::string_view reply);
  /// No reply decided.
  Walk& broke(authwalk::Step step, authwalk::Class cls, std::string detail = "",
              authwalk::Origin origin = authwalk::Origin::network);
  Walk& not_tested(authwalk::Class cls, std::string detail = "");
  Walk& banner(std::string text);
  Walk& exchange() { return banner("mx.contoso.example Microsoft ESMTP MAIL Service ready"); }
  Walk& exchange_online() { return banner("AM0PR01.mail.outlook.com Microsoft ESMTP MAIL Service ready"); }
  Walk& offers(std::vector<std::string> keywords);
  /// A second EHLO inside TLS 1.3 with a verified certificate.
  Walk& inside_tls(std::vector<std::string> keywords);
  Walk& certificate_fault(authwalk::Class cls, std::string detail = "");
  Walk& host(std::string name, std::uint16_t port = 25);
  Walk& user(std::string name);
  Walk& transaction(std::string from, std::string_view reply);
  Walk& recipient(std::string to, std::string_view reply);
  Walk& end_of_data(std::string_view reply);
  Walk& mechanism(std::string name, std::vector<std::string> offered);
  /// GSSAPI with a ticket of svc@CONTOSO.EXAMPLE for SMTPSVC/mx.contoso.example, in SPNEGO, not bound to TLS.
  Walk& ticket(std::string source = "credential cache");
  /// NTLM, with the challenge of an Exchange whose clock is right.
  Walk& ntlm();

  operator authwalk::Transcript() const { return t; }
};

authwalk::Reply reply(std::string_view text);

struct Sample {
  std::string rule;
  authwalk::Transcript transcript;
  bool first = true;  ///< false for a second possible cause, which never stands alone
};

/// The rule named is the first advice for its transcript, or at least among it.
std::vector<Sample> all();
/// Those of Kerberos and NTLM, which are among all().
std::vector<Sample> of_tokens();

}  // namespace samples
