#include "check_arguments.hpp"
#include "commands.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view closing =
    "RANGE is that of all monitoring plugins: alert outside of START:END, inside with\n"
    "@ before it. 10 is 0:10; 10: has no end; ~:10 has no start. STEP is a name of\n"
    "`authwalk steps`.\n"
    "\n"
    "A silent smart host is CRITICAL and the step is named: a step has 7/10 of -t, a\n"
    "walk 9/10. Exchange holds a refusal back for 5 s, so keep -t at 10 or more, and\n"
    "add 10 for every further mode that logs on: modes of one account take turns.\n"
    "\n"
    "Exit status:\n"
    "OK        every mode ended as it was to\n"
    "WARNING   -w, -D or --warning-step; or TLS broke and the walk passed in clear\n"
    "CRITICAL  a mode did not end as it was to; -c, -D or --critical-step\n"
    "UNKNOWN   inconclusive, not tested (no credential, the lockout budget is spent),\n"
    "          interrupted, wrong arguments";

}  // namespace

Syntax check_syntax(CheckArguments& into) {
  WalkArguments& walk = into.walk;
  Syntax syntax;
  syntax.command = "check";
  syntax.synopsis = "check_authwalk -H HOST [-m MODE] [-u NAME --password-file FILE] [flags]";
  syntax.what =
      "A monitoring plugin: walks a Send connector's mode against a smart host, says in one line at which "
      "step it failed and why, and ends with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN. `authwalk check` is "
      "the same.";
  syntax.columns = 80;
  syntax.closing = closing;
  syntax.examples = {
      {"check_authwalk -H mx1.contoso.example", "accepts mail"},
      {"check_authwalk -H mx1 -u svc --password-file pw -D 30,7", "logs on"},
      {"check_authwalk -H mx1 -m none -e fail --to b@fabrikam.example", "no open relay"},
  };
  syntax.flags = {
      {"What", "-H,--hostname", "HOST", "name or address of the smart host", &into.hostname},
      {"What", "-p,--port", "N", "default: 25", &walk.port},
      {"What", "--connector", "FILE[#NAME]", "instead of -H: the Send connectors in FILE", &walk.connector},
      {"What", "-m,--mode", "MODE[,MODE]",
       "none, basic, basic-tls, exchange or external; repeatable; default: basic-tls with a user, exchange "
       "with --ccache or --keytab, else none",
       &walk.mode},
      {"What", "-e,--expect", "[MODE=]pass|fail", "how it is to end; default: pass", &walk.expect},

      {"Credentials", "-u,--user", "NAME", "svc, CONTOSO\\svc or svc@contoso.example", &walk.user},
      {"Credentials", "-U,--authuser", "NAME", "the same, as check_smtp has it", &into.user_of_check_smtp},
      {"Credentials", "--domain", "NAME", "NetBIOS domain of the user", &walk.domain},
      {"Credentials", "--password-file", "FILE", "a file that only its owner can read", &walk.password_file},
      {"Credentials", "--password-fd", "N", "an open file descriptor", &walk.password_fd},
      {"Credentials", "--password-command", "CMD", "a program that prints it", &walk.password_command},
      {"Credentials", "--netrc-file", "FILE", "the entry of exactly this host", &walk.netrc_file},
      {"Credentials", "--ccache", "NAME", "Kerberos credential cache", &walk.ccache},
      {"Credentials", "--keytab", "FILE", "Kerberos keytab", &walk.keytab},
      {"Credentials", "--spn", "SERVICE/HOST", "whom the ticket is for", &walk.spn},

      {"Alerts", "-w,--warning", "RANGE", "seconds of the whole walk", &into.warning},
      {"Alerts", "-c,--critical", "RANGE", "seconds of the whole walk", &into.critical},
      {"Alerts", "-D,--certificate-days", "WARN[,CRIT]", "alert when a certificate ends in fewer days",
       &into.certificate_days},
      {"Alerts", "--warning-step", "STEP=RANGE", "seconds of one step; repeatable", &into.warning_step},
      {"Alerts", "--critical-step", "STEP=RANGE", "seconds of one step; repeatable", &into.critical_step},
      {"Alerts", "-t,--timeout", "S", "seconds for the whole check; default: 10", &into.timeout},

      {"Connector settings", "-F,--fqdn", "NAME", "name in EHLO", &walk.fqdn},
      {"Connector settings", "-f,--from", "ADDR", "sender; default: <>", &walk.from},
      {"Connector settings", "--to", "ADDR", "recipient: is mail relayed to it? None is sent", &walk.to},
      {"Connector settings", "-S,--require-tls", "", "STARTTLS or fail", &walk.require_tls},
      {"Connector settings", "--tls-auth-level", "LEVEL",
       "EncryptionOnly, CertificateValidation or DomainValidation", &walk.tls_auth_level},
      {"Connector settings", "--tls-domain", "NAME", "name that DomainValidation compares", &walk.tls_domain},
      {"Connector settings", "--ca-file", "FILE", "trusted authorities, PEM", &walk.ca_file},
      {"Connector settings", "--allow-cleartext", "", "send the password without verified TLS",
       &walk.allow_cleartext},

      {"Network", "-4,--ipv4", "", "IPv4 addresses only", &walk.only_ipv4},
      {"Network", "-6,--ipv6", "", "IPv6 addresses only", &walk.only_ipv6},
      {"Network", "--resolve", "HOST:ADDR", "address instead of DNS; repeatable", &walk.resolve},
      {"Network", "--dns-server", "ADDR[:PORT]", "ask this server", &walk.dns_server},

      {"Safety", "--lockout-budget", "N[/MINUTES]",
       "rejected logons of an account in all runs; default: 3/30", &walk.lockout_budget},
      {"Safety", "--state-dir", "DIR", "where they are remembered", &walk.state_dir},

      {"Output", "-v,--verbose", "", "-v the steps, -vv the smart host, -vvv the conversation",
       &walk.verbose},
      {"Output", "-V,--version", "", "the version", &into.version},
  };
  return syntax;
}

Syntax check_syntax() {
  return for_readers<CheckArguments>(check_syntax);
}

}  // namespace authwalk::cli
