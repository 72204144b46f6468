// What was typed after `authwalk walk`, flag by flag and still as text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syntax.hpp"

namespace authwalk::cli {

struct WalkArguments {
  // Made in one place: fifty files would each compile a copy.
  WalkArguments();
  ~WalkArguments();
  WalkArguments(const WalkArguments&);
  WalkArguments(WalkArguments&&) noexcept;
  WalkArguments& operator=(const WalkArguments&);
  WalkArguments& operator=(WalkArguments&&) noexcept;

  using Value = std::optional<std::string>;
  using Values = std::vector<std::string>;

  Values targets;
  // Where the walks come from, beside targets
  Values connector, tls_certificate;
  Value config, hosts_file, target, for_domain;
  // What
  Values mode, expect;
  Value quit_after;
  bool offline = false;
  // Credentials
  Value user, domain, password_file, password_fd, password_command, netrc_file, mechanism;
  Value ccache, keytab, spn, gssapi;
  // Envelope
  Values from, to;
  bool deliver = false;
  // Connector settings
  Value connector_name, fqdn, port, tls_auth_level, tls_domain, source_ip;
  bool require_tls = false, ignore_starttls = false;
  // TLS
  Value ca_file, client_cert, client_key, sni, tls_min, tls_max;
  // Safety
  bool allow_cleartext = false;
  Value max_rejected, lockout_budget, state_dir;
  // Batch
  Value jobs, per_host, rate, shard, resume;
  // Network
  bool only_ipv4 = false, only_ipv6 = false, all_addresses = false;
  Values resolve;
  Value dns_server, timeout, deadline;
  // Output
  Value format, color;
  Values output;
  int verbose = 0;
  bool quiet = false;
};

/// The flags of `walk`, with `into` as their destination.
Syntax walk_syntax(WalkArguments& into);

}  // namespace authwalk::cli
