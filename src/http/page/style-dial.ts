/** The quarter's dial, and what is still expected. */
export const DIAL_STYLE = `
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
