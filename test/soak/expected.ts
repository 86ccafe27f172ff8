import assert from 'node:assert/strict';
import { METRICS } from '../../src/lowi/fields.ts';

const PER_UNIT = { current: 100, gas: 1000, water: 1000 } as const;

function labelled(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}

/** The samples that a simulated publish must make, by series. */
function samplesFor(topic: string, payload: string): Map<string, number> {
  const [ident = '', , channel = ''] = topic.split('/');
  const fields = JSON.parse(payload) as Record<string, string>;
  const samples = new Map<string, number>();
  for (const { name, fields: specs } of METRICS) {
    for (const [field, { labels = {}, resolution }] of Object.entries(specs)) {
      if (fields[field] === undefined) continue;
      const series = `${name}{${labelled({ ident, channel, ...labels })}}`;
      samples.set(series, Number(fields[field]) / (resolution ? PER_UNIT[resolution] : 1));
    }
  }
  return samples;
}

/** Fails at the first value on the page that is not the one last published; gives how many were compared. */
export function assertLastPublished(
  page: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, string>,
): number {
  let compared = 0;
  for (const [topic, payload] of last) {
    for (const [series, value] of samplesFor(topic, payload)) {
      assert.equal(page.get(series), value, series);
      compared++;
    }
  }
  return compared;
}
