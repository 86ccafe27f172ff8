import { CARD_STYLE } from './style-cards.ts';
import { DIAL_STYLE } from './style-dial.ts';
import { LIST_STYLE } from './style-lists.ts';

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
