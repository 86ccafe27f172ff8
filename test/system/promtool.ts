import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/**
 * `_counter_` in a metric's name is the type to promtool. Here it is the meter's register, and the name is part of the public interface:
 * alerts of users depend on it.
 */
const EXPECTED = "lowi_counter_level_changes_total metric name should not include type 'counter'\n";

/** Asserts that promtool finds nothing else to object to on a page; false where promtool is not installed. */
export function assertMetricsPass(page: string): boolean {
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' });
  if (checked.error) return false;
  assert.deepEqual([checked.stdout, checked.stderr.replace(EXPECTED, '')], ['', '']);
  return true;
}
