#include "man_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/mode.hpp>
#include <authwalk/version.hpp>
#include <span>

#include "overview.hpp"
#include "roff.hpp"

namespace authwalk::cli {
namespace {

// What a page tells beside the syntax of its command.
struct Surrounding {
  std::string_view commands;  // names separated by blanks
  std::string_view name;
  std::string_view what;
};

constexpr Surrounding environment[] = {
    {"walk check_authwalk", "CREDENTIALS_DIRECTORY",
     "The folder in which systemd hands over credentials. The file authwalk-password in it is the password "
     "of "
     "--user where no flag names another."},
    {"walk check_authwalk", "KRB5CCNAME", "The credential cache, where --ccache names none."},
    {"walk check_authwalk", "KRB5_CONFIG", "The configuration of Kerberos, in place of /etc/krb5.conf."},
    {"walk check_authwalk", "STATE_DIRECTORY, XDG_STATE_HOME, HOME",
     "Where rejected logons are remembered from run to run, where --state-dir names no folder: systemd's "
     "folder for the state of a unit, or authwalk in that of the user; default: ~/.local/state."},
    {"walk check_authwalk", "LM_COMPAT_LEVEL",
     "Read by gss-ntlmssp. No NTLM is spoken where it allows less than NTLMv2."},
    {"walk demo explain", "NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR",
     "Whether text is coloured, where --color is auto."},
    {"walk demo explain", "LC_ALL, LC_CTYPE, LANG",
     "In a locale that does not write UTF-8 the marks of the report are ASCII."},
    {"demo", "TMPDIR", "The folder for temporary files; default: /tmp."},
};

constexpr Surrounding files[] = {
    {"walk check_authwalk", "~/.local/state/authwalk/lockout",
     "Accounts and the times of their rejected logons; no secret."},
    {"walk check_authwalk", "/etc/krb5.conf", "The realms of Kerberos and their key distribution centres."},
    {"walk check_authwalk", "/etc/ssl/certs",
     "The authorities that are trusted, where --ca-file names none."},
};

constexpr Surrounding see_also[] = {
    {"walk",
     "authwalk-lint(1), authwalk-merge(1), authwalk-rehearse(1), authwalk-config(5), openssl-s_client(1ssl), "
     "kinit(1), swaks(1)",
     ""},
    {"rehearse demo", "authwalk-walk(1)", ""},
    {"check_authwalk", "authwalk-walk(1), authwalk-config(5)", ""},
    {"explain", "authwalk-walk(1), authwalk-classes(1), authwalk-rules(1)", ""},
    {"lint", "authwalk-walk(1)", ""},
    {"merge", "authwalk-walk(1), authwalk-diff(1)", ""},
    {"diff", "authwalk-walk(1), authwalk-merge(1)", ""},
    {"steps classes rules", "authwalk-walk(1), authwalk-explain(1)", ""},
};

bool is_of(const Surrounding& row, std::string_view command) {
  for (std::string_view names = row.commands; !names.empty();) {
    const auto name = names.substr(0, names.find(' '));
    if (name == command) return true;
    names.remove_prefix(std::min(names.size(), name.size() + 1));
  }
  return false;
}

// An empty command: those of all.
void items(Roff& page, std::string_view title, std::span<const Surrounding> rows, std::string_view command) {
  bool any = false;
  for (const auto& row : rows) {
    if (!command.empty() && !is_of(row, command)) continue;
    if (!any) page.section(title);
    any = true;
    page.item(row.name, row.what);
  }
}

void examples(Roff& page, const std::vector<Example>& examples) {
  if (examples.empty()) return;
  page.section("EXAMPLES");
  for (const auto& example : examples) page.item(example.command, example.what);
}

void options(Roff& page, const std::vector<Flag>& flags) {
  page.section("OPTIONS");
  std::string_view group;
  for (const auto& flag : flags) {
    if (flag.group != group) page.subsection(flag.group);
    group = flag.group;
    page.flag(flag.names, flag.value, flag.what);
  }
  page.flag("-h,--help", "", "The text of this page in short.");
}

Roff new_page(std::string_view name, int section) {
  return {name, section, fmt::format("authwalk {}", version())};
}

ManPage command_page(const std::string& name, const CommandRow& row) {
  const auto syntax = row.syntax();
  Roff page = new_page(name, 1);
  page.name(name, row.what);
  page.section("SYNOPSIS");
  page.synopsis(syntax.synopsis);
  page.section("DESCRIPTION");
  page.paragraph(syntax.what);
  options(page, syntax.flags);
  if (!syntax.closing.empty()) {
    if (!syntax.closing.starts_with("Exit status:")) page.section("NOTES");
    page.closing(syntax.closing);
  }
  items(page, "ENVIRONMENT", environment, row.name);
  items(page, "FILES", files, row.name);
  examples(page, syntax.examples);
  page.section("SEE ALSO");
  std::string others = "authwalk(1)";
  for (const auto& also : see_also) {
    if (is_of(also, row.name)) others += fmt::format(", {}", also.name);
  }
  page.references(others);
  return {name, 1, page.text()};
}

// A command that is a program of its own is told of under that name.
const CommandRow* other_name_of(const CommandRow& command) {
  for (const auto& program : other_programs()) {
    if (program.run == command.run) return &program;
  }
  return nullptr;
}

ManPage main_page() {
  const auto syntax = overview_syntax();
  Roff page = new_page("authwalk", 1);
  page.name("authwalk", "name the step at which an Exchange Send connector fails to authenticate");
  page.section("SYNOPSIS");
  page.synopsis(syntax.synopsis);
  for (const auto& program : other_programs()) page.synopsis(program.syntax().synopsis);
  page.section("DESCRIPTION");
  page.paragraph(syntax.what);
  page.paragraph(
      "It behaves as the Send connector would, in each of the five modes that SmartHostAuthMechanism can be "
      "set to, and reports for each the step that failed, the reply of the server word for word, whose move "
      "it is, the likely cause and the command that mends it. It sends no message unless it is asked to, and "
      "changes nothing on the server.");
  page.section("COMMANDS");
  for (const auto& command : commands()) page.item(command.name, command.what);
  page.section("MODES");
  for (const auto& mode : modes()) page.item(fmt::format("{}, {}", mode.id, mode.alias), mode.on_the_wire);
  page.section("OPTIONS");
  page.flag("-h,--help", "", "The commands; after a command, its flags.");
  page.flag("--version", "", "The version.");
  page.closing(syntax.closing);
  items(page, "ENVIRONMENT", environment, "");
  items(page, "FILES", files, "");
  examples(page, syntax.examples);
  page.section("SEE ALSO");
  std::string others;
  for (const auto& program : other_programs()) others += fmt::format("{}(1), ", program.name);
  for (const auto& command : commands()) others += fmt::format("authwalk-{}(1), ", command.name);
  page.references(others + "authwalk-config(5)");
  return {"authwalk", 1, page.text()};
}

}  // namespace

std::vector<ManPage> man_pages() {
  std::vector<ManPage> pages = {main_page()};
  for (const auto& command : commands()) {
    const auto name = fmt::format("authwalk-{}", command.name);
    const auto* other_name = other_name_of(command);
    if (other_name) {
      pages.push_back({name, 1, fmt::format(".so man1/{}.1\n", other_name->name)});
    } else {
      pages.push_back(command_page(name, command));
    }
  }
  for (const auto& program : other_programs())
    pages.push_back(command_page(std::string(program.name), program));
  return pages;
}

}  // namespace authwalk::cli
