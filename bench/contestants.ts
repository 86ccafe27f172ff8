import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../test/scratch.ts';

/** Something that reads LOWIs from a broker and serves a page. */
export interface Contestant {
  name: string;
  start(brokerPort: number, httpPort: number): ChildProcess;
  /** Its own counts of messages, on its page. */
  count: RegExp;
  /** Whether its page has the readings, so that a scrape is worth measuring. */
  servesReadings: boolean;
}

const quiet = { stdio: 'ignore' } as const;

const exporter: Contestant = {
  name: 'lowi-exporter',
  start: (brokerPort, httpPort) =>
    spawn(
      process.execPath,
      [
        'dist/main.js',
        '--mqtt.url',
        `mqtt://127.0.0.1:${brokerPort}`,
        '--http.port',
        `${httpPort}`,
        '--http.host',
        '127.0.0.1',
        '--state.file',
        'none',
      ],
      quiet,
    ),
  count: /^lowi_messages_received_total (\S+)$/gm,
  servesReadings: true,
};

const bareReader: Contestant = {
  name: 'bare mqtt.js',
  start: (brokerPort, httpPort) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/reader.ts', `mqtt://127.0.0.1:${brokerPort}`, `${httpPort}`],
      quiet,
    ),
  count: exporter.count,
  servesReadings: false,
};

const FIELDS = [
  'U',
  'I',
  'PI',
  'PE',
  'T',
  'CIH',
  'CIL',
  'CEH',
  'CEL',
  'CG',
  'CW',
  'P',
  'HC',
  'DC',
  'MC',
  'CH',
  'CL',
];

/** What a user would pick instead, with a mapping of every field. */
const mqtt2prometheus: Contestant = {
  name: 'prometheus-mqtt-exporter',
  start(brokerPort, httpPort) {
    const file = join(scratch(), 'config.yaml');
    const metrics = FIELDS.map(
      (field) => `  - { prom_name: lowi_${field}, mqtt_name: ${field}, help: ${field}, type: gauge }`,
    );
    // the whole topic must be the device: by ident alone a LOWI's channels overwrite each other
    const mqtt = `mqtt: { server: "tcp://127.0.0.1:${brokerPort}", topic_path: "+/PUB/+", qos: 0, device_id_regex: "(?P<deviceid>.+)" }`;
    writeFileSync(file, `${mqtt}\nmetrics:\n${metrics.join('\n')}\n`);
    return spawn(
      'prometheus-mqtt-exporter',
      ['-config', file, '-listen-address', '127.0.0.1', '-listen-port', `${httpPort}`, '-log-level', 'error'],
      quiet,
    );
  },
  count: /^received_messages\{status="success",[^}]*\} (\S+)$/gm,
  servesReadings: true,
};

/** Ours, the limit, and the alternative if it is installed. */
export function contestants(): Contestant[] {
  const installed = !spawnSync('prometheus-mqtt-exporter', ['-version']).error;
  return [bareReader, exporter, ...(installed ? [mqtt2prometheus] : [])];
}
