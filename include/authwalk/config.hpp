// A configuration (`walk --config FILE`): which smart hosts are walked how, with which credential, and what
// is expected of them. docs/config.md describes the file.
#pragma once

#include <authwalk/expectation.hpp>
#include <authwalk/input_error.hpp>
#include <authwalk/probe.hpp>
#include <authwalk/report.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Where a credential may be sent: "relay.contoso.example", "*.contoso.example" (every name below, not
/// contoso.example itself), "192.0.2.7", "192.0.2.0/24".
struct TargetPattern {
  std::string text;  ///< as it was written

  /// `host` is a name, which only names match, or an address, which only addresses and networks match: what
  /// a name leads to is the resolver's word, and not good enough to send a password on.
  bool matches(std::string_view host) const;
};

/// Who logs on. No password stands in a configuration, only where it comes from.
struct ConfigCredential {
  enum class Source { terminal, file, command, netrc, systemd };
  std::string name;
  std::string user;  ///< may be empty with netrc
  std::string domain;
  Source source = Source::terminal;
  std::string where;                   ///< path of the file, the command, or the name of systemd's credential
  std::vector<TargetPattern> targets;  ///< never empty

  bool may_be_sent_to(std::string_view host) const;
};

/// How smart hosts are walked.
struct ConfigModule {
  std::string name;
  std::vector<Mode> modes;             ///< to walk, in the order of the table; never empty
  std::map<Mode, Expectation> expect;  ///< for each of them; empty in a survey
  Expectation facts;                   ///< that every walk of the module is to show
  std::string credential;              ///< empty: none
  Envelope envelope;
  Connector connector;  ///< without a SmartHost; Port is for targets that name none; Fqdn may be empty
  TlsSettings tls;
  KerberosSettings kerberos;
  std::string mechanism;  ///< as in WalkPlan
  bool allow_cleartext = false;
  Limits limits;
  std::optional<Step> quit_after;
  Thresholds thresholds;

  /// Nothing is expected: all modes are walked.
  bool survey() const { return expect.empty(); }
};

/// One smart host to walk.
struct ConfigTarget {
  std::string host;  ///< a name, or an address without brackets
  std::uint16_t port = 25;
  std::string module;  ///< name of its module
  std::string name;    ///< of the Send connector; empty: the module's connector.Name
  Place place;
};

/// What all walks share.
struct ConfigRun {
  unsigned jobs = ProbePlan{}.jobs;
  unsigned per_host = ProbePlan{}.per_host;
  double rate = 0;
  int max_rejected = 1;
  bool all_addresses = false;
};

struct Config {
  std::map<std::string, ConfigCredential> credentials;
  std::map<std::string, ConfigModule> modules;
  std::vector<ConfigTarget> targets;  ///< in the order of the file; never empty
  ConfigRun run;
  NetworkSettings network;  ///< its `tls` is not used: each module has its own
  /// Where each value was written, by its keys: "modules.relay.tls.ca_file".
  std::map<std::string, Place, std::less<>> places;

  /// The place of a value; the file as a whole where the value was not written.
  Place place(std::string_view keys) const;
};

/// Reads a configuration: YAML 1.2, of which JSON is a part. What it returns is sound: every name leads to
/// something, no setting contradicts another, and no credential is asked to go where it may not. `file_name`
/// stands in the errors, and its folder is where relative paths begin. No file is opened. Throws InputError.
Config read_config(std::string_view bytes, std::string_view file_name);

}  // namespace authwalk
