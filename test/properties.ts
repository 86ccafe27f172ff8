import fc from 'fast-check';

/** Each run tries the same cases, so that a failure comes from the change at hand. `PROPERTY_SEED=random` tries new ones. */
const { PROPERTY_SEED = '1' } = process.env;
if (PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(PROPERTY_SEED) });

export { fc };
