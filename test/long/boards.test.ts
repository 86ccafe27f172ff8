import assert from 'node:assert/strict';
import test from 'node:test';
import { inEveryLanguage, panelsOf } from '../grafana/dashboards.ts';
import { Drawing } from '../grafana/drawn.ts';
import { HOUSES } from '../grafana/houses.ts';
import { storeHouse } from '../grafana/stored-house.ts';
import { needs } from '../needs.ts';

const required = needs('prometheus', 'promtool');

/** At least two words: not empty, no dash, and not Grafana's own. */
const WORDS = /^(?!(?:no data|geen gegevens|pas de données)$)\p{L}{2,}.* .*\p{L}/iu;

/** What the words of a blank panel must not say in a house where the LOWI publishes, unless as one of several reasons. */
const CLAIMS_STALE = /^(?!.*\b(or|of|ou|if|unless)\b).*\b(stale|silent|stil|verouderd|muet|périmé)/i;

for (const house of HOUSES) {
  test(`${house.name}: every panel of every dashboard has data, or says why not`, required, async (t) => {
    const prometheus = await storeHouse(house);
    t.after(() => prometheus.stop());
    const drawing = new Drawing(prometheus.url);
    const blank: string[] = [];
    for (const [file, dashboard] of inEveryLanguage()) {
      const chosen = await drawing.choose(dashboard);
      for (const panel of panelsOf(dashboard)) {
        if (panel.type === 'text' || (await drawing.hasData(dashboard, panel, chosen))) continue;
        const words = panel.fieldConfig?.defaults.noValue ?? '';
        const isUntrue = !WORDS.test(words) || (house.silentSeconds === 0 && CLAIMS_STALE.test(words));
        if (isUntrue) blank.push(`${file}: ${panel.title}: ${JSON.stringify(words)}`);
        else t.diagnostic(`${file}: ${panel.title}: ${words}`);
      }
    }
    assert.deepEqual(blank, []);
  });
}
