// The server's side of Kerberos through GSSAPI: raw tokens (RFC 4752) and SPNEGO, whichever the client
// brings. Accepting needs the keytab and no KDC, so that nothing here waits.
#pragma once

#include <gssapi/gssapi.h>

#include <string>
#include <string_view>

#include "rehearsal/channel_binding.hpp"
#include "sasl/gss_library.hpp"

namespace authwalk::rehearsal {

/// The keys of a keytab, for any service that is in it.
class GssAcceptor {
 public:
  /// Throws std::invalid_argument: no library, or a keytab that cannot be used.
  explicit GssAcceptor(const std::string& keytab);
  ~GssAcceptor();
  GssAcceptor(const GssAcceptor&) = delete;
  GssAcceptor& operator=(const GssAcceptor&) = delete;

  const GssLibrary& library() const { return library_; }
  gss_cred_id_t credential() const { return credential_; }

 private:
  const GssLibrary& library_;
  gss_cred_id_t credential_ = nullptr;
};

/// One exchange: tokens until both sides know each other, then RFC 4752's round about security layers.
class GssExchange {
 public:
  enum class State { unfinished, complete, refused };

  /// `end_point` is what the client's token may be bound to; empty: bindings are not looked at.
  GssExchange(const GssAcceptor& acceptor, std::string end_point);
  ~GssExchange();
  GssExchange(const GssExchange&) = delete;
  GssExchange& operator=(const GssExchange&) = delete;

  State accept(std::string_view token);
  /// What the client is to be told; may be empty once complete.
  const std::string& answer() const { return answer_; }
  /// Whose ticket it is, "svc@CONTOSO.EXAMPLE".
  const std::string& principal() const { return principal_; }
  Binding binding() const { return binding_; }
  /// Why it was refused, in the library's words.
  const std::string& why() const { return why_; }

  std::string wrap(std::string_view bytes);
  /// True when the answer to the offer of layers chooses none (RFC 4752 section 3.3).
  bool chooses_no_layer(std::string_view wrapped);

 private:
  const GssAcceptor& acceptor_;
  const std::string end_point_;
  gss_ctx_id_t context_ = nullptr;
  std::string answer_, principal_, why_;
  Binding binding_ = Binding::absent;
};

}  // namespace authwalk::rehearsal
