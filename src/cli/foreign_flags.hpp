// Flags of swaks, curl, check_smtp, msmtp, openssl and Send-MailMessage, and what they are called here.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::cli {

/// What to type instead of another program's flag; empty when it is none that is known. A flag that lets more
/// happen than was asked for is never the answer.
std::string our_flag_for(std::string_view argument);

}  // namespace authwalk::cli
