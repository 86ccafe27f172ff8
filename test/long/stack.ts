import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { createFleet } from '../../src/simulator/fleet.ts';
import { startProcess, stopProcess } from '../child-process.ts';
import { pathOf } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { Prometheus } from '../system/prometheus.ts';
import { until } from '../until.ts';

/** An alert as Alertmanager sends it to a webhook. */
export interface Notification {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  /** When the webhook received it, on `performance.now()`. */
  at: number;
}

const LOWI = { username: 'lowi', password: 'from-the-meter' };
const EXPORTER = { username: 'exporter', password: 'for-the-exporter' };
const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
/** Times of the scrape configuration, of rules and of routes, and ranges of queries. */
const TIMES = /(?<=(?:interval|wait|for): |\[)(\d+)([smhd])\b/g;

interface Message {
  topic: string;
  payload: string;
}

interface StackOptions {
  /** What is published next; by default what two simulated houses publish. */
  messages?: () => Iterable<Message>;
  /** By how much all times in the shipped files are divided. */
  speed?: number;
}

type Ports = Record<'broker' | 'exporter' | 'prometheus' | 'alertmanager' | 'webhook', number>;

/** Replaces in a file; fails where there is nothing to replace. */
function edit(path: string, edits: [string | RegExp, string][]): void {
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of edits) {
    if (text.replace(from, to) === text) throw new Error(`${path}: expected ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
}

function accelerate(path: string, speed: number): void {
  const text = readFileSync(path, 'utf8').replace(
    TIMES,
    (_, count: string, unit: keyof typeof SECONDS) =>
      `${Math.max(1, Math.round((Number(count) * SECONDS[unit]) / speed))}s`,
  );
  writeFileSync(path, text);
}

/** Copies the shipped files, and replaces the host names and paths of the containers. */
function configure(folder: string, ports: Ports, speed: number): void {
  for (const name of ['prometheus', 'alerts', 'mosquitto'])
    cpSync(name, join(folder, name), { recursive: true });
  edit(join(folder, 'prometheus/prometheus.yml'), [
    ['[exporter:10833]', `['127.0.0.1:${ports.exporter}']`],
    ['[localhost:9090]', `['127.0.0.1:${ports.prometheus}']`],
    [/\[alertmanager:9093\]/g, `['127.0.0.1:${ports.alertmanager}']`],
  ]);
  edit(join(folder, 'alerts/alertmanager.yml'), [
    ['receiver: nobody # FILL IN: mail or webhook', 'receiver: webhook'],
    [/url: http:\S+:8123\S*/, `url: http://127.0.0.1:${ports.webhook}/`],
  ]);
  const user = process.getuid?.() === 0 ? '\nuser root' : '';
  edit(join(folder, 'mosquitto/mosquitto.conf'), [
    ['listener 1883', `listener ${ports.broker} 127.0.0.1`],
    ['/run/mosquitto/passwd', join(folder, 'passwd')],
    ['/mosquitto/config/acl', join(folder, 'mosquitto/acl')],
    ['persistence false', `persistence false${user}`],
  ]);
  const rules = readdirSync(join(folder, 'alerts')).filter((name) => name.endsWith('.yml'));
  for (const file of ['prometheus/prometheus.yml', ...rules.map((name) => `alerts/${name}`)])
    accelerate(join(folder, file), speed);
}

