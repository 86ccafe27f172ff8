import { type Language, translator } from '../language/language.ts';
import { dashboard } from '../shell.ts';
import { datasource, meter } from '../variables.ts';
import { monthList } from './list.ts';
import { comparisons, costItems, costs, energy, peaks, volumes } from './panels.ts';
import { years } from './years.ts';

/** Two years by month. */
export function months(language: Language) {
  const t = translator(language);
  return dashboard({
    uid: 'lowi-months',
    title: t('Months'),
    description: t(
      'Energy, gas, water, costs and peaks by month over two years, and this year against last.',
    ),
    language,
    from: 'now-23M/M',
    refresh: '1h',
    variables: [datasource(t('Data source')), meter(t('Device'))],
    sections: [
      { panels: [...years(t), ...comparisons(t), energy(t), costs(t), volumes(t), peaks(t)] },
      { title: t('In detail'), collapsed: true, panels: [costItems(t), monthList(t)] },
    ],
  });
}
