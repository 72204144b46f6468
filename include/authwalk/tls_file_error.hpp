// A file of the TLS settings that cannot be used.
#pragma once

#include <stdexcept>
#include <string>

namespace authwalk {

/// Thrown before anything is sent. Its message is for people.
struct TlsFileError : std::invalid_argument {
  enum class Fault {
    unusable,     ///< it cannot be read, or holds nothing that can be used
    another_key,  ///< the key and the certificate do not belong together
  };

  TlsFileError(Fault what_is_wrong, const std::string& message)
      : std::invalid_argument(message), fault(what_is_wrong) {}

  Fault fault;
};

}  // namespace authwalk
