// Whose domain is it: a recipient there says nothing about the right to relay.
#pragma once

#include <string_view>

namespace authwalk {

/// The name that a server gives itself in its banner: "mx.contoso.example" of "220 mx.contoso.example ESMTP",
/// with the reply code or without it.
std::string_view name_in_banner(std::string_view banner);

/// The recipient's domain is that of the server called `host`, or one above or below it: "contoso.example"
/// and "mx.contoso.example". An address without a domain (<postmaster>) is everybody's own.
bool in_domain_of(std::string_view recipient, std::string_view host);

}  // namespace authwalk
