// Where a password may come from: a file, a descriptor, a command, netrc, systemd, the terminal. Never the
// command line, never the environment.
#pragma once

#include <authwalk/credential.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace authwalk::cli {

struct CredentialRequest {
  enum class Source {
    none,      ///< no source was named: systemd's credential authwalk-password, else the terminal
    file,      ///< --password-file
    fd,        ///< --password-fd
    command,   ///< --password-command
    netrc,     ///< --netrc-file
    systemd,   ///< a credential in $CREDENTIALS_DIRECTORY
    terminal,  ///< the terminal and nothing else
  };
  std::string user;  ///< empty: no credential, or the user that netrc names
  std::string domain;
  Source source = Source::none;
  std::string where;  ///< file or command, or the name of systemd's credential
  int fd = -1;
  std::string name;   ///< of a configuration's credential, for words; empty: it is that of the flags
  std::string place;  ///< where its source stands in the configuration
  std::chrono::milliseconds limit{30000};  ///< for a descriptor or a command to give it
};

/// Keeps this process out of core dumps and from being traced by others of the same user. Before any secret
/// is read.
void keep_secrets_in_process();

/// One credential for each host, in their order; null where the request asks for none. The same object
/// serves all hosts, except that netrc has an entry for each. Throws CommandError.
std::vector<std::shared_ptr<const Credential>> read_credentials(const CredentialRequest& request,
                                                                const std::vector<std::string>& hosts);

}  // namespace authwalk::cli
