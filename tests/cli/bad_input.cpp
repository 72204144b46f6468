// What is wrong with the command line or its files is said in one line, with a hint, before anything is sent.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli/untouched_server.hpp"
#include "live/pki.hpp"
#include "live/program.hpp"

using namespace authwalk::test;

namespace {

using Words = std::vector<std::string>;

struct Row {
  Words words;  ///< DIR stands for the folder with the files below, TARGET for the server
  int status;
  const char* problem;
  const char* hint;
};

/// Good and bad files of every kind.
class Files {
 public:
  Files() {
    put("pw", canary);
    put("open", canary, 0644);
    put("group", canary, 0640);
    put("writable", canary, 0602);
    put("empty", "");
    put("newline", "\n");
    put("two-lines", "a\nb\n");
    put("cr", "a\rb\n");
    put("nul", std::string("a\0b\n", 4));
    put("bom", "\xEF\xBB\xBFsecret\n");
    put("longest", std::string(4096, 'x') + "\n");
    put("too-long", std::string(4097, 'x') + "\n");
    put("netrc-other", "machine other.contoso.example login a password b\ndefault login c password d\n");
    put("netrc-no-password", "machine 127.0.0.1 login a\n");
    put("netrc-no-login", "machine 127.0.0.1 password b\n");
    put("netrc-broken", "machine 127.0.0.1\nlogin a passwort b\n");
    put("netrc-svc", "machine 127.0.0.1 login svc password b\n");
    put("unreadable", canary, 0000);
    put("no-pem", "this is no certificate\n");
    put("cert", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", 0644);
    put("key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    put("open-key", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", 0644);
    put("two.yml", "targets: [mx1, mx2]\n");
    put("bad-hosts", "# ours\nmx1\r\nmx 1\n");
    std::filesystem::create_symlink(folder_.file("open"), folder_.file("link-to-open"));
    std::filesystem::create_symlink(folder_.file("nothing"), folder_.file("link-to-nothing"));
    if (mkfifo(folder_.file("fifo").c_str(), 0600) != 0) throw std::runtime_error("no FIFO");
  }

  std::string path() const { return folder_.path().string(); }

 private:
  void put(const std::string& name, std::string_view content, unsigned mode = 0600) {
    write_file(folder_.file(name), content, mode);
  }
  TemporaryFolder folder_;
};

std::string replaced(std::string text, const std::string& name, const std::string& value) {
  const auto at = text.find(name);
  return at == std::string::npos ? text : text.replace(at, name.size(), value);
}

void check_refused(const std::vector<Row>& rows, RunOptions options = {}) {
  const Files files;
  const UntouchedServer server;
  for (const Row& row : rows) {
    Words words;
    for (const auto& word : row.words)
      words.push_back(replaced(replaced(word, "DIR", files.path()), "TARGET", server.target()));
    const auto run = run_authwalk(words, options);
    INFO(run.describe());
    CHECK(run.status == row.status);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with("authwalk: "));
    CHECK(run.err.find(row.problem) != std::string::npos);
    CHECK(run.err.find(std::string("\n  hint: ")) != std::string::npos);
    CHECK(run.err.substr(run.err.find("\n  hint: ") + 1).find(row.hint) != std::string::npos);
  }
  CHECK(!server.touched());
}

Words walk(Words more) {
  more.insert(more.begin(), {"walk", "TARGET"});
  return more;
}

Words with_user(Words more) {
  more.insert(more.end(), {"-u", "svc"});
  return walk(more);
}

}  // namespace

