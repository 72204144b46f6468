// The document of a report: of one smart host its answer and details, of many an overview and each of them.
#include <fmt/format.h>

#include <authwalk/report.hpp>

#include "report/answer.hpp"
#include "report/details.hpp"
#include "report/overview.hpp"

namespace authwalk::document {
namespace {

Judgement judgement_of(const Report& report) {
  const std::string_view result = verdict(report);
  if (result == "fail") return Judgement::contradicts;
  return result == "pass" ? Judgement::right : Judgement::open;
}

Document of_one(const JudgedHost& host, const Recommendation& advice, const Scope& scope) {
  Told told;
  Document document;
  document.headline = plain(matter_of(host, advice, told), Tone::bold);
  document.said = words_of_server(host);
  for (const std::string& line : document.said) told.fresh(line);
  document.blocks = answer(host, advice, told);
  if (!scope.details) return document;
  for (Block& one : details(host, advice, told)) document.blocks.push_back(std::move(one));
  return document;
}

Recommendation advice_for(const JudgedHost& host) {
  std::vector<Transcript> walks;
  for (const JudgedWalk& judged : host.walks) walks.push_back(judged.walk->transcript);
  return host.survey ? recommend(walks) : Recommendation{};
}

// The page of one of many.
Section page_of(const JudgedHost& host, const Scope& scope) {
  Document one = of_one(host, advice_for(host), scope);
  const Judgement judgement = host.judgement();
  Section page{.title = std::string(verdict_word(judgement)) + "  " + one.headline.front().text,
               .anchor = host.anchor,
               .open = judgement != Judgement::right,
               .tone = tone(judgement)};
  List said;
  for (const std::string& line : one.said) said.items.push_back({plain(line, Tone::bold)});
  if (!said.items.empty()) page.blocks.push_back({std::move(said)});
  for (Block& block : one.blocks) page.blocks.push_back(std::move(block));
  return page;
}

Document of_many(const std::vector<JudgedHost>& hosts, const Report& report, const Scope& scope) {
  Document document;
  document.headline = plain(matter_of(hosts), Tone::bold);
  document.blocks = overview(hosts);
  const Recommendation& recommended = report.recommendation;
  Facts advice{{}, true};
  if (recommended.mode && recommended.after.empty()) {
    advice.rows.push_back(text_row("Use", recommended.why));
    if (!recommended.command.empty()) advice.rows.push_back(command_row("Run", recommended.command));
  }
  if (report.interrupted)
    advice.rows.push_back(text_row("Note", "The run was interrupted: what had not been walked is missing."));
  if (!advice.rows.empty()) document.blocks.push_back({std::move(advice)});
  std::size_t pages = 0, left_out = 0;
  for (std::size_t i = 0; scope.details && i < hosts.size(); ++i) {
    if (!scope.pages_of_right && hosts[i].judgement() == Judgement::right) continue;
    if (pages == scope.pages_at_most) {
      ++left_out;
    } else {
      document.blocks.push_back({page_of(hosts[i], scope)});
      ++pages;
    }
  }
  if (left_out > 0) {
    document.blocks.push_back(
        {Paragraph{plain(fmt::format("{} more smart hosts are not as expected. They stand in the overview; "
                                     "to keep this page usable, the first {} "
                                     "have a page of their own. The JSON report has all of them.",
                                     left_out, pages))}});
  }
  return document;
}

}  // namespace

Document document_of(const Report& report, const Scope& scope) {
  const std::vector<JudgedHost> hosts = judged_hosts(report);
  Document document;
  if (hosts.empty()) {
    document.headline = plain("nothing was walked");
  } else {
    document = hosts.size() == 1 ? of_one(hosts.front(), report.recommendation, scope)
                                 : of_many(hosts, report, scope);
  }
  document.verdict = verdict_word(judgement_of(report));
  if (report.interrupted) document.verdict += " (interrupted)";
  document.tone = tone(judgement_of(report));
  return document;
}

}  // namespace authwalk::document
