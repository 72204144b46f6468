// A credential cache with made-up tickets, and a Kerberos configuration that leads to no KDC.
#pragma once

#include <string>
#include <string_view>

#include "sasl/gss_library.hpp"

namespace authwalk::tests {

/// While it lives, this process's Kerberos has the default realm CONTOSO.EXAMPLE, knows no KDC, and asks no
/// DNS for one.
class NoKdc {
 public:
  NoKdc();
  ~NoKdc();
  NoKdc(const NoKdc&) = delete;
  NoKdc& operator=(const NoKdc&) = delete;

 private:
  std::string file_;
};

/// A MEMORY cache of svc@CONTOSO.EXAMPLE.
class MadeUpCache {
 public:
  explicit MadeUpCache(std::string_view name);
  ~MadeUpCache();
  MadeUpCache(const MadeUpCache&) = delete;
  MadeUpCache& operator=(const MadeUpCache&) = delete;

  /// Puts a ticket in that is valid from so many seconds from now to so many.
  void add(const std::string& service, const std::string& host, int from, int to);
  const std::string& name() const { return name_; }

 private:
  const GssLibrary& krb5_;
  std::string name_;
  krb5_context context_ = nullptr;
  krb5_principal owner_ = nullptr;
  krb5_ccache cache_ = nullptr;
};

}  // namespace authwalk::tests
