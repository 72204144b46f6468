// What is wrong in a file that an administrator wrote or exported, and where.
#pragma once

#include <string>

namespace authwalk {

/// A place in a file.
struct Place {
  std::string file;     ///< as it was named
  unsigned line = 0;    ///< 1-based; 0: the file as a whole
  unsigned column = 0;  ///< 1-based, in bytes; 0: the line as a whole
  /// "connectors.yml:12:7"
  std::string text() const;
};

/// Thrown by the readers of definitions and configurations. Its words are safe to print, and no secret stands
/// in them.
struct InputError {
  Place place;
  std::string problem;
  std::string hint;  ///< what to write instead; empty when there is nothing to say
};

}  // namespace authwalk
