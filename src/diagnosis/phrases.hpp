// Text that is built from a Transcript: filled templates, quoted commands, and the small phrases that
// sentences share. The placeholders of both templates are listed in phrases.cpp and commands.cpp.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>
#include <string_view>

namespace authwalk::diagnosis {

/// Fills a template that people read. Text of the server may stand in it: renderers escape it.
std::string fill_words(std::string_view text, const Transcript& t);

/// Fills a command. Only what this side's user typed can stand in it, quoted for PowerShell, or for a POSIX
/// shell where the command is our own; text of the server never does.
std::string fill_command(std::string_view text, const Transcript& t);

/// The command, with a remark where it puts a list in the place of another: what is not in it is gone.
std::string with_replaced_lists_said(std::string command);
/// As one PowerShell argument: bare when it is a plain word, else in double quotes.
std::string powershell(std::string_view text);
/// As one PowerShell string, always in double quotes.
std::string powershell_string(std::string_view text);

/// The decisive reply, cut to a length that a sentence can carry, without a full stop at its end.
std::string short_reply(const Transcript& t);
/// A fact in words, cut and without a full stop at its end.
std::string short_fact(std::string_view fact);
/// " (fact)", or nothing.
std::string in_brackets(std::string_view fact);
/// "LOGIN PLAIN", cut after a dozen.
std::string listed(const std::vector<std::string>& names);
/// What matters for a login among the offers: "STARTTLS, AUTH LOGIN PLAIN, X-EXPS GSSAPI".
std::string login_offers(const Transcript& t);
/// "<svc@contoso.example>"; "this sender" where a record does not name it.
std::string sender(const Transcript& t);
/// The recipient that was refused; "this recipient" where a record does not name it.
std::string recipient(const Transcript& t);
/// "inside verified TLSv1.3", "inside TLSv1.2 whose certificate was not verified", "in clear". Not for a lone
/// reply, of which nobody knows.
std::string protection(const Transcript& t);
/// Who logs on, or `otherwise` when nobody is known.
std::string account_or(const Transcript& t, std::string_view otherwise);
/// "7 min 12 s", "0.4 s"; without a sign.
std::string duration(double seconds);
/// "<svc@contoso.example>"; "<>" is the null sender.
std::string path(std::string_view address);

}  // namespace authwalk::diagnosis
