import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { ComposeProject, needsDocker, serviceOf } from './compose.ts';
import { eventually } from './eventually.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TOPIC = 'aabbccddeeff/PUB/CH0';
const SERIES = 'ident="aabbccddeeff",channel="CH0"';
const NOT_AUTHORIZED = 135;
const SERVICES = ['alertmanager', 'exporter', 'grafana', 'mosquitto', 'prometheus', 'simulator'];

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return (await response.json()) as T;
}

describe('the compose file with real containers', { ...needsDocker, timeout: 30 * MINUTE }, () => {
  const project = new ComposeProject();
  const clients: MqttClient[] = [];

  /** A client of the broker; MQTT 5, which says why something is denied. */
  function login(username?: string, password?: string): Promise<MqttClient> {
    const credentials = username === undefined || password === undefined ? {} : { username, password };
    const options = { ...credentials, protocolVersion: 5, reconnectPeriod: 0 } as const;
    const client = mqtt.connect(project.url('mosquitto'), options);
    clients.push(client);
    return new Promise((resolve, reject) => {
      client.once('connect', () => resolve(client));
      client.once('error', reject);
    });
  }
  const asLowi = () => login('lowi', project.passwords.LOWI_PASSWORD);
  const asExporter = () => login('exporter', project.passwords.EXPORTER_PASSWORD);

  before(async () => {
    await project.prepare();
    await project.up();
  });
  after(async () => {
    for (const client of clients) client.end(true);
    await project.remove();
  });

  test('every service runs, is healthy and was not restarted', async () => {
    const states = (await project.containers()).map((container) => {
      const health = container.State.Health?.Status ?? 'unchecked';
      return `${serviceOf(container)} ${container.State.Status} ${health} ${container.RestartCount}`;
    });
    const expected = SERVICES.map((service) =>
      service === 'simulator' ? `${service} running unchecked 0` : `${service} running healthy 0`,
    );
    assert.deepEqual(states.sort(), expected);
  });

  test('every volume is a named one of the project', async () => {
    for (const { Name, Mounts } of await project.containers())
      for (const mount of Mounts.filter(({ Type }) => Type === 'volume'))
        assert.ok(mount.Name?.startsWith(`${project.name}_`), `${Name}: ${mount.Destination} ${mount.Name}`);
  });

  test('a LOWI may publish its readings, and neither read nor publish anything else', async () => {
    const [lowi, exporter] = await Promise.all([asLowi(), asExporter()]);
    const received: string[] = [];
    lowi.on('message', (topic) => received.push(topic));
    await lowi.subscribeAsync('#');
    await exporter.subscribeAsync(TOPIC);
    const delivered = new Promise<void>((resolve) => exporter.once('message', () => resolve()));
    await lowi.publishAsync(TOPIC, JSON.stringify({ PI: '1198', CIH: '1000', CIL: '2000' }), { qos: 1 });
    await delivered;
    // Mosquitto accepts any subscription and checks the right to read at delivery: an answer to a later packet tells that none came.
    await lowi.subscribeAsync('aabbccddeeff/#');
    assert.deepEqual(received, []);
    const command = lowi.publishAsync('aabbccddeeff/SET/REL/CH1', '1', { qos: 1 });
    await assert.rejects(command, { code: NOT_AUTHORIZED });
  });

  test('the exporter may read readings, and publish nothing', async () => {
    const exporter = await asExporter();
    for (const topic of [TOPIC, 'aabbccddeeff/SET/REL/CH1'])
      await assert.rejects(exporter.publishAsync(topic, '{}', { qos: 1 }), { code: NOT_AUTHORIZED });
  });

  test('a wrong password, a wrong user and no user are denied', async () => {
    const { LOWI_PASSWORD, EXPORTER_PASSWORD } = project.passwords;
    await assert.rejects(login('lowi', EXPORTER_PASSWORD), { code: NOT_AUTHORIZED });
    await assert.rejects(login('exporter', LOWI_PASSWORD), { code: NOT_AUTHORIZED });
    await assert.rejects(login('nobody', LOWI_PASSWORD), { code: NOT_AUTHORIZED });
    await assert.rejects(login(), { code: NOT_AUTHORIZED });
  });

  test('the exporter shows what the LOWI and the simulated house publish', async () => {
    await eventually(async () => {
      const metrics = await project.metrics();
      assert.equal(metrics.get('lowi_mqtt_connected'), 1);
      assert.equal(metrics.get(`lowi_import_power_watts{${SERIES}}`), 1198);
      const simulated = [...metrics.keys()].filter((series) => series.startsWith('lowi_power_watts{'));
      assert.equal(simulated.length, 5, `${simulated}`);
    }, MINUTE);
  });

  test('Prometheus reaches every target and Alertmanager', async () => {
    interface Targets {
      data: { activeTargets: { labels: { job: string }; health: string; lastError: string }[] };
    }
    const targets = () => json<Targets>(project.url('prometheus', '/api/v1/targets'));
    await eventually(async () => {
      const found = (await targets()).data.activeTargets.map(
        ({ labels, health, lastError }) => `${labels.job} ${health} ${lastError}`,
      );
      assert.deepEqual(found.sort(), ['alertmanager up ', 'lowi up ', 'prometheus up ']);
    }, MINUTE);
    interface Alertmanagers {
      data: { activeAlertmanagers: { url: string }[] };
    }
    const { data } = await json<Alertmanagers>(project.url('prometheus', '/api/v1/alertmanagers'));
    assert.deepEqual(
      data.activeAlertmanagers.map(({ url }) => new URL(url).host),
      ['alertmanager:9093'],
    );
    assert.equal((await fetch(project.url('alertmanager', '/-/ready'))).status, 200);
    assert.equal((await fetch(project.url('grafana', '/api/health'))).status, 200);
  });

  test('Prometheus loads and evaluates every rule without an error', async () => {
    interface Rules {
      data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
    }
    await eventually(async () => {
      const { data } = await json<Rules>(project.url('prometheus', '/api/v1/rules'));
      const rules = data.groups.flatMap((group) => group.rules);
      assert.ok(rules.length > 0);
      const others = rules.filter(({ health }) => health !== 'ok');
      assert.deepEqual(
        others.map(({ name, health, lastError }) => `${name} ${health} ${lastError ?? ''}`),
        [],
      );
    }, 5 * MINUTE);
  });

  test("down and up keep the exporter's channels and their last publish", async () => {
    const lastPublish = `lowi_last_publish_timestamp_seconds{${SERIES}}`;
    const channelsOf = (metrics: Map<string, number>) =>
      [...metrics.keys()].filter((series) => series.startsWith('lowi_last_publish_')).sort();
    const former = await project.metrics();
    const volumes = (await project.containers()).flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name));
    assert.ok(former.has(lastPublish));
    await project.down();
    await project.up();
    const present = await project.metrics();
    assert.deepEqual(channelsOf(present), channelsOf(former));
    assert.equal(present.get(lastPublish), former.get(lastPublish));
    const kept = (await project.containers()).flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name));
    assert.deepEqual(kept.sort(), volumes.sort());
  });
});
