import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../test/scratch.ts';

/** Where a contestant finds its broker, and where it serves its page. */
export interface Ports {
  broker: number;
  http: number;
}

/** A program that reads LOWIs from a broker and serves a page. */
export interface Contestant {
  name: string;
  start(ports: Ports, qos: number): ChildProcess;
  /** Matches its own message counters on its page. */
  count: RegExp;
  /** Whether its page has the readings: only then are scrapes measured. */
  servesReadings: boolean;
}

const quiet = { stdio: 'ignore' } as const;

const exporter: Contestant = {
  name: 'lowi-exporter',
  start: (ports, qos) =>
    spawn(
      process.execPath,
      [
        'release/lowi-exporter.mjs',
        '--mqtt.url',
        `mqtt://127.0.0.1:${ports.broker}`,
        '--mqtt.qos',
        `${qos}`,
        '--http.port',
        `${ports.http}`,
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
  start: (ports, qos) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/reader.ts', `mqtt://127.0.0.1:${ports.broker}`, `${ports.http}`, `${qos}`],
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

/** The common alternative, mqtt2prometheus, with every field mapped. */
const mqtt2prometheus: Contestant = {
  name: 'prometheus-mqtt-exporter',
  start(ports, qos) {
    const file = join(scratch(), 'config.yaml');
    const metrics = FIELDS.map(
      (field) => `  - { prom_name: lowi_${field}, mqtt_name: ${field}, help: ${field}, type: gauge }`,
    );
    // the device id is the whole topic: with the ident alone, channels of one LOWI overwrite each other
    const mqtt = `mqtt: { server: "tcp://127.0.0.1:${ports.broker}", topic_path: "+/PUB/+", qos: ${qos}, device_id_regex: "(?P<deviceid>.+)" }`;
    writeFileSync(file, `${mqtt}\nmetrics:\n${metrics.join('\n')}\n`);
    return spawn(
      'prometheus-mqtt-exporter',
      [
        '-config',
        file,
        '-listen-address',
        '127.0.0.1',
        '-listen-port',
        `${ports.http}`,
        '-log-level',
        'error',
      ],
      quiet,
    );
  },
  count: /^received_messages\{status="success",[^}]*\} (\S+)$/gm,
  servesReadings: true,
};

/** Bare mqtt.js as the upper bound, this exporter, and mqtt2prometheus if it is installed. */
export function contestants(): Contestant[] {
  if (!spawnSync(mqtt2prometheus.name, ['-version']).error) return [bareReader, exporter, mqtt2prometheus];
  console.error(`${mqtt2prometheus.name} is not installed and is skipped. Debian has a package of that name`);
  return [bareReader, exporter];
}
