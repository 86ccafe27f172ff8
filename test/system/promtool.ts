import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/**
 * `_counter_` in a metric's name is a type to promtool. Here it is the meter's register, and the name is part of the public interface:
 * alerts of users depend on it.
 */
const EXPECTED = "lowi_counter_level_changes_total metric name should not include type 'counter'\n";

/** Fails if promtool objects to anything else on a page. Needs promtool. */
export function assertMetricsPass(page: string): void {
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
  assert.equal(checked.error, undefined);
  assert.deepEqual([checked.stdout, checked.stderr.replace(EXPECTED, '')], ['', '']);
}
