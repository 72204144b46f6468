// A reply looked up in the catalogue: the rows that fit, the best first, and why.
#pragma once

#include <authwalk/reply.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/responses.hpp"

namespace authwalk::diagnosis {

/// Whose words a row has.
enum class KindFit {
  other,    ///< another kind of server than the one that is known
  unknown,  ///< it is not known what server this is
  any,      ///< a row for every server
  family,   ///< Exchange, for Exchange Online
  same,
};

/// In which a part of a reply and of a row can agree.
enum class PartFit {
  differs,
  absent,  ///< one of the two does not have it
  same,
};

struct CatalogueMatch {
  const ResponseRow* row = nullptr;
  KindFit kind = KindFit::other;
  PartFit words = PartFit::absent;
  PartFit enhanced = PartFit::absent;
  PartFit step = PartFit::absent;
  int score = 0;  ///< by the parts above, in this order of weight: words, kind, enhanced, length, step
  bool likely =
      false;        ///< the words are those of the row, nothing speaks against it, and the row is verified
  std::string why;  ///< "same words, server Exchange, code 535, enhanced code 5.7.3, step auth-result"
};

/// The rows that explain this reply. `kind` is the name from server_kind(), or one of the four of
/// responses.hpp; without a step every step is possible; a reply with code 0 is a text alone.
/// A row whose words are others than the reply's fits only by an enhanced code that names its cause, at the
/// row's own step, and only when all such rows agree in the class. A code alone never makes a match.
std::vector<CatalogueMatch> look_up_reply(std::string_view kind, std::optional<Step> step,
                                          const Reply& reply);

}  // namespace authwalk::diagnosis
