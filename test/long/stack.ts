import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { createFleet } from '../../src/simulator/fleet.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { Program } from '../system/program.ts';

/** One alert as Alertmanager's webhook tells it. */
export interface Told {
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  /** When the webhook received it, on `performance.now()`. */
  at: number;
}

const LOWI = { username: 'lowi', password: 'from-the-meter' };
const EXPORTER = { username: 'exporter', password: 'for-the-exporter' };

interface Message {
  topic: string;
  payload: string;
}

interface Ports {
  broker: number;
  exporter: number;
  prometheus: number;
  alertmanager: number;
  webhook: number;
}

/** The shipped files with the host names and paths of the containers replaced. */
function configure(folder: string, ports: Ports): void {
  for (const name of ['prometheus', 'alerts', 'mosquitto'])
    cpSync(name, join(folder, name), { recursive: true });
  const edit = (file: string, edits: [string | RegExp, string][]) => {
    const path = join(folder, file);
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of edits) {
      if (text.replace(from, to) === text) throw new Error(`${file}: expected ${from}`);
      text = text.replace(from, to);
    }
    writeFileSync(path, text);
  };
  edit('prometheus/prometheus.yml', [
    ['[exporter:10833]', `['127.0.0.1:${ports.exporter}']`],
    ['[localhost:9090]', `['127.0.0.1:${ports.prometheus}']`],
    [/\[alertmanager:9093\]/g, `['127.0.0.1:${ports.alertmanager}']`],
  ]);
  edit('alerts/alertmanager.yml', [
    ['receiver: nobody # FILL IN: mail or webhook', 'receiver: webhook'],
    [/url: http:\S+:8123\S*/, `url: http://127.0.0.1:${ports.webhook}/`],
  ]);
  const user = process.getuid?.() === 0 ? '\nuser root' : '';
  edit('mosquitto/mosquitto.conf', [
    ['listener 1883', `listener ${ports.broker} 127.0.0.1`],
    ['/run/mosquitto/passwd', join(folder, 'passwd')],
    ['/mosquitto/config/acl', join(folder, 'mosquitto/acl')],
    ['persistence false', `persistence false${user}`],
  ]);
}

/** Mosquitto, exporter, Prometheus and Alertmanager with the files that ship, two simulated houses, and a webhook that receives. */
export class Stack {
  readonly told: Told[] = [];
  readonly idents: readonly string[];
  exporter!: Program;
  private readonly folder = scratch();
  private readonly fleet = createFleet({
    devices: 2,
    channels: 2,
    intervalSeconds: 10,
    seed: 3,
    startUnix: Date.now() / 1000 - 10,
  });
  private readonly messages: () => Iterable<Message>;
  private readonly silent = new Set<string>();
  private readonly children: ChildProcess[] = [];
  private webhook!: Server;
  private houses!: MqttClient;
  private timer: NodeJS.Timeout | undefined;
  private broker!: ChildProcess;
  private ports!: Ports;

  /** `messages`: what is published next, in place of the simulated houses. */
  constructor(messages?: () => Iterable<Message>) {
    this.idents = this.fleet.idents;
    this.messages = messages ?? (() => this.fleet.advanceTo(Date.now() / 1000));
  }

  async start(): Promise<void> {
    const [broker, exporter, prometheus, alertmanager, webhook] = await Promise.all(
      Array.from({ length: 5 }, freePort),
    );
    this.ports = { broker, exporter, prometheus, alertmanager, webhook } as Ports;
    configure(this.folder, this.ports);
    this.listen();
    this.startBroker();
    this.exporter = await Program.start({
      LOWI_HTTP_PORT: String(exporter),
      LOWI_MQTT_URL: `mqtt://127.0.0.1:${broker}`,
      LOWI_MQTT_USERNAME: EXPORTER.username,
      LOWI_MQTT_PASSWORD: EXPORTER.password,
    });
    this.publish();
    this.startMonitoring();
    await this.exporter.untilSample('lowi_mqtt_connected', 1, 30_000);
  }

  /** Lets one house fall silent, or speak again. */
  silence(ident: string, silent: boolean): void {
    if (silent) this.silent.add(ident);
    else this.silent.delete(ident);
  }

  stopBroker(): void {
    this.broker.kill('SIGKILL');
  }

  /** Waits until the webhook was told this of an alert; gives when. */
  async untilTold(alertname: string, status: Told['status'], limitMs: number): Promise<number> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const told = this.told.find((one) => one.labels['alertname'] === alertname && one.status === status);
      if (told) return told.at;
      if (performance.now() > deadline)
        throw new Error(`in ${limitMs} ms not ${status}: ${alertname}; told: ${this.names()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** What was told so far: `status alert ident`. */
  names(): string[] {
    return this.told.map(({ status, labels }) =>
      [status, labels['alertname'], labels['ident'] ?? ''].join(' ').trim(),
    );
  }

  /** The values that an instant query gives. */
  async query(expression: string): Promise<number[]> {
    const url = `http://127.0.0.1:${this.ports.prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map(({ value }) => Number(value[1]));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.houses?.end(true);
    await this.exporter?.stop();
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    this.webhook?.close();
    this.webhook?.closeAllConnections();
  }

  private startBroker(): void {
    const env = {
      PASSWORD_FILE: join(this.folder, 'passwd'),
      CONFIG_FILE: join(this.folder, 'mosquitto/mosquitto.conf'),
    };
    const passwords = { LOWI_PASSWORD: LOWI.password, EXPORTER_PASSWORD: EXPORTER.password };
    this.broker = this.run('sh', [join(this.folder, 'mosquitto/start.sh')], { ...env, ...passwords });
  }

  private startMonitoring(): void {
    const { prometheus, alertmanager } = this.ports;
    this.run('prometheus-alertmanager', [
      `--config.file=${this.folder}/alerts/alertmanager.yml`,
      `--storage.path=${this.folder}/alertmanager-data`,
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      '--cluster.listen-address=',
    ]);
    this.run('prometheus', [
      `--config.file=${this.folder}/prometheus/prometheus.yml`,
      `--storage.tsdb.path=${this.folder}/prometheus-data`,
      `--web.listen-address=127.0.0.1:${prometheus}`,
    ]);
  }

  private run(name: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const PATH = `${process.env['PATH']}:/usr/sbin`;
    const child = spawn(name, args, { stdio: 'ignore', env: { ...process.env, ...env, PATH } });
    this.children.push(child);
    return child;
  }

  private publish(): void {
    this.houses = mqtt.connect(`mqtt://127.0.0.1:${this.ports.broker}`, LOWI);
    this.houses.on('error', () => {});
    this.timer = setInterval(() => {
      for (const { topic, payload } of this.messages()) {
        if (this.houses.connected && !this.silent.has(topic.split('/')[0] ?? ''))
          this.houses.publish(topic, payload);
      }
    }, 200);
  }

  private listen(): void {
    this.webhook = createServer((request, response) => {
      let body = '';
      request.on('data', (text) => {
        body += text;
      });
      request.on('end', () => {
        const at = performance.now();
        const { alerts } = JSON.parse(body) as { alerts: Omit<Told, 'at'>[] };
        for (const { status, labels } of alerts) this.told.push({ status, labels, at });
        response.end();
      });
    }).listen(this.ports.webhook, '127.0.0.1');
  }
}
