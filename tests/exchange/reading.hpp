// Reads recorded evidence as `explain` does: the first format that recognises it reads it.
#pragma once

#include <string>
#include <string_view>

#include "exchange/evidence.hpp"

namespace authwalk::test {

/// The name of the format that recognises the text; empty when none does.
std::string format_of(std::string_view text);

/// What that format's reader tells of it, fed in pieces of this size.
Evidence read_evidence(std::string_view text, std::size_t piece = 1 << 20);
/// The same with a reader of this format.
Evidence read_as(std::string_view format, std::string_view text, std::size_t piece = 1 << 20);

/// Everything of a failure that can be shown to anybody.
std::string shown(const RecordedFailure& failure);

}  // namespace authwalk::test
