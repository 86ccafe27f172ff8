/** Devices, the meter and the other channels. */
const CARD_STYLE = `
.devices, .channels { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr)); }
.devices { row-gap: 1.75rem; }
.device { display: grid; gap: .75rem; grid-column: 1 / -1; align-content: start; grid-template-columns: minmax(0, 1fr); }
.device.small { grid-column: auto; }
.device > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; padding: 0 .25rem; font-size: .875rem; }
.device h2 { font-family: var(--mono); font-size: 1.0625rem; letter-spacing: 0; }
.device > header p:last-child { margin-left: auto; }
.device article > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem; }
.device h3 .icon { margin-right: .4em; color: var(--quiet); }
.production h3 .icon { color: var(--give); }
.about { color: var(--quiet); font-size: .8125rem; }
.age { margin-left: auto; font-size: .8125rem; }
.state { font-weight: 600; white-space: nowrap; }
.state .icon { margin-right: .25em; }
.fresh .state, .source.fresh .icon { color: var(--good); }
.stale .state, .source.stale { color: var(--bad); }
.source.near .icon { color: var(--near); }
article.stale { border-style: dashed; border-color: var(--bad); }
.silence { margin-top: .75rem; color: var(--quiet); font-size: .9375rem; }

.meter .body { display: grid; gap: 1.25rem 2rem; margin-top: 1rem; grid-template-columns: minmax(0, 1fr); }
.flow { display: flex; flex-direction: column; padding: 1.125rem 1.25rem 1.25rem; border-radius: 10px; background: var(--paper); }
.flow.taking { background: var(--take-wash); color: var(--take); }
.flow.giving { background: var(--give-wash); color: var(--give); }
.wire { display: flex; align-items: center; gap: .75rem; font-size: 1.5rem; }
.cable { position: relative; flex: 1; overflow: hidden; text-align: center; line-height: 1.5rem; height: 1.5rem; font-size: 1.125rem; }
.cable::before, .cable::after {
  content: ""; position: absolute; top: calc(50% - 1px); height: 2px; width: calc(50% - .9rem + 16px);
  background: repeating-linear-gradient(90deg, currentColor 0 8px, transparent 8px 16px); opacity: .6;
}
.cable::before { left: -16px; clip-path: inset(0 0 0 16px); }
.cable::after { right: -16px; clip-path: inset(0 16px 0 0); }
.cable:empty::before { width: calc(100% + 16px); }
.cable:empty::after { content: none; }
.net { margin-top: .75rem; font-size: clamp(2.5rem, 9vw, 3.5rem); line-height: 1.1; font-weight: 650; letter-spacing: -.03em; color: var(--ink); }
.net .unit { font-size: .5em; letter-spacing: 0; }
.net, .power { word-spacing: -.12em; }
.way { font-size: 1.0625rem; font-weight: 600; }
.tariff { display: flex; gap: .4em; align-items: center; margin-top: auto; padding-top: 1rem; font-size: .9375rem; color: var(--ink); }
.readings { display: grid; gap: 1.25rem; align-content: space-between; }
.facts.large { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .875rem 1rem; }
.facts.large dd { font-size: 1.25rem; line-height: 1.35; }
.facts.large div:nth-child(-n + 2) dd { font-size: 1.625rem; font-weight: 600; letter-spacing: -.02em; }
.facts.rows { margin-top: .5rem; }
.facts.rows div { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; padding: .15rem 0; }
.facts.rows div + div { border-top: 1px solid var(--line); }
.facts.rows dd { font-size: .9375rem; }
.facts.line { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-top: .625rem; font-size: .8125rem; }
.facts.line div { display: flex; flex-wrap: wrap; gap: 0 .35em; }
.meter .facts.line { margin-top: 0; }
.registers { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
.registers th { font-weight: 400; font-size: .8125rem; color: var(--quiet); text-align: left; }
.registers thead th, .registers td { text-align: right; }
.registers td { padding: .3rem 0 .3rem .5rem; font-size: 1.0625rem; white-space: nowrap; }
.registers tbody tr { border-top: 1px solid var(--line); }

.channels:empty { display: none; }
.channel { display: flex; flex-direction: column; }
.channel .age { margin-left: 0; width: 100%; }
.power { margin-top: .5rem; font-size: 1.875rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; }
.power .unit { font-size: .6em; letter-spacing: 0; }
.others { margin-top: .75rem; }
.others dl { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12rem), 1fr)); margin-top: .25rem; font-size: .8125rem; }
.others dl div { display: flex; justify-content: space-between; gap: .75rem; }
.refused-fields { margin-top: .75rem; font-size: .8125rem; color: var(--bad); }
.refused-fields span + span:not(:last-child)::after { content: ","; }

@keyframes along { to { transform: translateX(16px); } }
.taking .cable::before, .giving .cable::before, .taking .cable::after, .giving .cable::after { animation: along 1.2s linear infinite; }
.giving .cable::before, .giving .cable::after { animation-direction: reverse; }
@media (max-width: 30rem) {
  .age { margin-left: 0; width: 100%; }
  .facts.large { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .registers th { font-size: .75rem; }
  .registers td { font-size: .875rem; white-space: normal; overflow-wrap: anywhere; }
}
@media (min-width: 52rem) {
  .meter .body { grid-template-columns: minmax(17rem, 2fr) 3fr; }
}
`;

