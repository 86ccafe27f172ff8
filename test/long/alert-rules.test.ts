import { test } from 'node:test';
import { LONG_TEST_FILES } from '../alerts/rules.ts';
import { run } from '../alerts/tool.ts';
import { needs } from '../needs.ts';

for (const file of LONG_TEST_FILES) {
  test(`promtool test rules ${file}`, needs('promtool'), () => {
    run('promtool', 'test', 'rules', file);
  });
}
