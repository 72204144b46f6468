#include "diagnosis/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/words.hpp"
#include "model/lookup.hpp"

namespace authwalk::diagnosis {
namespace {

bool among(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

// "Relay and Send-As were not tested."
std::string untested(const Transcript& t) {
  std::vector<std::string> rights;
  std::string because;
  if (among(t.not_proved, "relay")) {
    rights.emplace_back("relay");
    if (const std::string own = recipient_of_its_own(t); !own.empty()) {
      because += fmt::format(" {} is in the smart host's own domain: to write there takes no right to relay.",
                             path(own));
    }
  }
  if (among(t.not_proved, "send-as")) {
    rights.emplace_back("Send-As");
    if (delivered_as_nobody(t))
      because += " The null sender <> belongs to nobody: to send as it takes no right.";
  }
  if (rights.empty()) return {};
  std::string text = joined(rights);
  if (text.starts_with('r')) text.front() = 'R';
  return fmt::format(" {} {} not tested.{}", text, rights.size() > 1 ? "were" : "was", because);
}

// What the reader must know whatever the outcome was.
std::string caveats(const Transcript& t) {
  std::string text;
  if (t.retry) {
    text += fmt::format(
        " TLS broke first ({} at {}); as a Send connector does, the walk went on in clear on a new "
        "connection.",
        id(t.retry->why.cls), id(t.retry->why.step));
  }
  if (t.auth.diagnostic) {
    const std::string what = sends_token(t) ? auth_command(t) : t.auth.mechanism;
    text += fmt::format(" {} was asked for as a test: a Send connector would not use it in mode {}.",
                        what.empty() ? std::string("The mechanism") : what, id(t.mode));
  }
  return text;
}

// Names of modes keep their capital.
std::string after_a_colon(std::string sentence) {
  for (std::string_view article : {"The ", "This ", "A "}) {
    if (sentence.starts_with(article)) sentence.front() = lower(sentence.front());
  }
  return sentence;
}

// " as svc@CONTOSO.EXAMPLE, with a server that proved to be SMTPSVC/mx.contoso.example,"
std::string by_ticket(const Transcript& t) {
  if (!kerberos(t) || t.auth.principal.empty()) return {};
  if (!t.auth.mutual) return " as " + t.auth.principal;
  return fill_words(" as {principal}, with a server that proved to be {spn},", t);
}

std::string early_end(const Transcript& t) {
  return fmt::format(
      "All went well as far as {}, where the walk was told to end; nothing after it was tested.",
      id(*t.quit_after));
}

std::string inconclusive(const Transcript& t) {
  if (t.quit_after) return early_end(t);
  if (t.mode == Mode::ExternalAuthoritative) {
    const std::string own = recipient_of_its_own(t);
    return fmt::format(
        "{}. Whether this host trusts us enough to relay was not tried: {}add --to with an address outside "
        "its domains.",
        proof(t), own.empty() ? "" : path(own) + " is in its own domain; ");
  }
  return fmt::format("{}, but that does not prove what {} claims.{}", proof(t), id(t.mode), untested(t));
}

}  // namespace

std::string summary(const Transcript& t) {
  switch (t.outcome) {
    case Outcome::fail:
      return (t.failure ? failure_words(t) : "The walk failed, and no reason was recorded.") + caveats(t);
    case Outcome::not_tested:
      return "Not tested: " + (t.failure ? after_a_colon(failure_words(t)) : "no reason was recorded.") +
             caveats(t);
    case Outcome::inconclusive:
      return (t.failure ? failure_words(t) : inconclusive(t)) + caveats(t);
    case Outcome::pass:
      break;
  }
  if (t.quit_after) return early_end(t) + caveats(t);
  return proof(t) + "." + untested(t) + caveats(t);
}

std::string proof(const Transcript& t) {
  std::vector<std::string> more;
  if (among(t.proved, "sender")) more.emplace_back("sender accepted");
  const bool to_its_own = !recipient_of_its_own(t).empty();
  if (among(t.proved, "relay") || to_its_own) more.emplace_back("recipient accepted");
  if (among(t.proved, "send-as") || delivered_as_nobody(t)) more.emplace_back("message accepted");
  const bool authenticated = among(t.proved, "authentication");
  const std::string first =
      authenticated ? fmt::format("Authenticated with {}{} {}", t.auth.mechanism, by_ticket(t), protection(t))
                    : fmt::format("{} without authentication {}",
                                  more.empty() ? std::string("Connected") : joined(more), protection(t));
  std::string text = authenticated && !more.empty() ? first + "; " + joined(more) : first;
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace authwalk::diagnosis
