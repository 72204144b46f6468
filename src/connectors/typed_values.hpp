// From the text of an export to a value. Each throws InputError with the place, the property and what it may
// be.
#pragma once

#include <authwalk/definition.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/exported_value.hpp"

namespace authwalk::connectors {

/// What a value is called on one line: an object by its ToString() or the field that stands for it, a list by
/// its items. Empty for $null.
std::string one_line(const ExportedValue& value);

/// Where the name of a type stands instead of a list: Export-Csv, or ConvertTo-Json without -Depth.
bool is_type_name(std::string_view text);

/// The typing of one property of one file.
class TypedValue {
 public:
  TypedValue(const ExportedValue& value, const std::string& file) : value_(value), file_(file) {}

  const ExportedValue& exported() const { return value_; }
  Place place() const { return {file_, value_.at.line, value_.at.column}; }
  /// $null, an empty list, or nothing behind the colon.
  bool empty() const;
  std::string text() const { return one_line(value_); }

  bool boolean() const;
  int number(int least, int most) const;
  /// 0.0.0.0 and :: mean no address: empty.
  std::string address() const;
  /// "00:10:00", "1.00:00:00", or the parts of an EnhancedTimeSpan.
  std::chrono::milliseconds time_span() const;
  /// "35 MB (36,700,160 bytes)", "35MB", 36700160; empty for Unlimited.
  std::optional<std::uint64_t> size() const;
  Mode mode() const;
  TlsAuthLevel tls_auth_level() const;
  /// "contoso.example" or "*.contoso.example"
  std::string domain() const;
  /// "<I>issuer<S>subject"
  std::string certificate_name() const;
  std::vector<DefinedSmartHost> smart_hosts() const;
  std::vector<AddressSpace> address_spaces() const;

 private:
  [[noreturn]] void wrong(std::string_view expected) const;
  /// Entries of a list, however it is written.
  std::vector<const ExportedValue*> entries() const;
  Place place_of(const ExportedValue& entry) const;

  const ExportedValue& value_;
  const std::string& file_;
};

/// Reads "[192.0.2.3]", "relay.contoso.example", "192.0.2.0/24".
DefinedSmartHost smart_host(std::string_view text, Place place);

}  // namespace authwalk::connectors
