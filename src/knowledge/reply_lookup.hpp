// A reply looked up in the table: the rows that fit, the best first, and why.
#pragma once

#include <authwalk/reply.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/reply_rows.hpp"

namespace authwalk::knowledge {

/// Every kind of server is itself; Exchange Online is an Exchange too.
bool is_a(std::string_view kind, std::string_view family);

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

struct ReplyMatch {
  const ReplyRow* row = nullptr;
  KindFit kind = KindFit::other;
  PartFit words = PartFit::absent;
  PartFit enhanced = PartFit::absent;
  PartFit step = PartFit::absent;
  int score = 0;  ///< by words, enhanced code, kind, length of the words and step, in this order of weight
  bool likely = false;  ///< nothing speaks against the row, and it is sure of itself
  std::string why;      ///< "same words, server Exchange, code 535, enhanced code 5.7.3, step auth-result"
};

/// The rows that fit this reply. `kind` is the name from server_kind(), or one of reply_rows.hpp; without a
/// step every step is possible; a reply with code 0 is a text alone.
/// A row whose words are others than the reply's fits only by an enhanced code that names its cause. A code
/// alone fits a row of any server that has neither words nor an enhanced code, when no other row does.
std::vector<ReplyMatch> look_up_reply(std::string_view kind, std::optional<Step> step, const Reply& reply);

}  // namespace authwalk::knowledge