/** The quarter's dial, and what is still expected. */
const DIAL_STYLE = `
.quarter { --level: var(--quiet); --fill: var(--level); display: flex; flex-direction: column; min-width: 0; }
.quarter.below { --level: var(--good); }
.quarter.near { --level: var(--near); --fill: var(--amber); }
.quarter.above { --level: var(--bad); }
.left { display: flex; gap: .5em; align-items: center; font-size: .9375rem; }
.clock { width: 1.25em; height: 1.25em; flex: none; fill: none; }
.clock .rim { stroke: var(--quiet); stroke-width: 1.5; }
.clock .rest { stroke: var(--quiet); stroke-width: 9; }
.dial { display: block; width: 100%; max-width: 21rem; margin: .5rem auto 0; fill: none; }
.dial .zone, .dial .filled { stroke-width: 22; }
.dial .zone { opacity: .28; }
.zone.below { stroke: var(--good); }
.zone.near { stroke: var(--amber); }
.zone.above { stroke: var(--bad); }
.dial .filled { stroke: var(--fill); transition: stroke-dasharray .8s, stroke .3s; }
.dial .mark { stroke: var(--ink); stroke-width: 2; }
.dial text { fill: currentColor; font-size: 12px; }
.dial .needle { fill: var(--ink); stroke: var(--card); stroke-width: 1.5; transition: transform .8s; }
.dial .hub { fill: var(--ink); stroke: var(--card); stroke-width: 1.5; }
.heading { text-align: center; }
.heading b { font-size: 1.875rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; word-spacing: -.12em; }
.heading .unit { font-size: .6em; letter-spacing: 0; }
.verdict { text-align: center; text-wrap: balance; font-weight: 600; color: var(--level); }
.quarter .facts.rows { width: 100%; max-width: 24rem; margin: .75rem auto 0; }
@media (min-width: 40rem) {
  .meter .body.with-dial { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .with-dial .readings { grid-column: 1 / -1; }
}
@media (min-width: 72rem) {
  .meter .body.with-dial { grid-template-columns: minmax(15rem, 3fr) minmax(16rem, 3fr) 5fr; }
  .with-dial .readings { grid-column: auto; }
}

.hint { display: flex; gap: .4em; margin-top: .75rem; font-size: .875rem; color: var(--near); }
.hint .icon { margin-top: .1em; }
.expected { border-style: dashed; }
.awaited h2, .awaited > p { padding: 0 .25rem; }
.awaited dl { margin-top: .5rem; padding-top: .25rem; padding-bottom: .25rem; }
.awaited dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .5rem 0; }
.awaited dl div + div { border-top: 1px solid var(--line); }
.awaited dt { color: var(--ink); font-size: .9375rem; }
.awaited dd { display: flex; flex-wrap: wrap; gap: 0 1.25rem; color: var(--quiet); }
`;

