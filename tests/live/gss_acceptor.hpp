// The server's side of GSSAPI with real Kerberos, one step at a time, for scripts that spoil one of them.
#pragma once

#include <gssapi/gssapi.h>

#include <string>
#include <string_view>

namespace authwalk::test {

class GssAcceptor {
 public:
  /// Accepts tickets for any service of the keytab. `binding`: the channel binding that it expects (RFC 5929,
  /// with prefix); empty: none. To be made before the server's threads are: it sets an environment variable.
  explicit GssAcceptor(const std::string& keytab, std::string binding = {});
  ~GssAcceptor();
  GssAcceptor(const GssAcceptor&) = delete;
  GssAcceptor& operator=(const GssAcceptor&) = delete;

  /// Our answer to the client's token. Throws std::runtime_error when the token is refused.
  std::string accept(std::string_view token);
  /// What tells the client why accept() refused its token (KRB-ERROR of RFC 4120).
  const std::string& refusal() const { return refusal_; }
  bool established() const { return established_; }
  std::string wrap(std::string_view bytes);
  /// Throws std::runtime_error when the bytes were not wrapped in this context.
  std::string unwrap(std::string_view token);
  /// A new context, with the same keytab.
  void start_over();

  /// The client asked for delegation of its ticket.
  bool delegation() const { return (flags_ & GSS_C_DELEG_FLAG) != 0; }
  bool mutual() const { return (flags_ & GSS_C_MUTUAL_FLAG) != 0; }
  /// The client's token had our channel binding in it.
  bool bound() const { return (flags_ & channel_bound) != 0; }

 private:
  static constexpr OM_uint32 channel_bound = 2048;  // GSS_C_CHANNEL_BOUND_FLAG

  std::string binding_;
  std::string refusal_;
  gss_cred_id_t credential_ = GSS_C_NO_CREDENTIAL;
  gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
  OM_uint32 flags_ = 0;
  bool established_ = false;
};

}  // namespace authwalk::test
