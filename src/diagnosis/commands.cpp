#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <authwalk/lockout.hpp>
#include <authwalk/login_name.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/setting.hpp>
#include <authwalk/walk_command.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/template.hpp"

namespace authwalk::diagnosis {
namespace {

bool plain_word(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '/';
  };
  // A leading hyphen would be read as a parameter.
  return !text.empty() && text.front() != '-' && std::ranges::all_of(text, plain);
}

std::string or_gap(const std::string& value, std::string_view gap) {
  return powershell_string(value.empty() ? gap : std::string_view(value));
}

// An MX name has no address of its own to ask for. The names that its records lead to come from DNS, and
// nothing foreign stands in a command: the answer lists them with their addresses.
bool by_mx(const Transcript& t) {
  return std::ranges::any_of(t.addresses, [](const AddressAttempt& a) { return !a.exchange.empty(); });
}

// The ticket's principal; before there is one, the login name with its domain as a realm.
std::string kerberos_name(const Transcript& t) {
  if (!t.auth.principal.empty()) return t.auth.principal;
  const auto name = LoginName::of(t.auth.user);
  const auto realm = name.realm();
  return realm.empty() ? name.user : name.user + "@" + realm;
}

// -AuthMechanism and -PermissionGroups of the Receive connector that answers, as far as its offer shows them,
// and what is to be added. Set-ReceiveConnector replaces whole lists: what the offer shows must not get lost.
// The groups of a connector are not on the wire, hence the remark.
std::string receive_settings(const Transcript& t, bool add_basic, bool add_exchange) {
  const Capabilities clear = offers_in_clear(t), inside = offers_inside_tls(t);
  const auto seen = [&](std::string_view mechanism) {
    return authwalk::offers(clear.auth, mechanism) || authwalk::offers(inside.auth, mechanism);
  };
  const bool login = seen("LOGIN");
  const bool exchange = add_exchange || !clear.x_exps.empty() || !inside.x_exps.empty();
  std::string mechanisms = "Tls", groups;
  const auto add = [](std::string& list, std::string_view item) {
    list.append(list.empty() ? "" : ",").append(item);
  };
  if (seen("NTLM") || seen("GSSAPI")) add(mechanisms, "Integrated");
  if (add_basic || login) add(mechanisms, "BasicAuth");
  if (add_basic || (login && !authwalk::offers(clear.auth, "LOGIN"))) add(mechanisms, "BasicAuthRequireTLS");
  if (exchange) add(mechanisms, "ExchangeServer");
  if (add_basic || login) add(groups, "ExchangeUsers");
  if (exchange) add(groups, "ExchangeServers");
  return fmt::format("-AuthMechanism {} -PermissionGroups {}", mechanisms, groups);
}

// Everything here comes from the user of this side, or is a gap in angle brackets for the user to fill.
constexpr std::array placeholders{
    Placeholder{"connector",
                [](const Transcript& t) { return or_gap(t.connector.Name, "<Send connector>"); }},
    Placeholder{"host", [](const Transcript& t) { return powershell(t.connector.SmartHost); }},
    Placeholder{"dns-name",
                [](const Transcript& t) {
                  const std::string name = powershell(t.connector.SmartHost);
                  return by_mx(t) ? name + " -Type MX" : name;
                }},
    Placeholder{"port", [](const Transcript& t) { return std::to_string(t.connector.Port); }},
    Placeholder{"mode", [](const Transcript& t) { return std::string(id(t.mode)); }},
    Placeholder{"credential",
                [](const Transcript& t) {
                  if (t.auth.user.empty()) return std::string("(Get-Credential)");
                  return "(Get-Credential " + powershell_string(t.auth.user) + ")";
                }},
    Placeholder{"mechanisms-with-basic",
                [](const Transcript& t) { return receive_settings(t, true, false); }},
    Placeholder{"mechanisms-with-exchange",
                [](const Transcript& t) { return receive_settings(t, false, true); }},
    Placeholder{"user", [](const Transcript& t) { return or_gap(t.auth.user, "<account>"); }},
    Placeholder{"account", [](const Transcript& t) { return or_gap(account_name(t), "<account>"); }},
    Placeholder{"sender", [](const Transcript& t) { return or_gap(refused_sender(t), "<sender>"); }},
    Placeholder{"recipient", [](const Transcript& t) { return or_gap(refused_recipient(t), "<recipient>"); }},
    Placeholder{"spn",
                [](const Transcript& t) {
                  return powershell(t.auth.spn.empty() ? "SMTPSVC/" + t.connector.SmartHost : t.auth.spn);
                }},
    Placeholder{"asked-spn", [](const Transcript& t) { return powershell(asked_services(t).front()); }},
    Placeholder{"local-address",
                [](const Transcript& t) {
                  const std::string address = local_address(t);
                  return address.empty() ? std::string("\"<address of this server>\"") : powershell(address);
                }},
    Placeholder{"shell-principal",
                [](const Transcript& t) {
                  const std::string name = kerberos_name(t);
                  return name.empty() ? std::string("USER@REALM") : shell_word(name);
                }},
    Placeholder{"shell-realm",
                [](const Transcript& t) {
                  const std::string name = kerberos_name(t);
                  const std::size_t at = name.rfind('@');
                  return at == std::string::npos ? std::string("REALM") : shell_word(name.substr(at + 1));
                }},
};

// Four times what the walk had, in seconds; an hour is the most that may be given.
long longer(const Transcript& t, std::string_view flag, std::chrono::milliseconds otherwise) {
  auto had = otherwise;
  for (const std::string& given : t.flags ? *t.flags : WalkFlags()) {
    if (!given.starts_with(flag)) continue;
    try {
      had = setting::duration(std::string_view(given).substr(flag.size()));
    } catch (const SettingError&) {
      // of a report that somebody else has written
    }
  }
  return std::clamp<long>(std::chrono::duration_cast<std::chrono::seconds>(4 * had).count(), 1, 3600);
}

// The budget of rejected logons that lets one more through than the walk's own.
std::string one_more_try(const Transcript& t) {
  constexpr std::string_view flag = "--lockout-budget=";
  const LockoutBudget usual;
  unsigned rejected = static_cast<unsigned>(usual.rejected);
  std::string minutes =
      std::to_string(std::chrono::duration_cast<std::chrono::minutes>(usual.window).count());
  for (const std::string& given : t.flags ? *t.flags : WalkFlags()) {
    if (!given.starts_with(flag)) continue;
    const auto budget = std::string_view(given).substr(flag.size());
    const auto slash = std::min(budget.find('/'), budget.size());
    try {
      rejected = setting::number(budget.substr(0, slash), 0, 999, 3);
    } catch (const SettingError&) {
      // of a report that somebody else has written
    }
    if (slash < budget.size()) minutes = budget.substr(slash + 1);
  }
  return rejected == 0 ? "0" : fmt::format("{}/{}", rejected + 1, minutes);
}

// Unquoted: what stands behind a flag is quoted as a whole.
constexpr std::array values{
    Placeholder{"smart-host", [](const Transcript& t) { return t.connector.SmartHost; }},
    Placeholder{
        "login",
        [](const Transcript& t) { return t.auth.user.empty() ? std::string("<user>") : t.auth.user; }},
    Placeholder{"relayed-recipient", [](const Transcript& t) { return relayed_recipient(t); }},
    Placeholder{"one-more-try", one_more_try},
    Placeholder{"longer-timeout",
                [](const Transcript& t) { return std::to_string(longer(t, "--timeout=", Limits{}.step)); }},
    Placeholder{
        "longer-deadline",
        [](const Transcript& t) { return std::to_string(longer(t, "--deadline=", Limits{}.deadline)); }},
};

constexpr std::string_view own_command = "authwalk walk";

// "authwalk walk --gssapi kerberos" in a rule is the walk once more with that flag; a flag that ends in = is
// left out.
std::string walk_again(std::string_view changes, const Transcript& t) {
  WalkChange change;
  while (!changes.empty()) {
    const std::size_t blank = std::min(changes.find(' '), changes.size());
    const std::string_view word = changes.substr(0, blank);
    changes.remove_prefix(std::min(blank + 1, changes.size()));
    if (word.empty()) continue;
    if (word.ends_with('=')) {
      change.without.emplace_back(word.substr(0, word.size() - 1));
    } else if (word.starts_with("--")) {
      change.flags.emplace_back(word);
    } else {
      change.flags.back() += "=" + fill(word, values, t);
    }
  }
  std::erase_if(change.flags, [&](std::string_view flag) {
    constexpr std::string_view mode = "--mode=";
    if (!flag.starts_with(mode)) return false;
    change.mode = find_mode(flag.substr(mode.size()));
    return true;
  });
  return walk_command(t, change);
}

// A list that is set is replaced whole. The smart host that was walked is known: another one takes its place,
// and the others stay. In a record it need not be the entry of the list.
std::string beside_other_smart_hosts(std::string command, const Transcript& t) {
  constexpr std::string_view set = " -SmartHosts \"<";
  const std::size_t at = command.find(set);
  const bool walked = t.at(Step::local).status != StepStatus::not_reached;
  if (!command.starts_with("Set-SendConnector ") || at == std::string::npos || !walked) return command;
  const std::size_t begin = at + set.size() - 2;
  const std::size_t end = command.find('"', begin + 1) + 1;
  const std::string gap = command.substr(begin, end - begin);
  return command.replace(begin, gap.size(),
                         fmt::format("@{{Add={};Remove={}}}", gap, powershell_string(t.connector.SmartHost)));
}

}  // namespace