/** Connection, advice, fleet and what was refused. */
const LIST_STYLE = `
.connection { display: flex; flex-wrap: wrap; gap: .75rem 2rem; align-items: center; }
.source { display: flex; gap: .5em; flex: 1 1 20rem; }
.source .icon { margin-top: .15em; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.counts dd { white-space: nowrap; }
.connection details { flex-basis: 100%; }
.reasons { display: grid; gap: .5rem; margin-top: .5rem; font-size: .875rem; }
.reasons dt { color: var(--ink); }

.advice { display: grid; gap: .875rem; padding: 1.5rem; }
.advice h2 { font-size: 1.375rem; }
.advice p { max-width: 44rem; }
.form { max-width: 44rem; border: 1px solid var(--line); border-radius: 10px; }
.form div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .5rem .875rem; }
.form div + div { border-top: 1px solid var(--line); }
.form dt { flex: 0 0 11rem; font-size: .875rem; line-height: 1.7; }
.form dd { flex: 1 1 14rem; }

.fleet { display: grid; gap: .75rem; grid-template-columns: minmax(0, 1fr); }
.fleet header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem 1rem; padding: 0 .25rem; }
.fleet form { margin-left: auto; }
.fleet label { font-size: .875rem; color: var(--quiet); }
.fleet input, .fleet button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--quiet); border-radius: 8px; padding: .2rem .6rem; }
.fleet input { width: 10rem; margin-left: .25rem; font-family: var(--mono); font-size: .875rem; }
.fleet button { cursor: pointer; margin-left: .375rem; }
.fleet table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
.fleet th, .fleet td { padding: .35rem .75rem .35rem 0; text-align: left; font-weight: 400; vertical-align: top; }
.fleet thead th { color: var(--quiet); font-size: .8125rem; padding-top: 0; }
.fleet tbody tr { border-top: 1px solid var(--line); }
.fleet tbody th { font-family: var(--mono); font-size: .875rem; }
.back { margin-bottom: -1rem; font-size: .875rem; padding: 0 .25rem; }

.rejections h2 { padding: 0 .25rem .5rem; }
.rejections > p { padding: 0 .25rem .5rem; }
.rejections ol { padding-top: 0; padding-bottom: 0; }
.rejections li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem 0; }
.rejections li + li { border-top: 1px solid var(--line); }
.rejections b code { color: var(--bad); }
.when { font-size: .8125rem; text-align: right; }
.why { grid-column: 1 / -1; font-size: .875rem; }
.excerpt { grid-column: 1 / -1; margin-top: .375rem; padding: .3rem .625rem; background: var(--paper); border-radius: 6px; white-space: pre-wrap; font-size: .8125rem; }
@media (max-width: 34rem) {
  .fleet td:nth-child(4), .fleet th:nth-child(4) { display: none; }
  .fleet tbody th { min-width: 14ch; font-size: .8125rem; }
  .fleet form { margin-left: 0; }
  .rejections li { grid-template-columns: minmax(0, 1fr); }
  .when { text-align: left; }
}
`;

const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f4f2ec; --card: #fffefb; --ink: #1b2126; --quiet: #59646e; --line: #e0dbcf;
  --take: #a84a08; --take-wash: #fdf0e2; --give: #17703c; --give-wash: #e6f5ea;
  --good: #17703c; --near: #8a5600; --amber: #e59a12; --bad: #b3261e; --bad-wash: #fdecea; --link: #175a9c;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11151a; --card: #1a2027; --ink: #e8ecef; --quiet: #9ba7b2; --line: #2c353e;
    --take: #ffb45e; --take-wash: #2c2317; --give: #68d596; --give-wash: #15281d;
    --good: #68d596; --near: #ffc65c; --amber: #ffc65c; --bad: #ff8f85; --bad-wash: #351d1b; --link: #8cc2ff;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  max-width: 88rem; margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2rem) 3rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, h3 { line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h1 { font-size: 1.375rem; }
h2 { font-size: 1.125rem; }
h3 { font-size: 1rem; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 4px; }
code, pre { font-family: var(--mono); font-size: .875em; }
ol, ul, dl, dd { padding: 0; list-style: none; }
dt { color: var(--quiet); font-size: .8125rem; }
summary { cursor: pointer; color: var(--quiet); font-size: .8125rem; }
.quiet, small, .unit { color: var(--quiet); font-weight: 400; }
small { font-size: .875rem; letter-spacing: 0; }
.unit { font-size: .85em; }
.note { color: var(--bad); font-size: .8125rem; }
.sheet { display: none; }
.icon {
  width: 1.2em; height: 1.2em; flex: none; vertical-align: -.22em;
  fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round;
}
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem 1.125rem; }
.top { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1.5rem; margin-bottom: 1rem; }
.top h1 .icon { color: #e0900f; fill: currentColor; margin-right: .3em; }
.top nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font: .8125rem/1.5 var(--mono); }
main { display: grid; gap: 1.75rem; grid-template-columns: minmax(0, 1fr); transition: opacity .3s; }
.silent main { opacity: .55; }
#notice {
  position: sticky; top: .5rem; z-index: 1; margin-bottom: 1rem; padding: .75rem 1.125rem;
  background: var(--bad-wash); color: var(--bad); border: 1px solid currentColor; border-radius: 14px; font-weight: 600;
}
@media (max-width: 30rem) {
  .card { padding: .875rem; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
`;

/** All of the page's style. */
export const STYLE = BASE_STYLE + CARD_STYLE + DIAL_STYLE + LIST_STYLE;
