import * as v from 'valibot';
import { ROLES } from '../channels/settings.ts';
import { isChannel, METER_CHANNEL, parseTopic } from '../lowi/topic.ts';
import { expected, group, mapOf } from '../validation/structured.ts';
import type { ConfigErrors } from './errors.ts';

const IDENT = v.pipe(
  v.string(),
  v.check(
    (ident) => parseTopic(`${ident}/PUB/${METER_CHANNEL}`)?.ident === ident,
    'expected an ident as in the topic, such as 3494546c709b',
  ),
);
const CHANNEL_NAME = v.pipe(
  v.string(),
  v.check(isChannel, 'expected a channel as in the topic: CH and one to nine digits, such as CH1'),
);
const CHANNEL = group({
  name: v.exactOptional(v.pipe(v.string(expected('text')), v.nonEmpty(expected('text')))),
  role: v.exactOptional(v.picklist(ROLES, expected(`one of ${ROLES.join(', ')}`))),
});
const DEVICE = group({
  currentResolution: v.exactOptional(
    v.pipe(v.number(expected('a number above 0')), v.gtValue(0, expected('a number above 0'))),
  ),
  channels: v.nullish(mapOf(CHANNEL_NAME, v.nullish(CHANNEL, {})), {}),
});

/** A price may be below 0: on sunny days, export to the grid can cost money. */
const PRICE = v.pipe(v.number(expected('a number of euros')), v.finite(expected('a number of euros')));
const TARIFFS = v.nullish(group({ high: v.optional(PRICE), low: v.optional(PRICE) }), {});

/** What only the configuration file can hold. */
const STRUCTURED = v.object({
  /** By ident: a resolution, and a name and a role for each channel. */
  devices: v.nullish(mapOf(IDENT, v.nullish(DEVICE, {})), {}),
  /** Euros per kWh by direction and tariff, and per cubic meter of gas and water. */
  prices: v.nullish(
    group({
      import: v.exactOptional(TARIFFS),
      export: v.exactOptional(TARIFFS),
      gas: v.optional(PRICE),
      water: v.optional(PRICE),
    }),
    {},
  ),
});
export const STRUCTURED_KEYS: readonly string[] = Object.keys(STRUCTURED.entries);

/** Validates what only the configuration file can hold; undefined if a part is invalid. */
export function readStructured(
  raw: unknown,
  errors: ConfigErrors,
): v.InferOutput<typeof STRUCTURED> | undefined {
  const { success, output, issues = [] } = v.safeParse(STRUCTURED, raw);
  for (const issue of issues) errors.add(v.getDotPath(issue) ?? '', issue.message);
  return success ? output : undefined;
}
