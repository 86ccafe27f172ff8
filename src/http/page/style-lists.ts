/** Connection, advice, fleet and what was refused. */
export const LIST_STYLE = `
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

.refusals h2 { padding: 0 .25rem .5rem; }
.refusals > p { padding: 0 .25rem .5rem; }
.refusals ol { padding-top: 0; padding-bottom: 0; }
.refusals li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem 0; }
.refusals li + li { border-top: 1px solid var(--line); }
.refusals b code { color: var(--bad); }
.when { font-size: .8125rem; text-align: right; }
.why { grid-column: 1 / -1; font-size: .875rem; }
.excerpt { grid-column: 1 / -1; margin-top: .375rem; padding: .3rem .625rem; background: var(--paper); border-radius: 6px; white-space: pre-wrap; font-size: .8125rem; }
@media (max-width: 34rem) {
  .fleet td:nth-child(4), .fleet th:nth-child(4) { display: none; }
  .fleet tbody th { min-width: 14ch; font-size: .8125rem; }
  .fleet form { margin-left: 0; }
  .refusals li { grid-template-columns: minmax(0, 1fr); }
  .when { text-align: left; }
}
`;
