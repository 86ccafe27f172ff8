import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dashboard, dashboards, type Panel, panelsOf } from './dashboards.ts';

const SOURCE = '$datasource';
const all = dashboards();

/** One test for each dashboard. */
function each(what: string, check: (dashboard: Dashboard) => void): void {
  for (const [file, dashboard] of all) test(`${file}: ${what}`, () => check(dashboard));
}

test('dashboards have unique uids and titles', () => {
  for (const key of ['uid', 'title'] as const) {
    const values = all.map(([, dashboard]) => dashboard[key]);
    assert.equal(new Set(values).size, values.length);
  }
});

each('is read-only, described, in Belgian time, with a shared crosshair', (dashboard) => {
  assert.equal(dashboard.editable, false);
  assert.equal(dashboard.timezone, 'Europe/Brussels');
  assert.equal(dashboard.graphTooltip, 1);
  assert.match(dashboard.uid, /^lowi-[a-z-]+$/);
  assert.ok(dashboard.description);
});

each('links to the others and keeps time and variables', (dashboard) => {
  assert.deepEqual(dashboard.tags, ['lowi']);
  const [link, ...others] = dashboard.links;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [link?.type, link?.tags, link?.keepTime, link?.includeVars],
    ['dashboards', ['lowi'], true, true],
  );
  assert.ok(!('placement' in (link ?? {})));
});

each('numbers its panels from 1', ({ panels }) => {
  assert.deepEqual(
    panels.map(({ id }) => id),
    panels.map((_, index) => index + 1),
  );
});

each('panels fill each line without overlap', ({ panels }) => {
  const taken = new Set<string>();
  const width = new Map<number, number>();
  for (const { gridPos, title } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, `${title} runs over the edge`);
    width.set(gridPos.y, (width.get(gridPos.y) ?? 0) + gridPos.w);
    for (const cell of cells(gridPos)) {
      assert.ok(!taken.has(cell), `${title} overlaps at ${cell}`);
      taken.add(cell);
    }
  }
  for (const [y, columns] of width) assert.equal(columns, 24, `the line at ${y} is ${columns} wide`);
});

function* cells({ x, y, w, h }: Panel['gridPos']): Iterable<string> {
  for (let row = y; row < y + h; row++)
    for (let column = x; column < x + w; column++) yield `${column},${row}`;
}

each('gives every panel a title, a description, a unit and a query', (dashboard) => {
  for (const panel of panelsOf(dashboard)) {
    assert.ok(panel.title);
    assert.ok((panel.description ?? '').length > 30, `${panel.title}: what does it show?`);
    assert.ok(panel.fieldConfig?.defaults.unit, `${panel.title}: no unit`);
    assert.ok(panel.targets?.length, `${panel.title}: no query`);
  }
});

each('describes why a panel may be empty', (dashboard) => {
  const reason = /empty|unknown|missing|not there|"[A-Z][^"]+" (if|without)|no bars?\b|gap|\b0\b/i;
  for (const { title, description = '' } of panelsOf(dashboard)) assert.match(description, reason, title);
});

each('panel titles are unique within a section', ({ panels }) => {
  let titles = new Set<string>();
  for (const { type, title } of panels) {
    if (type === 'row') titles = new Set();
    assert.ok(!titles.has(title), title);
    titles.add(title);
  }
});

each('queries have unique refIds', (dashboard) => {
  for (const { title, targets = [] } of panelsOf(dashboard)) {
    const letters = targets.map((_, index) => String.fromCharCode(65 + index));
    assert.deepEqual(
      targets.map(({ refId }) => refId),
      letters,
      title,
    );
    assert.ok(targets.length <= 26, title);
  }
});

each('uses only the chosen data source', (dashboard) => {
  const [first, ...choices] = dashboard.templating.list;
  assert.deepEqual(
    [first?.name, first?.type, first?.label, first?.query],
    ['datasource', 'datasource', 'Data source', 'prometheus'],
  );
  for (const { name, type, datasource } of choices)
    if (type === 'query') assert.equal(datasource?.uid, SOURCE, name);
  for (const { name, datasource } of dashboard.annotations?.list ?? [])
    assert.equal(datasource.uid, SOURCE, name);
  for (const { title, datasource, targets = [] } of panelsOf(dashboard)) {
    assert.equal(datasource?.uid, SOURCE, title);
    for (const target of targets) assert.equal(target.datasource?.uid, SOURCE, title);
  }
});

each('refreshes its variables when the time range changes', ({ templating }) => {
  const queries = templating.list.filter(({ type }) => type === 'query');
  assert.ok(queries.length > 0);
  for (const { name, label, refresh } of queries) {
    assert.equal(refresh, 2, name);
    assert.ok(label, name);
  }
});

each('contains only what Grafana 11 and 12 support', ({ panels, templating, annotations }) => {
  for (const panel of panels.filter(({ type, collapsed }) => type === 'row' && !collapsed))
    assert.deepEqual(panel.panels, []);
  for (const panel of panels.filter(({ type }) => type === 'table'))
    assert.ok(!('footer' in (panel.options ?? {})));
  for (const variable of templating.list) {
    assert.deepEqual(
      Object.keys(variable).filter((key) => key.startsWith('auto')),
      [],
    );
  }
  for (const annotation of annotations?.list ?? []) assert.ok(!('placement' in annotation));
});

test('channel variable shows the name of a named channel', () => {
  const channel = all.flatMap(([, { templating }]) => templating.list).find(({ name }) => name === 'channel');
  const [, source = ''] = /^\/(.*)\/$/.exec(channel?.regex ?? '') ?? [];
  const groups = (series: string) => ({ ...new RegExp(source).exec(series)?.groups });
  assert.deepEqual(
    groups('lowi_channel_info{channel="CH1",ident="a",job="lowi",name="Solar",role="production"} 1 1'),
    {
      value: 'CH1',
      text: 'Solar',
    },
  );
  assert.deepEqual(groups('lowi_channel_info{channel="CH10",ident="a",job="lowi"} 1 1'), {
    value: 'CH10',
    text: undefined,
  });
});
