import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Shows `202609` as `Sep`; the values still sort by year and month. */
export const MONTH_NAMES: ValueMapping[] = NAMES.map((name, index) => ({
  type: MappingType.RegexToText,
  options: {
    pattern: `^\\d{4}${String(index + 1).padStart(2, '0')}$`,
    result: { text: name, index },
  },
}));
