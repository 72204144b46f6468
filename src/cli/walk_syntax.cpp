#include <authwalk/mechanism.hpp>

#include "commands.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view closing =
    "Without --mode and --expect this is a survey of all five modes. It passes when one of them logged\n"
    "on, or without a credential proved that mail is relayed (--to).\n"
    "A password is taken from the flags above, from $CREDENTIALS_DIRECTORY/authwalk-password, or asked\n"
    "for on the terminal. It is sent only inside TLS with a certificate that was verified, unless\n"
    "--allow-cleartext is given.\n"
    "\n"
    "Exit status:\n"
    "  0  every walked mode is as expected; the survey passes\n"
    "  1  at least one is not; the survey fails\n"
    "  2  nothing is proved: the host is dead, silent or busy, or something was not tested\n"
    " 64  usage               65  input data is wrong      66  input is missing    70  internal error\n"
    " 73  cannot write        77  credential file is open to others                130  interrupted";

}  // namespace

Syntax walk_syntax(WalkArguments& into) {
  static const std::string mechanism_words =
      mechanism_names() +
      ": with AUTH in the Basic modes, for diagnosis only; with X-EXPS in ExchangeServer, GSSAPI or NTLM";
  Syntax syntax;
  syntax.command = "walk";
  syntax.synopsis = "authwalk walk TARGET... | --connector FILE[#NAME] | --config FILE [flags]";
  syntax.what =
      "Walks the Send connector modes against smart hosts and names, for each, the step that failed, the "
      "server's reply, the likely cause and the command that mends it. TARGET is host, host:port, address or "
      "[v6]:port; the port is 25 unless --port says otherwise. A flag that is given again: the last one "
      "counts.";
  syntax.examples = {
      {"authwalk walk relay.contoso.example -u svc", "all five modes; asks for the password"},
      {"authwalk walk mx1:587 -u svc --password-file pw -v", "... and tells what the answer rests on"},
      {"authwalk walk mx1 -m basic-tls -u svc --ca-file ca.pem", "one mode, with an authority of our own"},
      {"authwalk walk mx1 -m external --to b@fabrikam.example", "does it relay for us?"},
      {"authwalk walk mx1 --expect none=fail --format json", "for a script"},
      {"authwalk walk --connector connectors.xml -o report.html", "what Get-SendConnector exported"},
      {"authwalk walk --config probes.yml --resume run.ndjson", "a batch that may be killed and resumed"},
  };
  syntax.operands = &into.targets;
  syntax.operand = "TARGET";
  syntax.closing = closing;
  syntax.flags = {
      {"Instead of TARGET", "--connector", "FILE[#NAME]",
       "walk every smart host of the Send connectors in FILE, as they would; #NAME picks one; repeatable. "
       "FILE "
       "is Get-SendConnector through Export-Clixml, ConvertTo-Json, Format-List or Export-Csv",
       &into.connector},
      {"Instead of TARGET", "--tls-certificate", "NAME=CERT[,KEY]",
       "PEM files for the connectors whose TlsCertificateName is NAME; repeatable", &into.tls_certificate},
      {"Instead of TARGET", "--config", "FILE",
       "walk what an authwalk YAML file lists (authwalk-config(5)); other flags take the place of what it "
       "says",
       &into.config},
      {"Instead of TARGET", "--target", "NAME",
       "of all that the file lists, only this one, by name or HOST[:PORT]", &into.target},
      {"Instead of TARGET", "--hosts-file", "FILE",
       "a TARGET a line, # begins a comment; - is standard input", &into.hosts_file},

      {"What", "-m,--mode", "MODE[,MODE]",
       "None, BasicAuth, BasicAuthRequireTLS, ExchangeServer, ExternalAuthoritative (none, basic, basic-tls, "
       "exchange, external); repeatable; default: all five",
       &into.mode},
      {"What", "--expect", "MODE=pass|fail", "how the mode is to end; repeatable", &into.expect},
      {"What", "--quit-after", "STEP", "end every walk after this step (authwalk steps lists them)",
       &into.quit_after},
      {"What", "--for", "DOMAIN", "the recipients' domain that a connector without a smart host is walked to",
       &into.for_domain},
      {"What", "--offline", "", "print what would be sent, send nothing", &into.offline},

      {"Credentials", "-u,--user", "NAME", "svc, CONTOSO\\svc or svc@contoso.example", &into.user},
      {"Credentials", "--domain", "NAME", "NetBIOS domain, where the user name has none", &into.domain},
      {"Credentials", "--password-file", "FILE", "a file that only its owner can read", &into.password_file},
      {"Credentials", "--password-fd", "N", "an open file descriptor, 0 or from 3 up", &into.password_fd},
      {"Credentials", "--password-command", "CMD", "a program that prints it; run without a shell",
       &into.password_command},
      {"Credentials", "--netrc-file", "FILE", "the entry with exactly the host's name; never `default`",
       &into.netrc_file},
      {"Credentials", "--mechanism", "MECHANISM", mechanism_words, &into.mechanism},

      {"Kerberos", "--ccache", "NAME", "credential cache to take tickets from; default: the system's",
       &into.ccache},
      {"Kerberos", "--keytab", "FILE", "keytab to get a ticket with; --user then names its principal",
       &into.keytab},
      {"Kerberos", "--spn", "SERVICE/HOST", "whom the ticket is for; default: SMTPSVC/<smart host>",
       &into.spn},
      {"Kerberos", "--gssapi", "spnego|kerberos",
       "dialect of GSSAPI; default: spnego toward an Exchange, kerberos toward others", &into.gssapi},

      {"Envelope", "--from", "ADDR", "sender; repeatable, each is tried; default: <>, the null sender",
       &into.from},
      {"Envelope", "--to", "ADDR", "recipient; repeatable; without one rcpt-to is skipped", &into.to},
      {"Envelope", "--deliver", "", "send a small marked message; needs --to", &into.deliver},

      {"Connector settings", "--connector-name", "NAME",
       "of the Send connector, for the commands in the report", &into.connector_name},
      {"Connector settings", "--fqdn", "NAME", "name in EHLO; default: this system's host name", &into.fqdn},
      {"Connector settings", "--port", "N", "port of the targets that name none; default: 25", &into.port},
      {"Connector settings", "--require-tls", "", "STARTTLS or fail, in every mode", &into.require_tls},
      {"Connector settings", "--ignore-starttls", "", "no TLS even when it is offered",
       &into.ignore_starttls},
      {"Connector settings", "--tls-auth-level", "LEVEL",
       "EncryptionOnly, CertificateValidation or DomainValidation; TLS is then required",
       &into.tls_auth_level},
      {"Connector settings", "--tls-domain", "NAME", "name that DomainValidation compares", &into.tls_domain},
      {"Connector settings", "--source-ip", "ADDR", "local address to connect from", &into.source_ip},

      {"TLS", "--ca-file", "FILE", "trusted authorities, PEM; default: the system's", &into.ca_file},
      {"TLS", "--client-cert", "FILE", "our certificate, PEM", &into.client_cert},
      {"TLS", "--client-key", "FILE", "its key, PEM; default: in the certificate's file", &into.client_key},
      {"TLS", "--sni", "NAME", "server name to send; default: the smart host's", &into.sni},
      {"TLS", "--tls-min", "VERSION", "1.0, 1.1, 1.2 or 1.3; default: 1.2", &into.tls_min},
      {"TLS", "--tls-max", "VERSION", "default: 1.3", &into.tls_max},

      {"Safety", "--allow-cleartext", "", "send the password even where no verified certificate protects it",
       &into.allow_cleartext},
      {"Safety", "--max-rejected", "N", "rejected logons per account in this run; default: 1",
       &into.max_rejected},
      {"Safety", "--lockout-budget", "N[/MINUTES]",
       "rejected logons per account over all runs; default: 3/30; 0: every run counts for itself",
       &into.lockout_budget},
      {"Safety", "--state-dir", "DIR",
       "where rejected logons are remembered; default: $STATE_DIRECTORY, else authwalk in $XDG_STATE_HOME",
       &into.state_dir},

      {"Batch", "--jobs", "N", "walks at the same time; default: 64", &into.jobs},
      {"Batch", "--per-host", "N", "walks at the same time to one smart host; default: 5", &into.per_host},
      {"Batch", "--rate", "N", "walks that begin in a second; default: no limit", &into.rate},
      {"Batch", "--shard", "I/N",
       "only the I-th of N parts, I from 0: a smart host is always in the same part; authwalk merge joins "
       "them",
       &into.shard},
      {"Batch", "--resume", "FILE",
       "write every walk to FILE (NDJSON) as it ends, and leave out what FILE holds already", &into.resume},

      {"Network", "-4,--ipv4", "", "IPv4 addresses only", &into.only_ipv4},
      {"Network", "-6,--ipv6", "", "IPv6 addresses only", &into.only_ipv6},
      {"Network", "--resolve", "HOST:ADDR", "address to take for a name instead of DNS; repeatable",
       &into.resolve},
      {"Network", "--dns-server", "ADDR[:PORT]", "ask this server for every name", &into.dns_server},
      {"Network", "--all-addresses", "", "walk every address of a smart host, not the first that answers",
       &into.all_addresses},
      {"Network", "--timeout", "S",
       "for a step, in seconds or as 500ms, 5s, 1m; default: 15. Exchange holds failures back for 5",
       &into.timeout},
      {"Network", "--deadline", "S", "for a walk; default: 60", &into.deadline},

      {"Output", "--format", "FORMAT",
       "of standard output: text, json, ndjson, junit, csv, nagios, prometheus, html, smtpsend or "
       "validate; default: "
       "text",
       &into.format},
      {"Output", "-o,--output", "FILE", "write a report there too; the ending picks the format; repeatable",
       &into.output},
      {"Output", "-v,--verbose", "", "tell all: steps, causes, evidence and conversations", &into.verbose},
      {"Output", "-q,--quiet", "", "one line a walk, and no notes", &into.quiet},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  return syntax;
}

Syntax walk_syntax() {
  return for_readers<WalkArguments>(walk_syntax);
}

}  // namespace authwalk::cli