TEST_SUITE("bad input") {
  TEST_CASE("commands") {
    check_refused({
        {{}, 64, "no command is given", "authwalk --help"},
        {{"wlak"}, 64, "\"wlak\" is not a command", "did you mean walk?"},
        {{"send"}, 64, "\"send\" is not a command", "authwalk --help"},
        {{"TARGET"}, 64, "is not a command", "authwalk walk TARGET"},
        {{"--mode", "none"}, 64, "a command comes before the flags", "authwalk walk"},
        {{"help", "wlak"}, 64, "\"wlak\" is not a command", "did you mean walk?"},
        {{"walk"}, 64, "no TARGET is given", "authwalk walk relay"},
        {{"demo", "TARGET"}, 64, "authwalk demo does not take", "authwalk demo --help"},
        {{"steps", "banner"}, 64, "authwalk steps does not take \"banner\"", "authwalk steps --help"},
        {{"steps", "--format", "html"}, 64, "steps has no --format \"html\"", "text, json"},
    });
  }

  TEST_CASE("what comes later says so") {
    check_refused({
        {{"serve"}, 64, "authwalk serve comes with a later version", "authwalk --help"},
    });
  }

  TEST_CASE("who names the smart hosts, and how much at once") {
    check_refused({
        {walk({"--config", "x.yml"}), 64, "TARGET, --connector and --config exclude each other",
         "one of them"},
        {walk({"--connector", "x.xml"}), 64, "TARGET, --connector and --config exclude each other",
         "one of them"},
        {walk({"--config", "x.yml", "--hosts-file", "y"}), 64, "exclude each other",
         "--target NAME picks one"},
        {walk({"--target", "mx"}), 64, "--target picks a smart host of --config or --connector", "walk mx"},
        {{"walk", "--config", "DIR/two.yml", "--target", "mx3"},
         64,
         "--target \"mx3\" is not in",
         "did you mean mx"},
        {{"walk", "--config", "DIR/two.yml", "--mode", "bassic"},
         64,
         "--mode \"bassic\" is not a mode",
         "basic?"},
        {{"walk", "--config", "DIR/two.yml", "--connector-name", "x"}, 64, "is told by the file", "drop it"},
        {{"walk", "--hosts-file", "/nonexistent"},
         66,
         "--hosts-file \"/nonexistent\"",
         "a smart host a line"},
        {{"walk", "--hosts-file", "DIR/bad-hosts"},
         65,
         "bad-hosts\", line 3: \"mx 1\" is not a host name",
         ""},
        {{"walk", "--hosts-file", "DIR/empty"}, 64, "names no smart host", "authwalk walk"},
        {{"walk", "--connector", "/nonexistent.xml"}, 66, "/nonexistent.xml", ""},
        {{"walk", "--config", "/nonexistent.yml"}, 66, "/nonexistent.yml", ""},
        {{"walk", "mx.contoso.example", "MX.contoso.example:25", "-m", "none"},
         64,
         "would be walked twice in mode None",
         "each TARGET once"},
        {walk({"--tls-certificate", "a=b.pem"}), 64, "--tls-certificate without --connector",
         "--client-cert"},
        {walk({"--shard", "4/4"}), 64, "the parts are 0 to 3", "--shard 3/4"},
        {walk({"--rate", "0"}), 64, "--rate \"0\" is not a number between", "--rate 20"},
        {walk({"--rate", "fast"}), 64, "--rate \"fast\" is not a number", "--rate 20"},
        {walk({"--per-host", "0"}), 64, "--per-host \"0\" is not a number from 1", "--per-host"},
        {walk({"--lockout-budget", "three"}), 64, "--lockout-budget", "--lockout-budget"},
    });
  }

  TEST_CASE("Kerberos") {
    check_refused({
        {walk({"--ccache", "FILE:x", "-m", "basic"}), 64, "--ccache is about Kerberos, which no walked mode",
         "--mode ExchangeServer"},
        {walk({"--spn", "SMTPSVC/mx", "--mechanism", "NTLM"}), 64, "--spn is about Kerberos", "--mechanism"},
        {walk({"--ccache", "x", "--keytab", "y"}), 64, "--ccache and --keytab both", "one of them"},
        {walk({"--ccache", ""}), 64, "--ccache is empty", "--help"},
        {walk({"--spn", "mx.contoso.example"}), 64, "is not SERVICE/HOST", "--spn SMTPSVC/"},
        {walk({"--spn", "SMTPSVC/mx/y"}), 64, "is not SERVICE/HOST", "--spn SMTPSVC/"},
        {walk({"--spn", "SMTPSVC/m x"}), 64, "is not SERVICE/HOST", "--spn SMTPSVC/"},
        {walk({"--gssapi", "spnegi"}), 64, "--gssapi \"spnegi\" is not a dialect", "did you mean spnego?"},
        {walk({"--mechanism", "GSAPI"}), 64, "--mechanism \"GSAPI\" is not a mechanism",
         "did you mean GSSAPI?"},
        {walk({"--mechanism", "PLAIN", "-m", "exchange"}), 64, "--mechanism PLAIN is used by the Basic modes",
         "--mode BasicAuth"},
        {walk({"-m", "exchange", "--keytab", "/nonexistent/keytab"}), 66, "--keytab", "keytab"},
    });
  }

  TEST_CASE("flags") {
    check_refused({
        {walk({"--usr", "svc"}), 64, "unknown flag \"--usr\"", "did you mean --user?"},
        {walk({"--completely-unknown"}), 64, "unknown flag", "authwalk walk --help"},
        {walk({"--completely=Unknown"}), 64, "unknown flag \"--completely\"\n", "authwalk walk --help"},
        {walk({"-x"}), 64, "unknown flag \"-x\"", "authwalk walk --help"},
        {walk({"--user"}), 64, "--user needs a value, NAME", "--help"},
        {walk({"--user", "--port", "25"}), 64, "--user needs a value, NAME", "--help"},
        {walk({"--deliver=yes"}), 64, "--deliver takes no value", "--help"},
        {walk({"-v", "-q"}), 64, "-v and -q exclude each other", "drop one"},
        {walk({"-4", "-6"}), 64, "-4 and -6 exclude each other", "drop both"},
        {walk({"--require-tls", "--ignore-starttls"}), 64, "--ignore-starttls and --require-tls exclude",
         "drop one"},
        {walk({"--tls-auth-level", "EncryptionOnly", "--ignore-starttls"}), 64,
         "--ignore-starttls and --tls-auth-level exclude", "drop one"},
        {walk({"--tls-domain", "mx.contoso.example"}), 64, "only by DomainValidation", "--tls-auth-level"},
        {walk({"--deliver"}), 64, "--deliver needs a recipient", "--to"},
        {walk({"--client-key", "DIR/key"}), 64, "--client-key without --client-cert", "--client-cert"},
        {walk({"--offline", "--format", "json"}), 64, "--offline prints commands", "drop --format"},
    });
  }

  TEST_CASE("flags of other programs are answered with ours, and never with one that lets more happen") {
    check_refused({
        {walk({"--server", "mx"}), 64, "unknown flag \"--server\"", "the smart host is TARGET"},
        {walk({"--auth-user", "svc"}), 64, "unknown flag \"--auth-user\"", "--user NAME"},
        {walk({"--auth", "LOGIN"}), 64, "unknown flag \"--auth\"", "--mode basic-tls"},
        {walk({"-tls"}), 64, "unknown flag \"-tls\"", "--require-tls"},
        {walk({"--helo", "x"}), 64, "unknown flag \"--helo\"", "--fqdn NAME"},
        {walk({"--url", "smtp://mx"}), 64, "unknown flag \"--url\"", "the smart host is TARGET"},
        {walk({"--mail-from", "a@b.example"}), 64, "unknown flag \"--mail-from\"", "--from ADDR"},
        {walk({"--mail-rcpt", "a@b.example"}), 64, "unknown flag \"--mail-rcpt\"", "--to ADDR"},
        {walk({"--ssl-reqd"}), 64, "unknown flag \"--ssl-reqd\"", "--require-tls"},
        {walk({"--cacert", "ca.pem"}), 64, "unknown flag \"--cacert\"", "--ca-file FILE"},
        {walk({"--insecure"}), 64, "unknown flag \"--insecure\"", "--ca-file FILE makes"},
        {walk({"-H", "mx"}), 64, "unknown flag \"-H\"", "the smart host is TARGET"},
        {walk({"-S"}), 64, "unknown flag \"-S\"", "--require-tls"},
        {walk({"-f", "a@b.example"}), 64, "unknown flag \"-f\"", "--from ADDR"},
        {walk({"-SmtpServer", "mx"}), 64, "unknown flag \"-SmtpServer\"", "the smart host is TARGET"},
        {walk({"-user", "svc"}), 64, "unknown flag \"-user\"", "did you mean --user?"},
        {walk({"-mode", "none"}), 64, "unknown flag \"-mode\"", "did you mean --mode?"},
        {walk({"--delver"}), 64, "unknown flag \"--delver\"", "--help"},
        {walk({"--cleartext"}), 64, "unknown flag \"--cleartext\"", "--help"},
        {walk({"--delivr"}), 64, "unknown flag \"--delivr\"", "did you mean --deliver?"},
    });
  }

  TEST_CASE("--mode and --expect") {
    check_refused({
        {walk({"-m", "bassic"}), 64, "--mode \"bassic\" is not a mode", "did you mean basic?"},
        {walk({"-m", "none", "--expect", "basic=pass"}), 64, "which --mode does not walk",
         "--mode BasicAuth"},
        {walk({"--expect", "none=pass", "--expect", "none=fail"}), 64, "says different things", "once"},
        {walk({"--expect", "none=maybe"}), 64, "is not MODE=pass, MODE=fail, MODE=fail@STEP", "--expect"},
        {walk({"--quit-after", "bannner"}), 64, "\"bannner\" is not a step", "did you mean banner?"},
    });
  }

  TEST_CASE("targets, ports and names") {
    check_refused({
        {{"walk", "127.0.0.1:0"}, 64, "\"0\" is not a number from 1 to 65535", "587"},
        {{"walk", "127.0.0.1:65536"}, 64, "\"65536\" is not a number from 1 to 65535", "587"},
        {walk({"--port", "smtp"}), 64, "--port \"smtp\" is not a number", "587"},
        {{"walk", ""}, 64, "TARGET \"\" is not a host name: it is empty", "mail.contoso.example"},
        {{"walk", "mx contoso"}, 64, "blanks or control characters", "mail.contoso.example"},
        {{"walk", "mx\r\nRCPT TO:<a>"}, 64, "mx\\x0D\\x0ARCPT", "mail.contoso.example"},
        {{"walk", "[2001:db8::7"}, 64, "is not understood", "[2001:db8::7]:25"},
        {{"walk", "192.0.2.300"}, 64, "is no IPv4 address", "mail.contoso.example"},
        {walk({"--fqdn", "mail\x1b[2J"}), 64, "--fqdn \"mail\\x1B[2J\"", "mail.contoso.example"},
        {walk({"--fqdn", ""}), 64, "--fqdn \"\" is not a host name", "mail.contoso.example"},
        {walk({"--sni", "a b"}), 64, "--sni \"a b\" is not a host name", "mail.contoso.example"},
        {walk({"-u", "svc\n"}), 64, "--user \"svc\\x0A\" has control characters", "svc"},
        {walk({"-u", ""}), 64, "--user is empty", "--user svc"},
        {walk({"-u", "svc", "--domain", "A\tB"}), 64, "--domain \"A\\x09B\" has control", "svc"},
        {walk({"--from", "a@b.example\r\nDATA"}), 64, "a@b.example\\x0D\\x0ADATA", "--from"},
        {walk({"--from", "a b@c.example"}), 64, "blanks or control characters",
         "or '<>' for the null sender"},
        {walk({"--from", "<a@b.example>"}), 64, "angle brackets", "--from a@b.example"},
        {walk({"--to", "mailto:b@fabrikam.example"}), 64, "is not an address", "--to b@fabrikam.example"},
        {walk({"-u", "CONTOSO/svc"}), 64, "is neither DOMAIN\\user nor user@domain", "--user 'CONTOSO\\svc'"},
        {walk({"-u", "<user>"}), 64, "is a gap to be filled", "what it stands for"},
        {{"walk", "<smart host>"}, 64, "is a gap to be filled", "what it stands for"},
        {{"walk", "smtps://mx.contoso.example"}, 64, "TARGET is a URL", "relay.contoso.example:587"},
        {{"walk", "mx1,mx2"}, 64, "holds several names", "apart"},
        {walk({"--to", "nobody"}), 64, "--to \"nobody\" is not an address: no @", "--to"},
        {walk({"--source-ip", "::1"}), 64, "--source-ip ::1 cannot reach 127.0.0.1", "target's family"},
        {walk({"--source-ip", "192.0.2"}), 64, "--source-ip \"192.0.2\" is not an IP address", "192.0.2.7"},
        {walk({"--resolve", "mx.contoso.example"}), 64, "is not HOST:ADDR", "--resolve relay"},
        {walk({"--resolve", "mx.contoso.example:mx2"}), 64, "is not an IP address", "192.0.2.7"},
        {walk({"--dns-server", "ns1"}), 64, "--dns-server \"ns1\" is not an IP address", "192.0.2.7"},
    });
  }

  TEST_CASE("numbers and words with a list of their own") {
    check_refused({
        {walk({"--timeout", "0"}), 64, "--timeout \"0\" is not a number of seconds", "--timeout 30"},
        {walk({"--deadline", "2h"}), 64, "--deadline \"2h\" is not a number of seconds", "--deadline 30"},
        {walk({"--jobs", "0"}), 64, "--jobs \"0\" is not a number from 1 to", "--jobs 1"},
        {walk({"--max-rejected", "-1"}), 64, "--max-rejected \"-1\" is not a number", "--max-rejected 1"},
        {walk({"--tls-auth-level", "Domain"}), 64, "is not a level", "DomainValidation"},
        {walk({"--tls-min", "1.4"}), 64, "--tls-min \"1.4\" is not a TLS version", "1.3"},
        {walk({"--tls-min", "1.3", "--tls-max", "1.2"}), 64, "--tls-min is above --tls-max", "exchange"},
        {walk({"--mechanism", "LOGUN"}), 64, "--mechanism \"LOGUN\" is not a mechanism",
         "did you mean LOGIN?"},
        {walk({"-m", "none", "--mechanism", "PLAIN"}), 64, "and no such mode is walked", "--mode BasicAuth"},
        {walk({"--format", "yaml"}), 64, "--format \"yaml\" is not known", "text, json"},
        {walk({"--color", "red"}), 64, "--color \"red\" is not known", "auto, always, never"},
    });
  }

  TEST_CASE("a password on the command line is refused and not repeated") {
    const std::string secret(canary);
    check_refused(
        {
            {walk({"--password", secret}), 64, "--password\" is refused", "--password-file"},
            {walk({"--password=" + secret}), 64, "is refused", "--password-file"},
            {walk({"--passwd", secret}), 64, "is refused", "--password-file"},
            {walk({"--pass=" + secret}), 64, "is refused", "--password-file"},
            {walk({"-p", secret}), 64, "\"-p\" is refused", "a port is --port"},
            {walk({"-p" + secret}), 64, "\"-p...\" is refused", "--password-file"},
            {walk({"-ap", secret}), 64, "\"-ap\" is refused", "--password-file"},
            {walk({"--password-fle=" + secret}), 64, "unknown flag \"--password-fle\"\n", "--password-file?"},
            {walk({"-w" + secret}), 64, "unknown flag \"-w\"\n", "--help"},
            {walk({"-u", "svc:" + secret}), 64, "looks like user:password", "--password-file"},
            {{"walk", "smtp://svc:" + secret + "@127.0.0.1"}, 64, "TARGET has an @", "given apart"},
            {{"walk", "svc:" + secret + "@127.0.0.1"}, 64, "TARGET has an @", "given apart"},
            {{"smtp://svc:" + secret + "@127.0.0.1"}, 64, "a URL is not a command", "authwalk walk"},
        },
        {.canary_in_arguments = true});
  }

  TEST_CASE("where a password comes from") {
    check_refused({
        {walk({"-u", "svc"}), 64, "no terminal to ask for one", "--password-file"},
        {walk({"--password-file", "DIR/pw"}), 64, "--password-file without --user", "--user"},
        {with_user({"--password-file", "DIR/pw", "--password-fd", "0"}), 64, "both name a password",
         "one of them"},
        {with_user({"--password-file", ""}), 64, "--password-file is empty", "--help"},
        {with_user({"--password-file", "DIR/missing"}), 66, "No such file", "exists"},
        {with_user({"--password-file", "DIR/open"}), 77, "has mode 0644", "chmod 600"},
        {with_user({"--password-file", "DIR/group"}), 77, "has mode 0640", "chmod 600"},
        {with_user({"--password-file", "DIR/writable"}), 77, "has mode 0602", "chmod 600"},
        {with_user({"--password-file", "DIR/link-to-open"}), 77, "has mode 0644", "chmod 600"},
        {with_user({"--password-file", "DIR/link-to-nothing"}), 66, "No such file", "exists"},
        {with_user({"--password-file", "DIR/fifo"}), 77, "is not a regular file", "--password-fd"},
        {with_user({"--password-file", "DIR"}), 77, "is not a regular file", "--password-fd"},
        {with_user({"--password-file", "DIR/empty"}), 65, "empty password", "never sent"},
        {with_user({"--password-file", "DIR/newline"}), 65, "empty password", "never sent"},
        {with_user({"--password-file", "DIR/two-lines"}), 65, "more than one line", "one line"},
        {with_user({"--password-file", "DIR/cr"}), 65, "more than one line", "one line"},
        {with_user({"--password-file", "DIR/nul"}), 65, "NUL byte", "UTF-8"},
        {with_user({"--password-file", "DIR/bom"}), 65, "byte order mark", "without"},
        {with_user({"--password-file", "DIR/too-long"}), 65, "more than 4096 bytes", "alone"},
        {with_user({"--password-fd", "9"}), 66, "--password-fd 9 is not open", "3<FILE"},
        {with_user({"--password-fd", "2"}), 64, "--password-fd 2 is an output", "3<FILE"},
        {with_user({"--password-fd", "x"}), 64, "--password-fd \"x\" is not a number", "--password-fd 3"},
        {with_user({"--password-fd", "0"}), 65, "empty password", "never sent"},
        {with_user({"--password-command", "cat 'DIR/pw"}), 64, "without a closing one", "pass show"},
        {with_user({"--password-command", "/nonexistent/program"}), 65, "cannot be run", "by itself"},
        {with_user({"--password-command", "false"}), 65, "exit status 1", "by itself"},
        {with_user({"--password-command", "true"}), 65, "empty password", "never sent"},
        {with_user({"--password-command", "sleep 20", "--deadline", "0.3"}), 65, "not ended after 0.3 s",
         "itself"},
        {walk({"--netrc-file", "DIR/netrc-other"}), 65, "has no entry for 127.0.0.1", "machine 127.0.0.1"},
        {walk({"--netrc-file", "DIR/netrc-no-password"}), 65, "line 1 gives an empty password", "never sent"},
        {walk({"--netrc-file", "DIR/netrc-no-login"}), 65, "the entry in line 1 has no login",
         "machine HOST"},
        {walk({"--netrc-file", "DIR/netrc-broken"}), 65, "line 2: neither machine", "machine HOST"},
        {walk({"--netrc-file", "DIR/open"}), 77, "has mode 0644", "chmod 600"},
        {walk({"--netrc-file", "DIR/netrc-svc", "-u", "b"}), 65, "has no login \"b\" for 127.0.0.1",
         "machine"},
    });
    check_refused({{walk({"-u", "svc"}), 77, "the credential authwalk-password", "chmod 600"}},
                  {.env = {"CREDENTIALS_DIRECTORY=" + [] {
                     static const TemporaryFolder folder;
                     write_file(folder.file("authwalk-password"), canary, 0644);
                     return folder.path().string();
                   }()}});
  }

  TEST_CASE("TLS files") {
    check_refused({
        {walk({"--ca-file", "DIR/missing"}), 66, "--ca-file", "PEM"},
        {walk({"--ca-file", "DIR/no-pem"}), 65, "holds no certificate in PEM form", "BEGIN CERTIFICATE"},
        {walk({"--ca-file", "DIR"}), 65, "is not a regular file", "PEM"},
        {walk({"--client-cert", "DIR/missing"}), 66, "No such file", "PEM"},
        {walk({"--client-cert", "DIR/cert"}), 65, "holds no private key", "--client-key"},
        {walk({"--client-cert", "DIR/cert", "--client-key", "DIR/missing"}), 66, "No such file", "PEM"},
        {walk({"--client-cert", "DIR/cert", "--client-key", "DIR/no-pem"}), 65, "holds no private key",
         "--client-key"},
        {walk({"--client-cert", "DIR/cert", "--client-key", "DIR/open-key"}), 77, "has mode 0644",
         "chmod 600"},
        {walk({"--client-cert", certificate("good").chain_file, "--client-key",
               certificate("self-signed").key_file}),
         65, "does not belong to the certificate", "--client-key is the key of another certificate"},
    });
  }

  // Root may read everything, unless the two capabilities for it are taken away.
  TEST_CASE("files that this user may not read") {
    const auto without_root_s_rights = [](Words more) {
      Words words = walk(std::move(more));
      words.insert(words.begin(), {"--bounding-set", "-dac_override,-dac_read_search", AUTHWALK_PROGRAM});
      return words;
    };
    RunOptions options;
    if (::geteuid() == 0) options.program = "/usr/bin/setpriv";
    const auto row = [&](Words more) { return ::geteuid() == 0 ? without_root_s_rights(more) : walk(more); };
    check_refused(
        {
            {row({"-u", "svc", "--password-file", "DIR/unreadable"}), 77, "Permission denied",
             "run as the owner of the file"},
            {row({"--netrc-file", "DIR/unreadable"}), 77, "Permission denied", "run as the owner"},
            {row({"--ca-file", "DIR/unreadable"}), 77, "Permission denied", "PEM"},
            {row({"--client-cert", "DIR/cert", "--client-key", "DIR/unreadable"}), 77, "Permission denied",
             "PEM"},
        },
        options);
  }

  TEST_CASE("output files are opened before anything is sent") {
    check_refused({
        {walk({"-o", "DIR/report.pdf"}), 64, "no format of this version has that ending", ".json"},
        {walk({"-o", "DIR/nowhere/report.json"}), 73, "report.json\" cannot be written: No such file", "-o"},
    });
  }

  TEST_CASE("rehearse") {
    check_refused({
        {{"rehearse", "--fault", "auth-5335"},
         64,
         "--fault \"auth-5335\" is not known",
         "did you mean auth-535?"},
        {{"rehearse", "--profile", "postfxi"}, 64, "is not known", "did you mean postfix?"},
        {{"rehearse", "--address", "192.0.2.1"}, 64, "no loopback address", "--help"},
        {{"rehearse", "--address", "localhost"}, 64, "is not an IP address", "192.0.2.7"},
        {{"rehearse", "--port", "65536"}, 64, "is not a number from 1 to 65535", "587"},
        {{"rehearse", "--auth-mechanism", "Tls,Basic"},
         64,
         "--auth-mechanism \"Basic\" is not known",
         "BasicAuth"},
        {{"rehearse", "--fault", "kerberos-535"},
         64,
         "--fault kerberos-535 without --keytab",
         "--keytab FILE"},
        {{"rehearse", "--keytab", "DIR/nowhere"}, 66, "No such file or directory", "--keytab"},
        {{"rehearse", "--keytab", "DIR/open"}, 77, "has mode 0644", "chmod 600"},
        {{"rehearse", "--keytab", "DIR/pw"}, 64, "/pw cannot be used", "--help"},
        {{"rehearse", "--x-exps", "GSSAPI"}, 64, "GSSAPI needs a keytab", "--help"},
        {{"rehearse", "--x-exps", "ntlm,login"}, 64, "mechanism 'LOGIN' cannot be served here", "--help"},
        {{"rehearse", "--extended-protection", "Requires"}, 64, "is not known", "did you mean Require?"},
        {{"rehearse", "--user", "svc"}, 64, "--user without --password-file", "--password-file"},
        {{"rehearse", "--password-file", "DIR/pw"}, 64, "--password-file without --user", "--user"},
        {{"rehearse", "--user", "svc", "--password-file", "DIR/open"}, 77, "has mode 0644", "chmod 600"},
        {{"rehearse", "--host-name", "a b"}, 64, "--host-name \"a b\" is not a host name", "contoso"},
        {{"rehearse", "--accepted-domain", ""}, 64, "--accepted-domain \"\"", "contoso"},
        {{"rehearse", "--ca-out", "DIR/nowhere/ca.pem"}, 73, "--ca-out", "--ca-out"},
    });
  }

  TEST_CASE("the longest password is not too long") {
    const Files files;
    const auto run = run_authwalk(
        {"walk", "127.0.0.1:1", "-m", "basic", "-u", "svc", "--password-file", files.path() + "/longest"});
    INFO(run.describe());
    CHECK(run.status == 2);  // nothing listens there
  }
}
