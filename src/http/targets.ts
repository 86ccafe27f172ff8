import type { RequestHandler } from 'express';
import type { PieceSender } from './pieces.ts';

/** One group of Prometheus's HTTP service discovery. */
interface TargetGroup {
  targets: [string];
  labels: { __param_ident: string; instance: string };
}

/** Serves `/api/v1/targets`: one target for each LOWI, at the address by which Prometheus reached us. */
export function serveTargets(idents: () => Iterable<string>, sender: PieceSender): RequestHandler {
  return ({ headers: { host = 'localhost' } }, response) =>
    sender.send(response, async () => targetsJson(idents(), host));
}

function* targetsJson(idents: Iterable<string>, host: string): Generator<string> {
  let separator = '[';
  for (const ident of idents) {
    const group: TargetGroup = { targets: [host], labels: { __param_ident: ident, instance: ident } };
    yield separator + JSON.stringify(group);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
