/** Devices, the meter and the other channels. */
export const CARD_STYLE = `
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
