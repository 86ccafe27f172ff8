/** The chosen exporters. */
export const JOB = 'job=~"$job"';

/** The chosen devices. */
export const FLEET = 'ident=~"$ident"';
