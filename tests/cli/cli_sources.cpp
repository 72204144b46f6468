// The program's own sources, without main.cpp and the commands, so that their functions can be tested one by
// one: live_tests is linked with the library, and the program with its own copy of these.
#include <cli/command_error.cpp>
#include <cli/credential_sources.cpp>
#include <cli/expectations.cpp>
#include <cli/help.cpp>
#include <cli/later.cpp>
#include <cli/names.cpp>
#include <cli/netrc.cpp>
#include <cli/output.cpp>
#include <cli/password_command.cpp>
#include <cli/report_assembly.cpp>
#include <cli/secret_file.cpp>
#include <cli/suggestion.cpp>
#include <cli/target.cpp>
#include <cli/terminal_prompt.cpp>
#include <cli/tls_files.cpp>
#include <cli/walk_options.cpp>
#include <cli/walk_syntax.cpp>
#include <cli/wrap.cpp>
