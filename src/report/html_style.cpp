#include "report/html_style.hpp"

namespace authwalk {
namespace {

constexpr std::string_view sheet = R"css(
/* Every pair of text and background has a contrast of 4.5 or more (WCAG 2.1, 1.4.3). */
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --line: #d9dad6; --wire: #9aa0a6;
  --text: #1d2024; --dim: #5a6068; --link: #1f5aa6;
  --good: #1a6f36; --good-soft: #e5f3e9;
  --bad: #b3202a; --bad-soft: #fbe9e9;
  --note: #7d5200; --note-soft: #fbf1dc;
  --tls: #3f6fb5; --tls-soft: #eaf1fb; --code: #f1f1ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1d2024; --line: #363b41; --wire: #747c85;
    --text: #e4e6e9; --dim: #a3abb4; --link: #8db8f2;
    --good: #66c585; --good-soft: #17301f;
    --bad: #ff8585; --bad-soft: #3a1d20;
    --note: #e3b35a; --note-soft: #33290f;
    --tls: #7ba6e6; --tls-soft: #1b2738; --code: #15171a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
footer { padding: 1rem 1.25rem 3rem; color: var(--dim); font-size: .85rem; }
code, pre, .ladder .text, .time { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
h1, h2, h3, h4, h5, p, ul, ol, dl, pre, figure, blockquote { margin: 0; }
h1 { font-size: 1.45rem; line-height: 1.35; font-weight: 600; text-wrap: pretty; }
h2 { font-size: 1.25rem; line-height: 1.3; }
h3 { font-size: 1.05rem; }
h4 { font-size: .95rem; margin-top: 1.4rem; }
h5 { font-size: .9rem; margin: .6rem 0 .25rem; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.dim { color: var(--dim); }
.good { color: var(--good); } .bad { color: var(--bad); } .note { color: var(--note); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.nowrap { white-space: nowrap; }
.mark { font-style: normal; font-weight: 700; }
.mark.dim { font-weight: 400; }
.heard-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

/* The head of the page */
header { padding: 2rem 0 1rem; }
.product { font-weight: 700; letter-spacing: .02em; color: var(--dim); font-size: .9rem; margin-bottom: .6rem; }
header .dim { margin-top: .5rem; font-size: .92rem; }
.badge {
  display: inline-block; padding: .1em .55em; border-radius: .35em; border: 1px solid currentColor;
  font-size: .72em; font-weight: 700; letter-spacing: .04em; vertical-align: .12em; white-space: nowrap;
}
.badge.good { background: var(--good-soft); } .badge.bad { background: var(--bad-soft); }
.badge.note { background: var(--note-soft); } .badge.dim { color: var(--dim); }

/* Boxes */
section { margin-top: 1.75rem; }
.card, .walk {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem;
}
section.card { margin-top: 1rem; }
.card ul { padding-left: 1.2rem; margin-top: .4rem; }
.card h3 { margin-top: 1rem; }
.card p { margin-top: .3rem; }
.host { border-top: 1px solid var(--line); padding-top: 1.5rem; }
main header + .host { border-top: 0; padding-top: 0; }
.host h2 + .dim { margin-bottom: .75rem; font-size: .95rem; }
.walk { margin-top: 1rem; color: var(--text); border-left: 4px solid var(--line); scroll-margin-top: 1rem; }
.walk.good { border-left-color: var(--good); } .walk.bad { border-left-color: var(--bad); }
.walk.note { border-left-color: var(--note); }
.walk h3 { display: inline; font-weight: 600; }
.ending-of { font-weight: 400; color: var(--dim); }
.ending-of b { color: var(--text); }
.place { font-size: .9rem; margin-top: .25rem; }
.lead { margin-top: .5rem; font-size: 1.05rem; }
summary { cursor: pointer; }
details.part { border-top: 1px solid var(--line); margin-top: .6rem; padding-top: .6rem; }
h4 + details.part { border-top: 0; }
details.part > summary { font-weight: 600; font-size: .95rem; }
details.part[open] > summary { margin-bottom: .4rem; }

/* Tables scroll in their own box; the page does not. */
.wide {
  overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  margin-top: .75rem; overflow-wrap: normal;
}
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; color: var(--dim); font-size: .82rem; white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; }
.matrix .cell, .matrix thead th:nth-child(n+3) { text-align: center; padding: .4rem .3rem; }
.matrix thead th:last-child { text-align: right; padding-right: .6rem; }
.wide th:first-child { position: sticky; left: 0; background: var(--card); z-index: 1; }
.matrix abbr { text-decoration: none; cursor: help; }
.walk .wide { border-radius: .4rem; }
td.bar { width: 35%; min-width: 8rem; white-space: nowrap; }
td.bar span { display: inline-block; max-width: calc(100% - 3.5rem); height: .65rem; background: var(--wire); border-radius: .15rem; margin-right: .4rem; }
.tiles { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem; margin-top: .75rem; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem; min-width: 7rem; }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }

/* What was said, facts, advice */
.said { margin-top: .9rem; }
.said figcaption { font-size: .85rem; color: var(--dim); }
.said pre { border-left: 3px solid var(--bad); background: var(--bad-soft); }
.note > .said pre, .dim > .said pre { border-left-color: var(--note); background: var(--note-soft); }
pre {
  background: var(--code); border-radius: .35rem; padding: .55rem .8rem; margin-top: .25rem;
  font-size: .9rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere;
}
pre.command { border: 1px solid var(--line); }
pre.command code { user-select: all; -webkit-user-select: all; }
.facts { margin-top: .9rem; font-size: .95rem; }
.facts > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 1rem; padding: .2rem 0; }
.facts dt { color: var(--dim); }
.facts dd { margin: 0; min-width: 0; }
.plain, .claims { list-style: none; padding: 0; margin-top: .75rem; font-size: .95rem; }
.claims { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1.1rem 0; }
.columns { display: flex; flex-wrap: wrap; gap: 0 3rem; }
.columns .plain { margin-top: 0; }
.advice { padding-left: 1.4rem; margin-top: .5rem; }
.advice li { margin-top: .8rem; padding-left: .2rem; }
.advice li > p + p { margin-top: .2rem; }
.confidence { font-size: .8rem; border: 1px solid var(--line); border-radius: 1em; padding: .05em .6em; color: var(--dim); }
.logged { margin-top: 1.1rem; border: 1px solid var(--line); border-radius: .4rem; padding: .7rem .9rem; font-size: .95rem; }
.logged h4 { margin: 0 0 .2rem; color: var(--dim); font-size: .85rem; font-weight: 600; }
blockquote { border-left: 3px solid var(--line); padding-left: .8rem; margin-top: .25rem; }
.chain { padding-left: 1.3rem; }
.chain > li { margin-top: .6rem; }
.chain .facts { margin-top: .3rem; }

/* The conversation: two lifelines, an arrow a message, inside TLS on another ground. */
.ladder { margin-top: .6rem; font-size: .92rem; }
.ladder ol { list-style: none; padding: 0; }
.ladder .ends { display: flex; justify-content: space-between; gap: 1rem; margin-left: 13rem; font-weight: 600; font-size: .85rem; padding-bottom: .3rem; }
.ladder .ends span:last-child { text-align: right; }
.ladder li { display: grid; grid-template-columns: 8.5rem 4.5rem 1fr; }
.step, .time { color: var(--dim); font-size: .85rem; padding-top: .3rem; }
.time { text-align: right; padding-right: .8rem; font-variant-numeric: tabular-nums; }
.unit { font-size: .85em; }
.wire { position: relative; border: solid var(--wire); border-width: 0 2px; padding: .25rem .9rem .8rem; min-height: 2.2rem; min-width: 0; }
.tls > .wire { background: var(--tls-soft); border-color: var(--tls); border-width: 0 4px; padding: .25rem calc(.9rem - 2px) .8rem; }
.ladder .text { display: block; font-size: .88rem; line-height: 1.4; overflow-wrap: anywhere; }
.sent > .wire::before, .heard > .wire::before {
  content: ""; position: absolute; left: 2px; right: 2px; bottom: .42rem; border-bottom: 1.5px solid var(--wire);
}
.sent > .wire::after, .heard > .wire::after {
  content: ""; position: absolute; bottom: calc(.42rem - 4px); border: solid transparent; border-width: 5px 0;
}
.sent > .wire::after { right: 0; border-left: 9px solid var(--wire); }
.heard > .wire::after { left: 0; border-right: 9px solid var(--wire); }
.tls.sent > .wire::before, .tls.heard > .wire::before { border-bottom-color: var(--tls); }
.tls.sent > .wire::after { border-left-color: var(--tls); }
.tls.heard > .wire::after { border-right-color: var(--tls); }
.ladder li.bad > .wire::before { border-bottom: 3px solid var(--bad); bottom: calc(.42rem - 1px); }
.ladder li.bad.sent > .wire::after { border-left: 13px solid var(--bad); border-top-width: 7px; border-bottom-width: 7px; bottom: calc(.42rem - 6px); }
.ladder li.bad.heard > .wire::after { border-right: 13px solid var(--bad); border-top-width: 7px; border-bottom-width: 7px; bottom: calc(.42rem - 6px); }
.ladder li.bad > .wire { background: var(--bad-soft); }
.ladder li.bad, .ladder li.note, .ladder li.dim { color: inherit; }
.ladder li.bad .text { color: var(--bad); font-weight: 600; }
.ladder li.bad .step { color: var(--bad); font-weight: 700; }
.event > .wire, .remark > .wire, .secured > .wire { padding-bottom: .35rem; min-height: 0; }
.event > .wire > .text, .remark > .wire > .text { font-family: inherit; color: var(--dim); }
.ladder .remark.note .text { color: var(--note); }
.remark.bad > .wire > .text { color: var(--bad); }
.secured > .wire { border-top: 3px double var(--tls); }
.secured .text { font-weight: 700; color: var(--tls); text-align: center; }
.again { margin: .9rem 0 .5rem; }
.again .wire { grid-column: 1 / -1; border: dashed var(--note); border-width: 1px 0; padding: .4rem 0; min-height: 0; }
.again .text { font-family: inherit; color: var(--note); }
.again .step, .again .time { display: none; }
.ending { font-family: system-ui, sans-serif; font-size: .78rem; white-space: nowrap; }

@media (max-width: 40rem) {
  main, footer { padding-left: .75rem; padding-right: .75rem; }
  h1 { font-size: 1.2rem; }
  header { padding-top: 1.25rem; }
  .card, .walk { padding: .8rem .85rem; }
  .facts > div { grid-template-columns: 1fr; padding: .3rem 0; }
  .facts dt { font-size: .85rem; }
  .ladder .ends { margin-left: 0; font-size: .75rem; }
  .ladder .ends > span { max-width: 49%; }
  th, td { padding-left: .45rem; padding-right: .45rem; }
  table { font-size: .85rem; }
  .ladder li { grid-template-columns: 1fr auto; }
  .ladder li > .wire { grid-column: 1 / -1; padding-left: .7rem; padding-right: .7rem; }
  .ladder .step { border-left: 2px solid var(--wire); padding: .15rem 0 0 .7rem; }
  .ladder .time { border-right: 2px solid var(--wire); padding: .15rem .7rem 0 0; }
  .ladder .tls .step { border-left: 4px solid var(--tls); padding-left: calc(.7rem - 2px); }
  .ladder .tls .time { border-right: 4px solid var(--tls); padding-right: calc(.7rem - 2px); }
  .ladder .tls .step, .ladder .tls .time { background: var(--tls-soft); }
  .again .step, .again .time { display: none; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --line: #bbb; --wire: #666; --text: #000; --dim: #444; --link: #000;
    --good: #155c2c; --good-soft: #fff; --bad: #9a1720; --bad-soft: #fff; --note: #6b4600; --note-soft: #fff;
    --tls: #2c5796; --tls-soft: #fff; --code: #fff;
  }
  :root { font-size: 9pt; }
  main, footer { max-width: none; padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  .wide { overflow: visible; }
  th, td { padding: .2rem .35rem; }
  .matrix .cell, .matrix thead th:nth-child(n+3) { padding: .2rem .15rem; }
  .ladder li, .facts > div, tr, .logged, pre, h2, h3, h4, summary { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  a { text-decoration: none; }
  pre { border: 1px solid var(--line); }
}
)css";

}  // namespace

std::string_view html_style() {
  return sheet;
}

}  // namespace authwalk
