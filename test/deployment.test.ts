import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { parse } from 'yaml';
import { loadSettings } from '../src/config/load.ts';
import { SETTINGS } from '../src/config/schema.ts';
import { identOf } from '../src/simulator/fleet.ts';

interface Service {
  image?: string;
  environment?: Record<string, string>;
  volumes?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  restart?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  profiles?: string[];
  ports?: string[];
  command?: string[];
  tmpfs?: string[];
  pull_policy?: string;
  build?: unknown;
  logging?: { driver: string; options: Record<string, string> };
}
const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const services = Object.entries(compose.services);
const dockerfile = readFileSync('Dockerfile', 'utf8');

test('compose has the whole stack, the simulator only in the profile demo', () => {
  assert.deepEqual(Object.keys(compose.services), [
    'mosquitto',
    'exporter',
    'prometheus',
    'alertmanager',
    'grafana',
    'simulator',
  ]);
  assert.deepEqual(
    services.filter(([, { profiles }]) => profiles).map(([name, { profiles }]) => [name, profiles]),
    [['simulator', ['demo']]],
  );
});

for (const [name, service] of services) {
  test(`compose: ${name} is pinned, restarts, is hardened and has a health check`, () => {
    assert.match(service.image ?? '', /:v?\d+\.\d+\.\d+(-rc\.\d+)?$/);
    assert.equal(service.restart, 'unless-stopped');
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ['ALL']);
    const check =
      service.healthcheck ??
      (service.image?.includes('/lowi-exporter:') ? /HEALTHCHECK/.exec(dockerfile) : undefined);
    assert.ok(check && (!service.healthcheck?.disable || name === 'simulator'));
  });

  test(`compose: every mount of ${name} exists`, () => {
    for (const volume of service.volumes ?? []) {
      const source = volume.split(':')[0] ?? '';
      assert.ok(source.startsWith('./') ? existsSync(source) : source in compose.volumes, volume);
    }
  });

  test(`compose: no password of ${name} has a default`, () => {
    const env = readFileSync('.env.example', 'utf8');
    for (const [key, value] of Object.entries(service.environment ?? {})) {
      if (!/PASSWORD/.test(key)) continue;
      const [, variable = ''] = /^\$\{(\w+):\?[^}]+\}$/.exec(value) ?? [];
      assert.match(env, new RegExp(`^${variable}=$`, 'm'), `${key}: ${value}`);
    }
  });
}

/** What each image writes to when it starts and while it runs: on a read-only root these must be a tmpfs or a volume. */
const WRITTEN_PATHS: Record<string, string[]> = {
  // the last two are volumes of the image: left alone, each container would leave anonymous volumes behind
  mosquitto: ['/tmp', '/run/mosquitto', '/mosquitto/data', '/mosquitto/log'],
  exporter: ['/tmp', '/var/lib/lowi-exporter'],
  prometheus: ['/prometheus'],
  alertmanager: ['/alertmanager'],
  grafana: ['/tmp', '/var/lib/grafana'],
  simulator: ['/tmp'],
};

for (const [name, service] of services) {
  test(`compose: ${name} can write where its start-up writes, with a read-only root`, () => {
    const writable = [
      ...(service.tmpfs ?? []).map((mount) => mount.split(':')[0]),
      ...(service.volumes ?? [])
        .filter((mount) => !mount.endsWith(':ro'))
        .map((mount) => mount.split(':')[1]),
    ];
    const written = WRITTEN_PATHS[name];
    assert.ok(written, `list what ${name} writes`);
    for (const path of written) assert.ok(writable.includes(path), path);
  });

  test(`compose: ${name} rotates its log`, () => {
    assert.equal(service.logging?.driver, 'json-file');
    assert.match(service.logging?.options['max-size'] ?? '', /^\d+m$/);
    assert.match(service.logging?.options['max-file'] ?? '', /^\d+$/);
  });

  test(`compose: no password is in the arguments of ${name} or its health check, where ps shows them`, () => {
    assert.doesNotMatch(JSON.stringify([service.command, service.healthcheck]), /PASSWORD|\$/);
  });
}

test('compose: exporter and simulator are the released image, or built from this folder', () => {
  const { exporter, simulator } = compose.services;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(exporter?.image, `ghcr.io/lowi-exporter/lowi-exporter:${version}`);
  assert.equal(simulator?.image, `ghcr.io/lowi-exporter/lowi-simulator:${version}`);
  const built = services.filter(([, { build }]) => build).map(([name]) => name);
  assert.deepEqual(built, ['exporter', 'simulator']);
  for (const service of [exporter, simulator]) assert.equal(service?.pull_policy, 'missing');
});

test('the image declares no volume, so a container without one leaves none behind', () => {
  assert.doesNotMatch(dockerfile, /^VOLUME/m);
});

test('Grafana finds each of its provisioning folders, with nothing but YAML inside', () => {
  for (const folder of ['alerting', 'dashboards', 'datasources', 'plugins']) {
    const files = readdirSync(`grafana/provisioning/${folder}`);
    assert.ok(files.length > 0, folder); // Git keeps no empty folder
    for (const file of files) {
      assert.match(file, /\.yml$/);
      const { apiVersion } = parse(readFileSync(`grafana/provisioning/${folder}/${file}`, 'utf8'));
      assert.equal(apiVersion, 1);
    }
  }
});

test('the example of a configuration file names every channel of the house that the profile demo simulates', () => {
  const loaded = loadSettings({ flags: new Map(), env: {} }, 'config/demo.yml');
  assert.ok('settings' in loaded);
  const house = compose.services['simulator']?.command ?? [];
  const channels = Number(house[house.indexOf('--channels') + 1]);
  const named = loaded.settings.channels.devices.get(identOf(1, 0))?.channels.keys();
  assert.deepEqual(
    [...(named ?? [])],
    Array.from({ length: channels - 1 }, (_, n) => `CH${n + 1}`),
  );
});

test('every setting that the files name exists', () => {
  const known = new Set([
    ...[...SETTINGS.values()].map(({ env }) => env),
    'LOWI_REVISION',
    'LOWI_PASSWORD',
    'LOWI_SIMULATE_PASSWORD',
    'LOWI_CONFIG_FILE',
  ]);
  for (const file of [
    'docker-compose.yml',
    'Dockerfile',
    'systemd/lowi-exporter.service',
    'README.md',
    'docs/docker.md',
    '.env.example',
  ]) {
    for (const [name] of readFileSync(file, 'utf8').matchAll(/\bLOWI_[A-Z_]+\b/g))
      assert.ok(known.has(name), `${file}: ${name}`);
  }
});

test('the image runs as its own user on a pinned Node.js of each platform, and contains only what it was built from', () => {
  for (const platform of ['amd64', 'arm64', 'arm'])
    assert.match(dockerfile, new RegExp(`^FROM node:\\d+-slim AS node-${platform}$`, 'm'));
  assert.match(dockerfile, /^FROM scratch\n(?:(?!FROM ).*\n)*USER node$/m);
  const copied = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  for (const path of copied) assert.ok(existsSync(path), path);
  const wanted = [...dockerfile.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  );
  assert.deepEqual(wanted.map((path) => path.split('/')[0]).sort(), copied.sort());
});

test('the systemd unit runs as a dynamic user with its own state folder', () => {
  const unit = readFileSync('systemd/lowi-exporter.service', 'utf8');
  for (const line of [
    'DynamicUser=yes',
    'StateDirectory=lowi-exporter',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'SystemCallErrorNumber=EPERM', // V8 asks for more than @system-service, and would be killed
  ]) {
    assert.ok(unit.split('\n').includes(line), line);
  }
});
