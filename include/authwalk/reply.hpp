// One SMTP reply (RFC 5321 section 4.2), already bounded and joined.
#pragma once

#include <string>
#include <vector>

namespace authwalk {

struct Reply {
  int code = 0;                    ///< 200..599
  std::string enhanced;            ///< RFC 3463 code such as "5.7.3"; empty when the server sent none
  std::vector<std::string> lines;  ///< text of each line after the code, as the server sent it (raw bytes)

  /// 2yz.
  bool positive() const { return code >= 200 && code < 300; }
  /// 4yz.
  bool temporary() const { return code >= 400 && code < 500; }
  /// 5yz.
  bool permanent() const { return code >= 500 && code < 600; }
  /// "535 5.7.3 Authentication unsuccessful": the code and all lines joined by one blank.
  std::string text() const;

  bool operator==(const Reply&) const = default;
};

}  // namespace authwalk
