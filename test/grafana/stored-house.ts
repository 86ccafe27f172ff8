import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '../needs.ts';
import { scratch } from '../scratch.ts';
import { command } from '../system/program.ts';
import { Prometheus } from '../system/prometheus.ts';
import { until } from '../until.ts';
import { type House, messagesOf, NOW, scraped } from './houses.ts';

/** The rule files by what they need: each file reads what the ones before have recorded. */
const RULES = ['channel-info', 'fleet/fleet', 'fleet/fleet'];
const RETENTION = ['--storage.tsdb.retention.time=10y'];

/** Starts a Prometheus with the history of a house, and with what its rules would have recorded. */
export async function storeHouse(house: House, folder = scratch()): Promise<Prometheus> {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('lowi.yml'), house.config);
  writeFileSync(at('prometheus.yml'), 'global: {}\n');
  const labels = ['--label', 'job=lowi', '--label', 'instance=exporter'];
  const replayed = command(
    ['replay', '-', '--every', '60', '--at', String(NOW), '--config', at('lowi.yml'), ...labels],
    { input: messagesOf(house), env: {} },
  );
  writeFileSync(at('history.om'), scraped(replayed.stdout, house));
  promtool(
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--max-block-duration=168h',
    at('history.om'),
    at('data'),
  );
  for (const name of house.isFleet ? RULES : RULES.slice(0, 1)) await record(name, house, folder);
  return serve(folder);
}

/** Records a rule file over the whole history; a running Prometheus would see the result only later. */
async function record(name: string, { seconds }: House, folder: string): Promise<void> {
  const prometheus = await serve(folder);
  const range = [`--start=${Math.ceil((NOW - seconds) / 60) * 60}`, `--end=${NOW}`, '--eval-interval=60s'];
  const output = `--output-dir=${join(folder, 'data')}`;
  promtool(
    'tsdb',
    'create-blocks-from',
    'rules',
    `--url=${prometheus.url}`,
    ...range,
    output,
    `alerts/${name}.rules.yml`,
  );
  await prometheus.stop();
}

async function serve(folder: string): Promise<Prometheus> {
  const prometheus = await Prometheus.start(join(folder, 'prometheus.yml'), {
    data: join(folder, 'data'),
    flags: RETENTION,
  });
  await until(
    async () => (await fetch(`${prometheus.url}/-/ready`).catch(() => undefined))?.ok === true,
    'Prometheus',
  );
  return prometheus;
}

function promtool(...args: string[]): void {
  const { status, stderr } = spawnSync(pathOf('promtool'), args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
