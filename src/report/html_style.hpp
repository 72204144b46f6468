// The style sheet of the page.
#pragma once

#include <string_view>

namespace authwalk {

/// Light and dark, phone and paper. Has no character that XML would take for markup.
std::string_view html_style();

}  // namespace authwalk
