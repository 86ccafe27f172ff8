import type { Overview } from './overview.ts';

/** Where the browser reached us, for the advice on pointing a LOWI here. */
export interface Visit {
  host: string;
}

export interface StatusPage {
  html: string;
  /** Content-Security-Policy under which it works. */
  policy: string;
}

/** The status page for people. */
export function renderStatusPage(overview: Overview, visit: Visit): StatusPage {
  return { html: `<pre>${overview.version} ${visit.host}</pre>`, policy: "default-src 'none'" };
}
