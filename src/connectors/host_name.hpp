// May a text be used as a host name, in DNS and in EHLO?
#pragma once

#include <string_view>

namespace authwalk::connectors {

/// What is wrong with it; empty when nothing is. Letters, digits, hyphens and underscores between dots
/// (RFC 1123 section 2.1; underscores are seen in the field, and a lint rule of their own).
std::string_view host_name_fault(std::string_view name);

}  // namespace authwalk::connectors
