import type { Translate } from '../language/language.ts';
import { COLOR } from '../palette.ts';
import type { States } from '../stat.ts';

/** The meter's tariff indicator. */
export const tariffs = (t: Translate): States => ({
  0: [t('Low'), COLOR.importLow],
  1: [t('High'), COLOR.importHigh],
});