std::string fill_command(std::string_view text, const Transcript& t) {
  if (text.starts_with(own_command)) return walk_again(text.substr(own_command.size()), t);
  return with_replaced_lists_said(beside_other_smart_hosts(fill(text, placeholders, t), t));
}

// Set-SendConnector and Set-ReceiveConnector replace a list whole.
std::string with_replaced_lists_said(std::string command) {
  constexpr std::array<std::string_view, 7> lists{
      "SmartHosts",    "AddressSpaces",    "RemoteIPRanges",        "Bindings",
      "AuthMechanism", "PermissionGroups", "SourceTransportServers"};
  if (!command.starts_with("Set-") || command.find('#') != std::string::npos) return command;
  std::vector<std::string_view> replaced;
  for (const auto list : lists) {
    const auto at = command.find(fmt::format(" -{} ", list));
    const bool whole = at != std::string::npos && command.compare(at + list.size() + 3, 2, "@{") != 0;
    if (whole) replaced.push_back(list);
  }
  if (replaced.empty()) return command;
  return fmt::format("{}  # replaces {}: keep what is in {}", command, fmt::join(replaced, ", "),
                     replaced.size() == 1 ? "it" : "them");
}

std::string powershell(std::string_view text) {
  return plain_word(text) ? std::string(text) : powershell_string(text);
}

// In a double-quoted string PowerShell expands $ and `, and takes the typographic double quotes for plain
// ones (about_Quoting_Rules). A backtick takes the meaning from the character after it.
std::string powershell_string(std::string_view text) {
  constexpr std::array<std::string_view, 3> typographic{"\u201c", "\u201d", "\u201e"};
  std::string quoted = "\"";
  while (!text.empty()) {
    const auto quote = std::ranges::find_if(typographic, [&](auto q) { return text.starts_with(q); });
    const std::size_t size = quote == typographic.end() ? 1 : quote->size();
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("$([char]{})", byte);
    } else {
      if (size > 1 || byte == '"' || byte == '$' || byte == '`') quoted += '`';
      quoted += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return quoted + '"';
}

}  // namespace authwalk::diagnosis
