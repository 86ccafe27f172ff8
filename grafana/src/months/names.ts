import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Translate } from '../language/language.ts';

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Shows `202609` as `Sep 26`, or `09` as `Sep`; the values still sort by year and month. */
export const monthNames = (t: Translate): ValueMapping[] =>
  NAMES.flatMap((name, index) => {
    const month = String(index + 1).padStart(2, '0');
    return [
      regex(`^\\d{2}(\\d{2})${month}$`, `${t(name)} $1`, 2 * index),
      regex(`^${month}$`, t(name), 2 * index + 1),
    ];
  });

const regex = (pattern: string, text: string, index: number): ValueMapping => ({
  type: MappingType.RegexToText,
  options: { pattern, result: { text, index } },
});
