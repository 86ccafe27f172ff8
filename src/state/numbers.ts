import * as v from 'valibot';

/** A calendar ends at 8.64e12 seconds; this leaves room for what is computed from a time. */
const LAST_SECOND = 8e12;

export const NUMBER = v.pipe(v.number(), v.finite());
export const UNIX_TIME = v.pipe(v.number(), v.minValue(-LAST_SECOND), v.maxValue(LAST_SECOND));
