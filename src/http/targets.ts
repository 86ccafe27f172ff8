import type { RequestHandler } from 'express';

/** One group of Prometheus's HTTP service discovery. */
interface TargetGroup {
  targets: [string];
  labels: { __param_ident: string; instance: string };
}

/** Serves `/api/v1/targets`: one target for each LOWI, at the address by which Prometheus reached us. */
export function serveTargets(idents: () => Iterable<string>): RequestHandler {
  return ({ headers: { host = 'localhost' } }, response) => {
    const groups = Array.from(
      idents(),
      (ident): TargetGroup => ({ targets: [host], labels: { __param_ident: ident, instance: ident } }),
    );
    response.json(groups);
  };
}
