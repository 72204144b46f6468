#include "rehearsal/server_sasl.hpp"

#include <sasl/sasl.h>
#include <sasl/saslplug.h>

#include <array>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "rehearsal/rights.hpp"
#include "sasl/cyrus_library.hpp"

namespace authwalk::rehearsal {
namespace {

constexpr const char* our_plugin = "authwalk";
// A callback id of our own: through it the plug-in, of which there is one a process, finds the accounts of
// the host that a connection belongs to.
constexpr unsigned long accounts_callback = 0x61776b00;

int accounts_are_in_the_context() {
  return SASL_OK;
}

int give_option(void*, const char*, const char* option, const char** result, unsigned* length) {
  struct Option {
    const char* name;
    const char* value;
  };
  static constexpr std::array options{
      Option{"pwcheck_method", "auxprop"},
      Option{"auxprop_plugin", our_plugin},
      Option{"mech_list", "PLAIN CRAM-MD5 SCRAM-SHA-256"},
      Option{"log_level", "0"},
  };
  for (const Option& known : options) {
    if (std::strcmp(option, known.name) != 0) continue;
    *result = known.value;
    if (length != nullptr) *length = static_cast<unsigned>(std::strlen(known.value));
    return SASL_OK;
  }
  return SASL_FAIL;
}

// Fills in the password of `user`. Properties whose name starts with '*' belong to the name that is being
// proved, the others to the name that the session is to have; the flag says which of them are asked for.
int look_up(void*, sasl_server_params_t* parameters, unsigned flags, const char* user, unsigned length) {
  const sasl_utils_t* utils = parameters->utils;
  sasl_callback_ft ignored = nullptr;
  void* context = nullptr;
  if (utils->getcallback(utils->conn, accounts_callback, &ignored, &context) != SASL_OK) return SASL_NOUSER;
  const auto& accounts = *static_cast<const std::vector<RehearsalAccount>*>(context);
  const RehearsalAccount* account = find_account(accounts, {user, length});
  if (account == nullptr) return SASL_NOUSER;

  const bool for_session = (flags & SASL_AUXPROP_AUTHZID) != 0;
  for (const propval* wanted = utils->prop_get(parameters->propctx);
       wanted != nullptr && wanted->name != nullptr; ++wanted) {
    const bool proves = wanted->name[0] == '*';
    if (proves == for_session) continue;
    if (std::strcmp(wanted->name + (proves ? 1 : 0), SASL_AUX_PASSWORD_PROP) != 0) continue;
    if (wanted->values != nullptr) utils->prop_erase(parameters->propctx, wanted->name);
    utils->prop_set(parameters->propctx, wanted->name, account->password.data(),
                    static_cast<int>(account->password.size()));
  }
  return SASL_OK;
}

int register_plugin(const sasl_utils_t*, int, int* version, sasl_auxprop_plug_t** plugin, const char*) {
  static char name[] = "authwalk";
  static sasl_auxprop_plug_t ours{};
  ours.name = name;
  ours.auxprop_lookup = look_up;
  *version = SASL_AUXPROP_PLUG_VERSION;
  *plugin = &ours;
  return SASL_OK;
}

}  // namespace

struct SaslExchange::Callbacks {
  std::array<sasl_callback_t, 3> list;
};

void prepare_sasl() {
  static std::once_flag once;
  static const std::array callbacks{sasl_callback_t{SASL_CB_LOG, sasl_callback(keep_quiet), nullptr},
                                    sasl_callback_t{SASL_CB_GETOPT, sasl_callback(give_option), nullptr},
                                    sasl_callback_t{SASL_CB_LIST_END, nullptr, nullptr}};
  // sasl_server_done() is never called: it unloads plug-ins that another thread may still be inside of.
  std::call_once(once, [] {
    initialise_cyrus([] {
      if (sasl_server_init(callbacks.data(), "authwalk-rehearsal") != SASL_OK ||
          sasl_auxprop_add_plugin(our_plugin, register_plugin) != SASL_OK) {
        throw std::runtime_error("Cyrus SASL does not start");
      }
    });
  });
}

const std::vector<std::string>& sasl_mechanisms() {
  static const std::vector<std::string> found = [] {
    prepare_sasl();
    std::vector<std::string> names{"LOGIN"};
    const char** loaded = sasl_global_listmech();
    for (const char* name : {"PLAIN", "CRAM-MD5", "SCRAM-SHA-256"}) {
      for (const char** entry = loaded; entry != nullptr && *entry != nullptr; ++entry) {
        if (std::strcmp(*entry, name) == 0) names.emplace_back(name);
      }
    }
    return names;
  }();
  return found;
}

SaslExchange::SaslExchange(const std::vector<RehearsalAccount>& accounts, const std::string& host_name,
                           bool inside_tls)
    : callbacks_(std::make_unique<Callbacks>()) {
  callbacks_->list = {sasl_callback_t{accounts_callback, accounts_are_in_the_context,
                                      const_cast<std::vector<RehearsalAccount>*>(&accounts)},
                      sasl_callback_t{SASL_CB_LOG, sasl_callback(keep_quiet), nullptr},
                      sasl_callback_t{SASL_CB_LIST_END, nullptr, nullptr}};
  if (sasl_server_new("smtp", host_name.c_str(), nullptr, nullptr, nullptr, callbacks_->list.data(), 0,
                      &connection_) != SASL_OK) {
    throw std::runtime_error("Cyrus SASL gives no connection");
  }
  sasl_security_properties_t properties{};  // max_ssf 0: no security layer below SMTP, TLS has that job
  properties.security_flags = SASL_SEC_NOANONYMOUS;
  sasl_setprop(connection_, SASL_SEC_PROPS, &properties);
  const sasl_ssf_t strength = inside_tls ? 256 : 0;
  sasl_setprop(connection_, SASL_SSF_EXTERNAL, &strength);
}

SaslExchange::~SaslExchange() {
  sasl_dispose(&connection_);
}

SaslExchange::State SaslExchange::start(const std::string& mechanism,
                                        const std::optional<std::string>& initial_response) {
  const char* out = nullptr;
  unsigned length = 0;
  const int result = sasl_server_start(
      connection_, mechanism.c_str(), initial_response ? initial_response->data() : nullptr,
      initial_response ? static_cast<unsigned>(initial_response->size()) : 0, &out, &length);
  return outcome(result, out, length);
}

SaslExchange::State SaslExchange::next(const std::string& response) {
  const char* out = nullptr;
  unsigned length = 0;
  const int result =
      sasl_server_step(connection_, response.data(), static_cast<unsigned>(response.size()), &out, &length);
  return outcome(result, out, length);
}

std::string SaslExchange::user() const {
  const void* name = nullptr;
  if (sasl_getprop(connection_, SASL_USERNAME, &name) != SASL_OK || name == nullptr) return {};
  return static_cast<const char*>(name);
}

bool SaslExchange::check_password(const std::string& user, const std::string& password) {
  return sasl_checkpass(connection_, user.data(), static_cast<unsigned>(user.size()), password.data(),
                        static_cast<unsigned>(password.size())) == SASL_OK;
}

SaslExchange::State SaslExchange::outcome(int result, const char* out, unsigned length) {
  challenge_.assign(out == nullptr ? "" : out, out == nullptr ? 0 : length);
  switch (result) {
    case SASL_OK:
      return State::accepted;
    case SASL_CONTINUE:
      return State::challenge;
    case SASL_NOMECH:
      return State::unknown_mechanism;
    default:
      return State::refused;
  }
}

}  // namespace authwalk::rehearsal
