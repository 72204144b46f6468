// What the EHLO replies offer, keyword by keyword. Only replies that both walks got are compared: a walk that
// came less far has lost no offer.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "model/lookup.hpp"
#include "report/diff.hpp"

namespace authwalk {
namespace {

using Offer = std::vector<std::string>;

constexpr std::array<std::string_view, 2> tls_verbs{"STARTTLS", "X-ANONYMOUSTLS"};
constexpr std::array<std::string_view, 2> auth_verbs{"AUTH", "X-EXPS"};

std::string_view first_word(std::string_view line) {
  return line.substr(0, line.find(' '));
}

// Mechanisms of a verb; also where the line is written "AUTH=LOGIN", as old servers do.
std::set<std::string> mechanisms(const Offer& offer, std::string_view verb) {
  std::set<std::string> all;
  for (const std::string& line : offer) {
    const std::string_view keyword = first_word(line);
    if (keyword.size() < verb.size() || !same_name(keyword.substr(0, verb.size()), verb)) continue;
    if (keyword.size() > verb.size() && keyword[verb.size()] != '=') continue;
    std::string_view rest = std::string_view(line).substr(verb.size());
    while (!rest.empty()) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" ="), rest.size()));
      const std::string_view word = first_word(rest);
      std::string upper;
      for (const char c : word) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (!upper.empty()) all.insert(upper);
      rest.remove_prefix(word.size());
    }
  }
  return all;
}

std::set<std::string> mechanisms(const Transcript& t, std::string_view verb, bool inside_tls_too) {
  auto all = mechanisms(t.offers.plain, verb);
  if (inside_tls_too && t.offers.tls) all.merge(mechanisms(*t.offers.tls, verb));
  return all;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool has_keyword(const Offer& offer, std::string_view wanted) {
  return std::any_of(offer.begin(), offer.end(),
                     [&](const std::string& line) { return same_name(first_word(line), wanted); });
}

// Keywords with what stands behind them, without those that have rules of their own.
std::map<std::string, std::string> keywords(const Offer& offer) {
  std::map<std::string, std::string> all;
  for (const std::string& line : offer) {
    std::string keyword(first_word(line));
    for (char& c : keyword) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const auto is = [&](std::string_view verb) {
      return keyword == verb || keyword.starts_with(std::string(verb) + "=");
    };
    if (std::any_of(tls_verbs.begin(), tls_verbs.end(), is)) continue;
    if (std::any_of(auth_verbs.begin(), auth_verbs.end(), is)) continue;
    all[keyword] = line;
  }
  return all;
}

bool both_inside_tls(const WalkPair& pair) {
  return pair.before.transcript.offers.tls && pair.after.transcript.offers.tls;
}

}  // namespace

void compare_starttls(const WalkPair& pair, ChangeList& changes) {
  if (!pair.both_took(Step::ehlo)) return;
  const Offer &then = pair.before.transcript.offers.plain, &now = pair.after.transcript.offers.plain;
  for (const std::string_view verb : tls_verbs)
    changes.add_good("offer", has_keyword(then, verb), has_keyword(now, verb), std::string(verb));
}

void compare_mechanisms(const WalkPair& pair, ChangeList& changes) {
  if (!pair.both_took(Step::ehlo)) return;
  // Where one walk has not got the second EHLO, only the first ones can be compared.
  const bool inside_tls_too = both_inside_tls(pair);
  for (const std::string_view verb : auth_verbs) {
    const auto then = mechanisms(pair.before.transcript, verb, inside_tls_too),
               now = mechanisms(pair.after.transcript, verb, inside_tls_too);
    for (const std::string& name : then) {
      if (now.count(name) == 0) changes.add(ChangeKind::worse, verb, name, "");
    }
    for (const std::string& name : now) {
      if (then.count(name) == 0) changes.add(ChangeKind::changed, verb, "", name);
    }
  }
}

void compare_offers(const WalkPair& pair, ChangeList& changes) {
  if (!pair.both_took(Step::ehlo)) return;
  const bool inside = both_inside_tls(pair);
  const Offers &then_all = pair.before.transcript.offers, &now_all = pair.after.transcript.offers;
  const auto then = keywords(inside ? *then_all.tls : then_all.plain),
             now = keywords(inside ? *now_all.tls : now_all.plain);
  for (const auto& [keyword, line] : then) {
    const auto same = now.find(keyword);
    if (same == now.end()) {
      changes.add(ChangeKind::changed, "offer", line, "");
    } else if (same->second != line) {
      changes.add(ChangeKind::changed, "offer", line, same->second);
    }
  }
  for (const auto& [keyword, line] : now) {
    if (then.count(keyword) == 0) changes.add(ChangeKind::changed, "offer", "", line);
  }
}

void compare_offers_before_tls(const WalkPair& pair, ChangeList& changes) {
  if (!pair.both_took(Step::ehlo) || !both_inside_tls(pair)) return;
  for (const std::string_view verb : auth_verbs) {
    const auto then = mechanisms(pair.before.transcript, verb, false),
               now = mechanisms(pair.after.transcript, verb, false);
    if (then != now)
      changes.add(ChangeKind::changed, std::string(verb) + " before TLS", joined(then), joined(now));
  }
}

}  // namespace authwalk
