#include "explain/formats.hpp"

#include <array>

namespace authwalk {
namespace {

constexpr std::array rows{ExplanationFormat{"text", render_explanation_text},
                          ExplanationFormat{"json", render_explanation_json},
                          ExplanationFormat{"ndjson", render_explanation_ndjson}};

}  // namespace

std::span<const ExplanationFormat> explanation_formats() {
  return rows;
}

}  // namespace authwalk
