#include "foreign_flags.hpp"

#include <algorithm>

namespace authwalk::cli {
namespace {

struct Row {
  std::string_view ours;
  std::string_view theirs;  // each with a blank before and behind it
};

constexpr Row rows[] = {
    {"the smart host is TARGET: authwalk walk mx.contoso.example:587",
     " --server --host --hostname --smarthost --smart-host --smtp-server --url --connect --relay -H -s "
     "-connect -host "
     "-SmtpServer -server "},
    {"--user NAME", " --auth-user --authuser --username --login --auth-username -au -U -l -user -username "},
    {"--user NAME, and --password-file FILE", " --credential --credentials -Credential -credential "},
    {"--mode basic-tls, or --mechanism NAME",
     " --auth --authtype --auth-type --auth-method --login-options -a -A -auth "},
    {"--mode exchange", " --ntlm --negotiate --kerberos --gss --gssapi-auth "},
    {"--mechanism XOAUTH2, and --password-file FILE", " --oauth2-bearer --oauth2 --xoauth2 "},
    {"--require-tls",
     " --tls --starttls --ssl --ssl-reqd --tls-required --require-starttls --use-tls --usessl "
     "--tls-starttls -S -tls -ssl -starttls -UseSsl -usessl "},
    {"nothing: STARTTLS is used wherever it is offered; --require-tls demands it",
     " --tls-optional -tlso --try-ssl --opportunistic "},
    {"nothing: TLS from the first byte (port 465) is no way of a Send connector",
     " --tls-on-connect --smtps --implicit-tls -tlsc "},
    {"--tls-auth-level CertificateValidation, or DomainValidation",
     " --tls-verify --verify --check-certificate -verify "},
    {"--ca-file FILE makes the authority of the certificate known",
     " --insecure --no-verify --no-check-certificate -k "},
    {"--ca-file FILE",
     " --cacert --ca --capath --cafile --tls-ca-path --tls-trust-file --tls-ca-file -CAfile -CApath "},
    {"--client-cert FILE", " --cert --certificate --tls-cert --tls-cert-file -E -cert "},
    {"--client-key FILE", " --key --tls-key --tls-key-file -key "},
    {"--sni NAME", " --tls-sni --servername --server-name -servername "},
    {"--tls-min 1.2",
     " --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --tls-protocol -tlsp -tls1_2 -tls1_3 "},
    {"--from ADDR", " --mail-from --sender --envelope-from -f -from -From "},
    {"--to ADDR", " --mail-rcpt --rcpt --rcpt-to --recipient --recipients -t -to -To "},
    {"--fqdn NAME", " --helo --ehlo --hello --lhlo -F -helo -ehlo -fqdn "},
    {"--port N, or TARGET as host:port", " -port -Port "},
    {"--source-ip ADDR", " --interface --local-interface --bind --source -li "},
    {"--timeout S, for a step", " --connect-timeout --step-timeout -timeout "},
    {"--deadline S, for a walk", " --max-time "},
    {"--resolve HOST:ADDR", " --connect-to --address --ip "},
    {"--dns-server ADDR", " --dns-servers --nameserver --dns "},
    {"--crl-file FILE", " --crlfile --crl "},
    {"--offline prints what would be sent", " --dry-run --dry --no-send --simulate -n "},
    {"--verbose", " --debug --trace --trace-ascii -d -verbose -debug "},
    {"--quiet", " --silent --hide-all -quiet -silent "},
    {"--format json", " --json "},
    {"-o FILE.html", " --html "},
    {"-o FILE.xml", " --junit "},
    {"-o FILE.csv", " --csv "},
    {"-o FILE", " --output-file --out --report "},
    {"--jobs N", " --parallel --threads --workers --concurrency "},
    {"--hosts-file FILE", " --hosts --targets --host-list --input --file "},
    {"nothing: authwalk writes no message of yours",
     " --data --body --header --subject --upload-file --attach -T -Subject -Body "},
    {"check_authwalk, the plugin, has it",
     " --warning --critical --certificate-days --command --response -w -c -D -C -R -e "},
    {"authwalk --version", " --version -V -version "},
};

}  // namespace

std::string our_flag_for(std::string_view argument) {
  const auto name = " " + std::string(argument.substr(0, argument.find('='))) + " ";
  const auto found =
      std::ranges::find_if(rows, [&](const Row& row) { return row.theirs.find(name) != row.theirs.npos; });
  return found == std::end(rows) ? std::string() : std::string(found->ours);
}

}  // namespace authwalk::cli
