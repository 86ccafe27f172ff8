import assert from 'node:assert/strict';
import { RenderedPart } from '../../src/metrics/rendered-part.ts';
import type { Pipeline } from '../channels/pipeline.ts';

/** The page of a pipeline, kept from one moment to the next as the exporter does. */
export class KeptPage {
  #part = new RenderedPart([]);

  /** Fails unless the kept page equals one that is rendered anew. Returns its lines. */
  assertAsAnew({ registry, now }: Pipeline): string[] {
    const channels = registry.list();
    if (!this.#part.isOf(channels)) this.#part = new RenderedPart(channels);
    const kept = Buffer.concat(this.#part.lines(registry.settings, now)).toString();
    const anew = Buffer.concat(new RenderedPart(channels).lines(registry.settings, now)).toString();
    assert.equal(kept, anew);
    return kept.trimEnd().split('\n');
  }
}
