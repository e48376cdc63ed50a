#pragma once
//! @file
//! The look of the pages: one style sheet for light, dark and paper, without anything from outside.

#include <string_view>

namespace peax::summary {

inline constexpr std::string_view style_sheet =
    R"css(
:root { color-scheme: light dark;
  --ground: #f6f7f7; --sheet: #ffffff; --ink: #1a2026; --soft: #5b6670; --faint: #e4e8ea; --rule: #d3d9dd;
  --accent: #0b6a86; --accent-wash: #e6f1f4;
  --chosen: #c2410c; --chosen-wash: #fdf1e9; --good: #1f7a4d; --warn: #a15c07; --warn-wash: #fdf6e3;
  --c0: #3567a8; --c1: #c27a17; --c2: #2b8f84; --c3: #7c5cb0; --c4: #b94a68; --c5: #6f8a2a; --c6: #64748b;
  --c7: #96643f;
  --p0: #52708f; --p1: #0b7a75; --p2: #a9722a; --p3: #8a5a94; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #101417; --sheet: #171c20; --ink: #e4e8eb; --soft: #9aa6af; --faint: #262d33; --rule: #364049;
  --accent: #6cc3dd; --accent-wash: #16303a;
  --chosen: #fb923c; --chosen-wash: #33210f; --good: #5cc48e; --warn: #e0b15a; --warn-wash: #2e2610;
  --c0: #77a5e0; --c1: #deaa50; --c2: #58bfb2; --c3: #ad93de; --c4: #e2839d; --c5: #a8c35e; --c6: #94a3b8;
  --c7: #c99a76;
  --p0: #8fb0d3; --p1: #4fc2bb; --p2: #dca75c; --p3: #c597cf; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system,
  "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
.page { display: grid; grid-template-columns: 15rem minmax(0, 1fr); max-width: 82rem; margin: 0 auto; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto;
  padding: 2.6rem 1rem 2rem 1.5rem; font-size: .875rem; }
nav .brand { font-weight: 700; letter-spacing: .02em; margin: 0 0 1.2rem .75rem; color: var(--accent); }
nav .group { margin: 1.4rem 0 .3rem .75rem; color: var(--soft); font-size: .75rem; letter-spacing: .06em;
  text-transform: uppercase; }
nav input { position: absolute; opacity: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .28rem .75rem; border-radius: .4rem; color: var(--soft);
  text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, nav a:focus-visible { background: var(--accent-wash); color: var(--ink); }
nav a.here { color: var(--ink); font-weight: 600; }
main { padding: 2.4rem 2rem 4rem 1rem; min-width: 0; }
header { margin-bottom: 1.6rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; margin: 0; overflow-wrap: anywhere; }
header p { margin: .45rem 0 0; color: var(--soft); font-size: 1.02rem; max-width: 46rem;
  overflow-wrap: anywhere; }
section { background: var(--sheet); border: 1px solid var(--faint); border-radius: .75rem;
  padding: 1.5rem 1.75rem 1.6rem; margin: 0 0 1.25rem; }
section > :last-child { margin-bottom: 0; }
h2 { font-size: 1.22rem; letter-spacing: -.01em; margin: 0 0 .8rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; overflow-wrap: anywhere; }
section > p, section > ul, section > ol { max-width: 46rem; margin: .5rem 0; overflow-wrap: anywhere; }
li { margin: .2rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
pre { background: var(--ground); border: 1px solid var(--faint); border-radius: .5rem; padding: .8rem 1rem;
  overflow-x: auto; font: .84rem/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono",
  monospace; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem;
  margin: .9rem 0; }
.tile { border: 1px solid var(--faint); border-radius: .6rem; padding: .75rem .95rem .7rem; min-width: 0; }
.tile.picked { border-color: var(--chosen); background: var(--chosen-wash); }
.tile .name { color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
.tile .value { font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -.015em;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile.picked .value { color: var(--chosen); }
.tile .remark { color: var(--soft); font-size: .8rem; line-height: 1.35; margin-top: .15rem;
  overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .9rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .84rem; padding: 0 0 .45rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8rem;
  border-bottom: 1px solid var(--rule); padding: .35rem .7rem; vertical-align: bottom; }
td { padding: .36rem .7rem; border-bottom: 1px solid var(--faint); overflow-wrap: break-word; min-width: 3rem; }
th:first-child, td:first-child { padding-left: .5rem; min-width: 7rem; }
th.right, td.right { text-align: right; }
td.right { white-space: nowrap; }
tbody tr:hover { background: var(--ground); }
tr.picked td { background: var(--chosen-wash); font-weight: 600; }
tr.picked td:first-child { box-shadow: inset 3px 0 0 var(--chosen); }
tr.quiet td { color: var(--soft); }
tr.total td { font-weight: 600; border-top: 1px solid var(--rule); border-bottom: 0; }
td .share { display: inline-block; vertical-align: middle; width: 4.5rem; height: .42rem;
  border-radius: .21rem; background: var(--faint); margin-left: .6rem; overflow: hidden; text-align: left; }
td .share i { display: block; height: 100%; background: var(--accent); border-radius: .21rem; }
tr.picked td .share i { background: var(--chosen); }
details { margin: .9rem 0; border: 1px solid var(--faint); border-radius: .6rem; padding: 0 1rem; }
summary { cursor: pointer; padding: .6rem 0; color: var(--accent); font-size: .9rem; }
.remark-box { border-left: 3px solid var(--accent); background: var(--accent-wash);
  border-radius: 0 .5rem .5rem 0; padding: .65rem 1rem; margin: .9rem 0; max-width: 52rem;
  overflow-wrap: anywhere; }
.remark-box.good { border-color: var(--good); }
.remark-box.warning { border-color: var(--warn); background: var(--warn-wash); }
.refusals { margin: 1rem 0; font-size: .9rem; }
.refusals > p { margin: 0 0 .4rem; font-weight: 600; }
.refusals dl { margin: 0; display: grid; grid-template-columns: minmax(8rem, 16rem) minmax(0, 1fr);
  border-top: 1px solid var(--faint); }
.refusals dt, .refusals dd { margin: 0; padding: .4rem .5rem; border-bottom: 1px solid var(--faint);
  overflow-wrap: anywhere; }
.refusals dt small { display: block; color: var(--soft); font-size: .8rem; }
figure { margin: 1.1rem 0; container-type: inline-size; }
.wide { overflow-x: auto; } .narrow { display: none; } .narrow > svg { width: 100%; max-width: 30rem; }
@container (max-width: 44rem) { .wide { display: none; } .narrow { display: block; } }
.wide.tall { max-height: 46rem; overflow: auto; border: 1px solid var(--faint); border-radius: .6rem;
  padding: .5rem; }
figcaption { font-size: .9rem; font-weight: 600; margin: 0 0 .5rem; overflow-wrap: anywhere; }
figcaption small { font-weight: 400; color: var(--soft); font-size: .8rem; }
footer { color: var(--soft); font-size: .8rem; padding: .2rem .2rem 0; }
svg { display: block; height: auto; max-width: 100%; font-family: inherit; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .label { fill: var(--ink); font-size: 12.5px; } svg .strong { fill: var(--ink); font-weight: 600; }
  svg .label.strong { font-size: 13px; }
svg .ink { fill: var(--ink); } svg .count { font-size: 11px; } svg .mid { text-anchor: middle; }
  svg .end { text-anchor: end; }
.boxes { list-style: none; margin: 0; padding: 0; font-size: .84rem; }
.boxes li { margin: .35rem 0; padding: .4rem .7rem; border: 1px solid var(--rule); border-left-width: 4px;
  border-radius: .4rem; overflow-wrap: anywhere; }
.boxes em { float: right; font-style: normal; color: var(--soft); font-size: .8rem; }
.boxes small { display: block; color: var(--soft); font-size: .78rem; }
.boxes .rail { display: block; height: 4px; border-radius: 2px; background: var(--faint); margin-top: .3rem; }
.boxes .rail i { display: block; height: 100%; border-radius: 2px; background: var(--accent); }
.boxes .exit { margin-left: 1.4rem; border-color: var(--chosen); background: var(--chosen-wash); }
.boxes .exit .rail i { background: var(--chosen); }
.boxes .exit.unused { border: 1px dashed var(--rule); background: none; }
.boxes .processor { border: 0; font-weight: 600; padding: .5rem 0 0; }
.boxes .c0 { border-left-color: var(--c0); } .boxes .c1 { border-left-color: var(--c1); }
  .boxes .c2 { border-left-color: var(--c2); } .boxes .c3 { border-left-color: var(--c3); }
.boxes .c4 { border-left-color: var(--c4); } .boxes .c5 { border-left-color: var(--c5); }
  .boxes .c6 { border-left-color: var(--c6); } .boxes .c7 { border-left-color: var(--c7); }
.boxes .processor.p0 { color: var(--p0); } .boxes .processor.p1 { color: var(--p1); }
  .boxes .processor.p2 { color: var(--p2); } .boxes .processor.p3 { color: var(--p3); }
.knobs > div { display: grid; grid-template-columns: minmax(7rem, 12rem) minmax(0, 1fr) auto; gap: .8rem;
  align-items: center; margin: .4rem 0; font-size: .875rem; }
.knobs .name { overflow-wrap: anywhere; } .knobs input[type=range] { width: 100%; accent-color: var(--accent); }
.knobs input[type=number] { width: 8.5rem; font: inherit; color: inherit; background: var(--sheet);
  border: 1px solid var(--rule); border-radius: .3rem; padding: .2rem .4rem; }
button { font: inherit; color: var(--accent); background: var(--sheet); border: 1px solid var(--rule);
  border-radius: .4rem; padding: .25rem .7rem; cursor: pointer; }
th button { border: 0; padding: 0; background: none; color: inherit; font-weight: 600; text-align: inherit; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
circle.beside { stroke: var(--ink); stroke-width: 2.5; r: 7px; } circle.second { stroke-dasharray: 3 2; }
[hidden] { display: none !important; }
.halo { paint-order: stroke; stroke: var(--sheet); stroke-width: 4px; stroke-linejoin: round; }
svg .inverse { fill: var(--sheet); } svg .on-task { fill: var(--sheet); }
.grid { stroke: var(--faint); } .axis { stroke: var(--rule); }
  .guide { stroke: var(--soft); stroke-dasharray: 5 4; }
.empty { fill: none; stroke: var(--rule); stroke-dasharray: 4 4; }
.dot { stroke: var(--sheet); stroke-width: 1; }
  .trace { fill: none; stroke-width: 1.75; stroke-linejoin: round; }
.chosen-dot { fill: var(--chosen); stroke: var(--sheet); stroke-width: 1.5; }
  .chosen-ring { fill: none; stroke: var(--chosen); stroke-width: 2; }
)css"
    R"css(.dot.c0, .area.c0 { fill: var(--c0); } .dot.c1, .area.c1 { fill: var(--c1); }
  .dot.c2, .area.c2 { fill: var(--c2); } .dot.c3, .area.c3 { fill: var(--c3); }
.dot.c4, .area.c4 { fill: var(--c4); } .dot.c5, .area.c5 { fill: var(--c5); }
  .dot.c6, .area.c6 { fill: var(--c6); } .dot.c7, .area.c7 { fill: var(--c7); }
.trace.c0 { stroke: var(--c0); } .trace.c1 { stroke: var(--c1); } .trace.c2 { stroke: var(--c2); }
  .trace.c3 { stroke: var(--c3); }
.trace.c4 { stroke: var(--c4); } .trace.c5 { stroke: var(--c5); } .trace.c6 { stroke: var(--c6); }
  .trace.c7 { stroke: var(--c7); }
.band.p0, .edge.p0, .task.p0 { fill: var(--p0); } .band.p1, .edge.p1, .task.p1 { fill: var(--p1); }
.band.p2, .edge.p2, .task.p2 { fill: var(--p2); } .band.p3, .edge.p3, .task.p3 { fill: var(--p3); }
 .band.link, .edge.link, .task.link { fill: var(--c6); }
.band { fill-opacity: .09; } .task.waiting { fill: var(--faint); stroke: var(--rule); stroke-dasharray: 3 3; }
.box { fill: var(--sheet); stroke: var(--rule); } .rail { fill: var(--faint); }
.edge-line { fill: none; stroke: var(--soft); stroke-width: 1.4; } .skip { stroke-opacity: .75; }
  .head { fill: var(--soft); }
.exit-line { stroke-dasharray: 5 4; } .exit-box { fill: var(--chosen-wash); stroke: var(--chosen); }
  .exit-share { fill: var(--chosen); }
.exit-box.unused { fill: var(--sheet); stroke: var(--rule); stroke-dasharray: 5 4; }
  .exit-line.unused { stroke-opacity: .6; }
.hit { fill: var(--c0); } .miss { fill: var(--c4); }
.h0 { fill-opacity: .05; } .h1 { fill-opacity: .12; } .h2 { fill-opacity: .2; } .h3 { fill-opacity: .3; }
  .h4 { fill-opacity: .4; }
.h5 { fill-opacity: .5; } .h6 { fill-opacity: .6; } .h7 { fill-opacity: .72; } .h8 { fill-opacity: .85; }
  .h9 { fill-opacity: 1; }
@media (max-width: 68rem) {
  .page { display: block; }
  nav { position: static; max-height: none; padding: 1rem 1rem 0; }
  nav .brand { display: none; }
  nav label { display: block; font-weight: 600; color: var(--accent); padding: .3rem .75rem; cursor: pointer;
    border: 1px solid var(--rule); border-radius: .4rem; }
  nav label::after { content: " ▾"; }
  nav input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
  nav .entries { display: none; }
  nav input:checked ~ .entries { display: block; columns: 14rem; padding: .5rem 0 0; }
  main { padding: 1rem; }
  section { padding: 1.1rem 1.1rem 1.2rem; }
}
@media (min-width: 68.01rem) { nav label, nav input { display: none; } }
@media (max-width: 34rem) { .knobs > div { grid-template-columns: minmax(0, 1fr) auto; }
  .knobs > div > input[type=range] { grid-column: 1 / -1; grid-row: 2; }
  main { padding: .8rem .5rem; } section { padding: .9rem .8rem 1rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; } .tile { padding: .55rem .7rem; }
  .tile .value { font-size: 1.2rem; } table { font-size: .8rem; } td, th { padding-left: .4rem; padding-right: .4rem; }
  .refusals dl { grid-template-columns: minmax(0, 1fr); }
  .refusals dt { border-bottom: 0; padding-bottom: 0; } h1 { font-size: 1.5rem; } }
@media print {
  :root { color-scheme: light; --ground: #fff; --sheet: #fff; --ink: #000; --soft: #444; --faint: #ddd;
  --rule: #bbb; --accent: #0b6a86; --accent-wash: #fff;
    --chosen: #c2410c; --chosen-wash: #fdf1e9; --warn-wash: #fff; --c0: #3567a8; --c1: #c27a17;
  --c2: #2b8f84; --c3: #7c5cb0; --c4: #b94a68; --c5: #6f8a2a; --c6: #64748b; --c7: #96643f;
    --p0: #52708f; --p1: #0b7a75; --p2: #a9722a; --p3: #8a5a94; }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg { min-width: 0 !important; } .page { display: block; max-width: none; } nav { display: none; }
  main { padding: 0; }
  section { border: 0; padding: 0; margin: 0 0 1.4rem; } h2, h3, figcaption { break-after: avoid; }
  figure, tr, .tile, .remark-box { break-inside: avoid; }
  .wide { display: block; overflow: visible; } .narrow { display: none; }
  .scroll { overflow: visible; } table, th { font-size: 8pt; } td, th { padding: .2rem .35rem; }
  td, th:first-child, td:first-child { min-width: 0; } td .share { width: 1.6rem; margin-left: .3rem; }
  .explorer button, .explorer input[type=range] { display: none; }
  .wide.tall { max-height: none; border: 0; }
}
)css";

} // namespace peax::summary
