// Each kind of value in each of its forms.
#include <doctest/doctest.h>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

ConnectorDefinition with(const std::string& name, const std::string& value) {
  return definitions_of(format_list_of({{name, value}})).at(0);
}

// As the value stands in JSON.
ConnectorDefinition json_with(const std::string& name, const std::string& value) {
  return definitions_of("{\"Name\": \"Outbound\", \"DNSRoutingEnabled\": false, \"" + name + "\": " + value +
                        "}")
      .at(0);
}

// A value that decides nothing refuses no file.
InputError fault_of(const std::string& name, const std::string& value) {
  const auto connector = with(name, value);
  CHECK(connector.decisive_fault() == nullptr);
  return connector.faults.empty() ? InputError{} : connector.faults.front().error;
}

std::string hosts_of(const ConnectorDefinition& connector) {
  std::string text;
  for (const DefinedSmartHost& host : connector.SmartHosts) text += (text.empty() ? "" : " ") + host.host;
  return text;
}

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("true and false") {
    for (const char* value : {"True", "true", "1", "$true"}) CHECK(with("ForceHELO", value).ForceHELO);
    for (const char* value : {"False", "FALSE", "0", "$false", ""})
      CHECK_FALSE(with("ForceHELO", value).ForceHELO);
    CHECK(json_with("ForceHELO", "true").ForceHELO);
    CHECK_FALSE(json_with("ForceHELO", "null").ForceHELO);
    CHECK(json_with("Enabled", "null").Enabled);
  }

  TEST_CASE("modes by name in any case and by the number of Exchange's enum") {
    for (const ModeRow& row : modes()) {
      CAPTURE(row.id);
      CHECK(with("SmartHostAuthMechanism", std::string(row.id)).SmartHostAuthMechanism == row.mode);
    }
    CHECK(with("SmartHostAuthMechanism", "basicauthrequiretls").SmartHostAuthMechanism ==
          Mode::BasicAuthRequireTLS);
    const std::vector<std::pair<const char*, Mode>> numbers{{"0", Mode::None},
                                                            {"2", Mode::BasicAuth},
                                                            {"4", Mode::BasicAuthRequireTLS},
                                                            {"8", Mode::ExchangeServer},
                                                            {"16", Mode::ExternalAuthoritative}};
    for (const auto& [number, mode] : numbers)
      CHECK(json_with("SmartHostAuthMechanism", number).SmartHostAuthMechanism == mode);
    CHECK(json_with("SmartHostAuthMechanism", R"({"value": 8, "Value": "ExchangeServer"})")
              .SmartHostAuthMechanism == Mode::ExchangeServer);
  }

  TEST_CASE("levels of TLS by name and number") {
    CHECK(json_with("TlsAuthLevel", "1").TlsAuthLevel == TlsAuthLevel::EncryptionOnly);
    CHECK(json_with("TlsAuthLevel", "2").TlsAuthLevel == TlsAuthLevel::CertificateValidation);
    CHECK(json_with("TlsAuthLevel", "3").TlsAuthLevel == TlsAuthLevel::DomainValidation);
    CHECK(with("TlsAuthLevel", "certificatevalidation").TlsAuthLevel == TlsAuthLevel::CertificateValidation);
    CHECK_FALSE(with("TlsAuthLevel", "").TlsAuthLevel);
    CHECK_FALSE(json_with("TlsAuthLevel", "null").TlsAuthLevel);
  }

  TEST_CASE("sizes, whatever the country puts between thousands") {
    for (const char* value : {"35 MB (36,700,160 bytes)", "35 MB (36.700.160 bytes)",
                              "35 MB (36\u00A0700\u00A0160 bytes)", "35MB", "35 MB", "36700160", "35840KB"}) {
      CAPTURE(value);
      CHECK(with("MaxMessageSize", value).MaxMessageSize == 36700160);
    }
    CHECK_FALSE(with("MaxMessageSize", "Unlimited").MaxMessageSize);
    CHECK_FALSE(json_with("MaxMessageSize", R"({"IsUnlimited": true, "Value": null})").MaxMessageSize);
    const auto limited =
        json_with("MaxMessageSize", R"j({"IsUnlimited": false, "Value": "1 KB (1,024 bytes)"})j");
    CHECK(limited.MaxMessageSize == 1024);
    CHECK(fault_of("MaxMessageSize", "99999999999 TB").problem == "MaxMessageSize is \"99999999999 TB\"");
    // What ConvertTo-Json leaves of a size.
    CHECK(
        json_with("MaxMessageSize", R"({"IsUnlimited": false, "Value": {"_bytes": 1024}})").MaxMessageSize ==
        1024);
    const auto lost = json_with("MaxMessageSize", R"({"IsUnlimited": false, "Value": {}})");
    CHECK_FALSE(lost.MaxMessageSize);
    CHECK(lost.faults.empty());
  }

  TEST_CASE("times") {
    using std::chrono::milliseconds;
    const auto time = [](const std::string& value) {
      return with("ConnectionInactivityTimeOut", value).ConnectionInactivityTimeOut;
    };
    CHECK(time("00:10:00") == milliseconds(600'000));
    CHECK(time("1.00:00:00") == milliseconds(86'400'000));
    CHECK(time("00:00:01.5000000") == milliseconds(1500));
    CHECK_FALSE(time(""));
    CHECK(json_with("ConnectionInactivityTimeOut", R"({"Ticks": 6000000000, "Days": 0})")
              .ConnectionInactivityTimeOut == milliseconds(600'000));
    for (const char* value : {"10", "1:2", "00:99:00", "-1.00:00:00", "::", "1.2.3:4:5"}) {
      CAPTURE(value);
      CHECK(fault_of("ConnectionInactivityTimeOut", value).hint.find("00:10:00") != std::string::npos);
    }
  }

  TEST_CASE("smart hosts in every form") {
    CHECK(hosts_of(with("SmartHosts", "{}")).empty());
    CHECK(hosts_of(with("SmartHosts", "{a.contoso.example, [192.0.2.3]}")) == "a.contoso.example 192.0.2.3");
    CHECK(hosts_of(with("SmartHosts", "{192.0.2.3}")) == "192.0.2.3");
    CHECK(hosts_of(with("SmartHosts", "a.contoso.example,[2001:db8::1]")) == "a.contoso.example 2001:db8::1");
    CHECK(hosts_of(json_with("SmartHosts", R"("a.contoso.example b.contoso.example")")) ==
          "a.contoso.example b.contoso.example");
    CHECK(hosts_of(json_with("SmartHosts",
                             R"([{"Address": "0.0.0.0", "IsIPAddress": false, "Domain": "a.b"}])")) == "a.b");
    CHECK(hosts_of(json_with("SmartHosts",
                             R"([{"Address": {"IPAddressToString": "192.0.2.3"}, "IsIPAddress": true}])")) ==
          "192.0.2.3");
    CHECK(hosts_of(json_with("SmartHosts", R"({"value": ["a.b", "c.d"], "Count": 2})")) == "a.b c.d");
    CHECK(hosts_of(with("SmartHosts", "{mx.contoso.example.}")) == "mx.contoso.example");
    CHECK(hosts_of(with("SmartHosts", ",;, ")).empty());
    CHECK(hosts_of(with("SmartHosts", "[192.0.2.3]|[192.0.2.4]")) == "192.0.2.3 192.0.2.4");
    CHECK(hosts_of(json_with("SmartHosts", R"([{"Address": {"Address": 50462912, "AddressFamily": 2},
                             "IsIPAddress": true}])")) == "192.0.2.3");
    CHECK(hosts_of(json_with("SmartHosts",
                             R"([{"IsIPAddress": false, "Domain": {"HostnameString": "a.b"}}])")) == "a.b");
    // An entry of a list is one host, and a wrong one.
    CHECK(json_with("SmartHosts", R"(["a.contoso.example;b.contoso.example"])").SmartHosts.at(0).kind ==
          DefinedSmartHost::Kind::invalid);
    CHECK(hosts_of(with("SmartHosts", "{a.contoso.example b.contoso.example}")) ==
          "a.contoso.example b.contoso.example");
    CHECK(with("SmartHosts", "{a.contoso.example b.contoso.example}").SmartHosts.size() == 1);
  }

  TEST_CASE("what a smart host is") {
    using Kind = DefinedSmartHost::Kind;
    const auto kind = [](const std::string& host) {
      return with("SmartHosts", "{" + host + "}").SmartHosts.at(0).kind;
    };
    CHECK(kind("relay.contoso.example") == Kind::name);
    CHECK(kind("relay_1.contoso.example") == Kind::name);
    CHECK(kind("[192.0.2.3]") == Kind::address);
    CHECK(kind("2001:db8::1") == Kind::address);
    CHECK(kind("192.0.2.0/24") == Kind::range);
    CHECK(kind("2001:db8::/32") == Kind::range);
    CHECK(kind("--") == Kind::site);
    for (const char* host : {"192.0.2.300", "relay..example", "-relay.example", "relay.example:587",
                             "r\u00E9lais", "192.0.2.0/33", "*.contoso.example", "relay.example\x01"}) {
      CAPTURE(host);
      CHECK(kind(host) == Kind::invalid);
      CHECK_FALSE(with("SmartHosts", std::string("{") + host + "}").SmartHosts.at(0).fault.empty());
    }
  }

  TEST_CASE("addresses that mean none") {
    for (const char* none : {"0.0.0.0", "::", ""})
      CHECK(with("SourceIPAddress", none).SourceIPAddress.empty());
    CHECK(with("SourceIPAddress", "192.0.2.9").SourceIPAddress == "192.0.2.9");
  }

  TEST_CASE("address spaces") {
    const auto spaces =
        with("AddressSpaces", "{SMTP:*.contoso.example;10, contoso.example, X400:c=de;a= ;5}").AddressSpaces;
    REQUIRE(spaces.size() == 3);
    CHECK(spaces[0].domain == "*.contoso.example");
    CHECK(spaces[0].cost == 10);
    CHECK(spaces[1].type == "SMTP");
    CHECK(spaces[1].domain == "contoso.example");
    CHECK(spaces[1].cost == 1);
    CHECK(spaces[2].type == "X400");
    CHECK(spaces[2].domain == "c=de;a= ");
    CHECK(spaces[2].cost == 5);
    for (const char* joined : {"SMTP:*;1|SMTP:fabrikam.example;5", "SMTP:*;1, SMTP:fabrikam.example;5",
                               "SMTP:*;1 SMTP:fabrikam.example;5"}) {
      CAPTURE(joined);
      const auto both = with("AddressSpaces", joined).AddressSpaces;
      REQUIRE(both.size() == 2);
      CHECK(both[0].domain == "*");
      CHECK(both[1].domain == "fabrikam.example");
      CHECK(both[1].cost == 5);
    }
  }

  TEST_CASE("characters that a file gives by their number") {
    const auto name = [](const std::string& written) {
      return definitions_of("<Objs><Obj RefId=\"0\"><Props><S N=\"Name\">" + written +
                            "</S><S N=\"SmartHostsString\" /></Props></Obj></Objs>")
          .at(0)
          .Name;
    };
    CHECK(name("Gr_x00FC_n") == "Gr\u00FCn");
    CHECK(name("_xD83D__xDE00_") == "\U0001F600");
    CHECK(name("_x005F_x000A_") == "_x000A_");
    CHECK(name("_x00G0_ _x12_") == "_x00G0_ _x12_");
    CHECK(name("a_xD83D_") == "a\uFFFD");
    CHECK(json_with("Comment", R"("Gr\u00fcn \ud83d\ude00 \"a\"")").text_of("Comment") ==
          "Gr\u00FCn \U0001F600 \"a\"");
  }
}
