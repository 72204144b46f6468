// The words for every class of failure, one file a group of classes. Server text in them is raw.
#pragma once

#include <authwalk/transcript.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

namespace authwalk::diagnosis {

/// What broke, who spoke and what it means, for a walk that has a failure.
std::string failure_words(const Transcript& t);

std::string transport_words(const Transcript& t);
std::string protocol_words(const Transcript& t);
std::string tls_words(const Transcript& t);
std::string authentication_words(const Transcript& t);
std::string rights_words(const Transcript& t);
std::string own_words(const Transcript& t);

/// ": fact", or nothing.
std::string after_colon(std::string_view fact);
/// The server's words after a colon, or the fact that stands for them.
std::string said(const Transcript& t);
/// The fact without its beginning, where that is what the sentence says already.
std::string_view beyond(std::string_view fact, std::initializer_list<std::string_view> said_already);

/// The step is one of the AUTH command, its challenges and its result.
bool logging_on(Step step);
/// "AUTH LOGIN", as it was sent; "AUTH" where the mechanism is not recorded.
std::string auth_command(const Transcript& t);
/// ... or as the mode would send it.
std::string needed_command(const Transcript& t);
/// "the credential of svc", "the ticket of svc@CONTOSO.EXAMPLE", "the NTLM answer of CONTOSO\\svc"
std::string credential(const Transcript& t);

}  // namespace authwalk::diagnosis
