#include "exchange/line_reader.hpp"

#include <utility>

namespace authwalk {

LineReader::LineReader(std::string source, const EvidenceSink& sink)
    : source_(std::move(source)),
      sink_(sink),
      lines_([this](std::string_view line, std::size_t number, bool) { take(line, number); },
             [this](std::size_t number, std::string what) {
               sink_.problem({source_, number, std::move(what)});
             }) {}

}  // namespace authwalk
