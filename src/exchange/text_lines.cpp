#include "exchange/text_lines.hpp"

#include <utility>

namespace authwalk {

TextLines::TextLines(std::string source, const EvidenceSink& sink, TakeLine take)
    : lines_(
          [take = std::move(take)](std::string_view line, std::size_t number, bool) { take(line, number); },
          [source = std::move(source), &sink](std::size_t number, std::string what) {
            sink.problem({source, number, std::move(what)});
          }) {}

}  // namespace authwalk
