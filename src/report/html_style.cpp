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
h1, p, ul, ol, dl, pre { margin: 0; }
h1 { font-size: 1.45rem; line-height: 1.35; font-weight: 600; text-wrap: pretty; }
a { color: var(--link); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.dim { color: var(--dim); }
.good { color: var(--good); } .bad { color: var(--bad); } .note { color: var(--note); }
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

/* Parts that are folded away, and the page of one smart host of many */
summary { cursor: pointer; scroll-margin-top: 1rem; overflow-wrap: anywhere; }
summary.plain { color: var(--text); }
details.part { border-top: 1px solid var(--line); padding: .6rem 0; }
details.part > summary { font-weight: 600; }
details.part[open] > summary { margin-bottom: .5rem; }
details.page { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1.1rem; margin-top: 1rem; }
details.page > summary { font-weight: 600; font-size: 1.05rem; }
main > p, .page > p { margin: .9rem 0; color: var(--dim); }

/* Tables scroll in their own box; the page does not. */
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; margin: .9rem 0; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; color: var(--dim); font-size: .82rem; white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; position: sticky; left: 0; background: var(--card); z-index: 1; }

/* What was said, what to do, facts */
pre {
  background: var(--code); border-radius: .35rem; padding: .45rem .7rem;
  font-size: .88rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere;
}
pre.said { border-left: 3px solid var(--bad); background: var(--bad-soft); margin-top: .7rem; }
pre.command { border: 1px solid var(--line); }
pre.command code { user-select: all; -webkit-user-select: all; }
pre.command b { font-weight: 400; }
.answer { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .5rem 1.1rem; margin: .9rem 0; }
.answer > div { display: grid; grid-template-columns: 4rem 1fr; gap: 0 .75rem; padding: .35rem 0; }
.answer dt { font-weight: 700; }
.answer dd, .facts dd { margin: 0; min-width: 0; }
.facts { margin: .5rem 0; font-size: .95rem; }
.facts > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 1rem; padding: .15rem 0; }
.facts dt { color: var(--dim); }
.facts b { font-weight: 600; }
.list { padding-left: 1.4rem; margin: .5rem 0; }
ul.list { list-style: none; padding-left: .2rem; }
.list > li { margin-top: .6rem; }

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
  .answer, details.page { padding: .6rem .8rem; }
  .answer > div { grid-template-columns: 1fr; }
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
  .ladder li, .facts > div, .answer > div, tr, pre, summary { break-inside: avoid; }
  summary { break-after: avoid; }
  a { text-decoration: none; }
  pre { border: 1px solid var(--line); }
}
)css";

}  // namespace

std::string_view html_style() {
  return sheet;
}

}  // namespace authwalk
