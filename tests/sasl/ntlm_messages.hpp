// NTLM messages for the tests, put together and taken apart by hand (MS-NLMP 2.2.1). Nothing in here uses the
// code that it tests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace authwalk::test {

std::string little_endian(std::uint64_t value, int width);
std::string utf16(std::string_view ascii);
std::string av_pair(int id, std::string_view value);

/// What Windows Server 2022 sends: Unicode, NTLM, extended session security, target information, version.
constexpr std::uint32_t modern_flags = 0xE28A8215;
/// The AV pairs that go with it, without the end: names, and the time in tenths of a microsecond since 1601.
std::string modern_pairs(std::uint64_t time);
std::uint64_t filetime_now();

/// A type 2 message, every part of which can be falsified.
struct Type2 {
  std::uint32_t flags = modern_flags;
  std::string target_name = utf16("CONTOSO");
  std::string info = modern_pairs(filetime_now()) + av_pair(0, "");
  std::string challenge = "\x01\x23\x45\x67\x89\xab\xcd\xef";

  std::string bytes() const;
};

/// The parts of a type 3 message.
struct Type3 {
  std::string lm, nt, domain, user, workstation, session_key, integrity_code;
  std::uint32_t flags = 0;
  std::map<int, std::string> pairs;  ///< AV pairs inside the NT response
};

Type3 take_apart(std::string_view message);

}  // namespace authwalk::test