/** The shipped files with real programs: Mosquitto, exporter, Prometheus and Alertmanager; and two simulated houses. */
export class Stack {
  /** What Alertmanager sent so far. */
  readonly notifications: Notification[] = [];
  readonly idents: readonly string[];
  exporter!: Program;
  prometheus!: Prometheus;
  readonly #speed: number;
  readonly #folder = scratch();
  readonly #fleet = createFleet({
    devices: 2,
    channels: 2,
    intervalSeconds: 10,
    seed: 3,
    startUnix: Date.now() / 1000 - 10,
  });
  readonly #messages: () => Iterable<Message>;
  readonly #muted = new Set<string>();
  readonly #children: ChildProcess[] = [];
  #webhook: Server | undefined;
  #houses: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #broker: ChildProcess | undefined;

  constructor({ messages, speed = 1 }: StackOptions = {}) {
    this.idents = this.#fleet.idents;
    this.#messages = messages ?? (() => this.#fleet.advanceTo(Date.now() / 1000));
    this.#speed = speed;
  }

  async start(): Promise<void> {
    const names = ['broker', 'exporter', 'prometheus', 'alertmanager', 'webhook'] as const;
    const entries = await Promise.all(names.map(async (name) => [name, await freePort()] as const));
    const ports = Object.fromEntries(entries) as Ports;
    configure(this.#folder, ports, this.#speed);
    await this.#listen(ports.webhook);
    this.#startBroker();
    this.exporter = await Program.start({
      LOWI_HTTP_PORT: String(ports.exporter),
      LOWI_MQTT_URL: `mqtt://127.0.0.1:${ports.broker}`,
      LOWI_MQTT_USERNAME: EXPORTER.username,
      LOWI_MQTT_PASSWORD: EXPORTER.password,
    });
    this.#publish(ports.broker);
    await this.#startMonitoring(ports);
    await this.exporter.untilSample('lowi_mqtt_connected', 1);
  }

  mute(ident: string): void {
    this.#muted.add(ident);
  }

  unmute(ident: string): void {
    this.#muted.delete(ident);
  }

  stopBroker(): void {
    this.#broker?.kill('SIGKILL');
  }

  /** Waits for the notification of an alert; gives when the webhook received it. */
  async untilNotified(alertname: string, status: Notification['status'], limitMs: number): Promise<number> {
    const find = () =>
      this.notifications.find((one) => one.labels['alertname'] === alertname && one.status === status);
    await until(() => find() !== undefined, `${status} ${alertname}`, limitMs).catch((error: Error) => {
      throw new Error(`${error.message}; received: ${this.received().join(', ')}`);
    });
    return find()?.at ?? Number.NaN;
  }

  /** The notifications so far, as `status alert ident`. */
  received(): string[] {
    return this.notifications.map(({ status, labels }) =>
      [status, labels['alertname'], labels['ident'] ?? ''].join(' ').trim(),
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#houses?.end(true);
    await this.exporter?.stop();
    await this.prometheus?.stop();
    for (const child of this.#children) await stopProcess(child);
    this.#webhook?.close();
    this.#webhook?.closeAllConnections();
  }

  #startBroker(): void {
    const env = {
      ...process.env,
      PATH: `${process.env['PATH']}:/usr/sbin`,
      PASSWORD_FILE: join(this.#folder, 'passwd'),
      CONFIG_FILE: join(this.#folder, 'mosquitto/mosquitto.conf'),
      LOWI_PASSWORD: LOWI.password,
      EXPORTER_PASSWORD: EXPORTER.password,
    };
    this.#broker = startProcess('sh', [join(this.#folder, 'mosquitto/start.sh')], { env });
    this.#children.push(this.#broker);
  }

  async #startMonitoring(ports: Ports): Promise<void> {
    const alertmanager = startProcess(pathOf('alertmanager'), [
      `--config.file=${this.#folder}/alerts/alertmanager.yml`,
      `--storage.path=${this.#folder}/alertmanager-data`,
      `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
      '--cluster.listen-address=',
    ]);
    this.#children.push(alertmanager);
    const config = join(this.#folder, 'prometheus/prometheus.yml');
    this.prometheus = await Prometheus.start(config, { port: ports.prometheus });
  }

  #publish(port: number): void {
    const houses = mqtt.connect(`mqtt://127.0.0.1:${port}`, LOWI).on('error', () => {});
    this.#houses = houses;
    this.#timer = setInterval(() => {
      for (const { topic, payload } of this.#messages()) {
        if (houses.connected && !this.#muted.has(topic.split('/')[0] ?? '')) houses.publish(topic, payload);
      }
    }, 200);
  }

  async #listen(port: number): Promise<void> {
    this.#webhook = createServer(async (request, response) => {
      const at = performance.now();
      const { alerts } = JSON.parse((await request.setEncoding('utf8').toArray()).join('')) as {
        alerts: Omit<Notification, 'at'>[];
      };
      for (const { status, labels } of alerts) this.notifications.push({ status, labels, at });
      response.end();
    }).listen(port, '127.0.0.1');
    await once(this.#webhook, 'listening');
  }
}
