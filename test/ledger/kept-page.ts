import assert from 'node:assert/strict';
import { RenderedPart } from '../../src/metrics/rendered-part.ts';
import type { Pipeline } from '../channels/pipeline.ts';

/** One step of an amount and a bit: what is counted meanwhile may add up to the other side of a half step. */
const STEP = 1.1e-6;
const EUROS = /_euros(_total)?\{/;

/** The page of a pipeline, kept from one moment to the next as the exporter does. */
export class KeptPage {
  #part = new RenderedPart([]);

  /** Fails unless the kept page equals one that is rendered anew. Returns its lines. */
  assertAsAnew({ registry, now }: Pipeline): string[] {
    const channels = registry.list();
    if (!this.#part.isOf(channels)) this.#part = new RenderedPart(channels);
    const lines = (part: RenderedPart) =>
      Buffer.concat(part.lines(registry.settings, now)).toString().trimEnd().split('\n');
    const kept = lines(this.#part);
    const anew = lines(new RenderedPart(channels));
    assert.deepEqual(
      kept.map((line, n) => (isSameAmount(line, anew[n]) ? anew[n] : line)),
      anew,
    );
    return kept;
  }
}

function isSameAmount(line: string, other = ''): boolean {
  const [[name, value], [otherName, otherValue]] = [line, other].map((one) => one.split(/ (?=\S+$)/)) as [
    string[],
    string[],
  ];
  return name === otherName && EUROS.test(name ?? '') && Math.abs(Number(value) - Number(otherValue)) < STEP;
}
