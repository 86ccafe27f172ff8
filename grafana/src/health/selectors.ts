/** The chosen exporters. */
export const JOB = 'job=~"$job"';

/** The chosen devices. */
export const FLEET = 'ident=~"$ident"';

/** Where nothing was recorded at all. */
export const NOT_SCRAPED = 'Prometheus had no answer of the exporter in this time';
