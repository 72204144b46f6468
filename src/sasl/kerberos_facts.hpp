// What is known about a Kerberos logon. The thread that may wait for a KDC writes it, the walk reads it, also
// when it has given up waiting.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace authwalk {

struct KerberosFacts {
  std::string principal;  ///< whose tickets these are, "svc@CONTOSO.EXAMPLE"; empty: not known yet
  std::string realm;      ///< whose KDC is asked
  std::string source;     ///< "credential cache", "keytab" or "password"
  std::string place;      ///< name of the cache or of the keytab; empty for a password
  std::string spn;        ///< the service that a ticket is asked for, without its realm
  std::vector<std::string> unknown_spns;  ///< services that the KDC does not know
  bool refused_by_kdc = false;
};

class SharedKerberosFacts {
 public:
  template <class Change>
  void change(Change&& how) {
    const std::lock_guard lock(mutex_);
    std::forward<Change>(how)(facts_);
  }

  KerberosFacts copy() const {
    const std::lock_guard lock(mutex_);
    return facts_;
  }

 private:
  mutable std::mutex mutex_;
  KerberosFacts facts_;
};

}  // namespace authwalk
