import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { before, describe } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { SETTINGS } from '../../src/config/schema.ts';
import { needs, pathOf } from '../needs.ts';
import { scratch } from '../scratch.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const RELEASE = scratch();
const DEB = `${RELEASE}/lowi-exporter_${version}_all.deb`;
const COMMANDS = ['demo', 'check-config', 'explain', 'replay', 'simulate'];

describe('the Debian package', needs('dpkg-deb'), () => {
  const root = scratch();
  const at = (path: string) => join(root, path);
  const text = (path: string) => readFileSync(at(path), 'utf8');
  const modeOf = (path: string) => (statSync(at(path)).mode & 0o777).toString(8);

  before(() => {
    for (const script of ['main', 'debian'])
      execFileSync('npx', ['tsx', `packaging/${script}.ts`, RELEASE], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    execFileSync('dpkg-deb', ['--raw-extract', DEB, root]);
  });

  test('depends on Node.js alone, on any architecture', () => {
    const field = (name: string) => execFileSync('dpkg-deb', ['-f', DEB, name], { encoding: 'utf8' }).trim();
    assert.equal(field('Depends'), 'nodejs (>= 20)');
    assert.equal(field('Architecture'), 'all');
    assert.equal(field('Version'), version.replace('-', '~'));
    assert.equal(field('Pre-Depends'), '');
  });

  test('its command runs with nothing else', () => {
    const program = at('usr/bin/lowi-exporter');
    assert.ok(lstatSync(program).isSymbolicLink());
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: root });
    assert.equal(run('--version').stdout, `${version}\n`);
    const check = run('check-config', '--config', at('etc/lowi-exporter/lowi.yml'));
    assert.equal(check.status, 0, check.stderr);
    assert.match(text('usr/share/lowi-exporter/lowi-exporter.mjs'), /^#!\/usr\/bin\/node\n/);
  });

  test('has a unit whose program is in the package', () => {
    const unit = text('usr/lib/systemd/system/lowi-exporter.service');
    const [, program = ''] = /^ExecStart=\/usr\/bin\/node (\S+)$/m.exec(unit) ?? [];
    assert.ok(existsSync(at(program)), program);
    const [, config = ''] = /^Environment=LOWI_CONFIG_FILE=(\S+)$/m.exec(unit) ?? [];
    assert.ok(existsSync(at(config)), config);
  });

  test('the configuration is a conffile, and the file with passwords is none', () => {
    assert.equal(text('DEBIAN/conffiles'), '/etc/lowi-exporter/lowi.yml\n');
    assert.ok(!existsSync(at('etc/lowi-exporter/environment')));
    assert.match(text('DEBIAN/postinst'), /install -m 600/);
  });

  test('everybody can read its files, and only root can write them', () => {
    for (const path of ['etc/lowi-exporter/lowi.yml', 'usr/share/lowi-exporter/environment.example'])
      assert.equal(modeOf(path), '644', path);
    for (const path of [
      'usr/share/lowi-exporter',
      'usr/share/lowi-exporter/lowi-exporter.mjs',
      'DEBIAN/postinst',
    ])
      assert.equal(modeOf(path), '755', path);
    const list = execFileSync('dpkg-deb', ['-c', DEB], { encoding: 'utf8' });
    assert.ok(list.split('\n').every((line) => line === '' || line.includes(' root/root ')));
  });

  test('has the rules, the dashboards, and what the recipe copies', () => {
    for (const path of [
      'alerts/peak.rules.yml',
      'alerts/alertmanager.yml',
      'alerts/templates/lowi.tmpl',
      'grafana/dashboards/home-energy.json',
      'prometheus/prometheus.yml',
      'mosquitto/acl',
      'systemd/prometheus.service.d/lowi.conf',
    ])
      assert.ok(existsSync(at(`usr/share/lowi-exporter/${path}`)), path);
  });

  test('the manual names every command and setting', () => {
    const manual = gunzipSync(readFileSync(at('usr/share/man/man1/lowi-exporter.1.gz'))).toString();
    const words = manual.replaceAll('\\-', '-');
    for (const command of COMMANDS) assert.ok(words.includes(`.B lowi-exporter ${command}`), command);
    for (const [key, { env }] of SETTINGS) assert.ok(words.includes(env), key);
  });

  test('man formats the manual without a warning', needs('man'), () => {
    const file = at('usr/share/man/man1/lowi-exporter.1.gz');
    const { status, stderr } = spawnSync('man', ['--warnings', '-l', '-E', 'UTF-8', '-Z', file], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80' },
    });
    assert.deepEqual([status, stderr], [0, '']);
  });

  test('bash completes commands, options and settings', () => {
    const complete = (...words: string[]) => {
      const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lowi_exporter; echo "\${COMPREPLY[@]}"`;
      const file = at('usr/share/bash-completion/completions/lowi-exporter');
      return execFileSync('bash', ['-c', script, file, 'lowi-exporter', ...words], {
        encoding: 'utf8',
      }).trim();
    };
    assert.equal(complete('rep'), 'replay');
    assert.equal(complete('replay', '--ev'), '--every');
    assert.equal(complete('--lowi.maxP'), '--lowi.maxPower');
    assert.equal(complete('simulate', '--lowi.maxP'), '');
  });

  test('lintian finds no error', needs('lintian'), () => {
    const { status, stdout } = spawnSync(pathOf('lintian'), ['--fail-on', 'error', '--allow-root', DEB], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout);
  });

  test('the same source gives the same package', () => {
    const first = readFileSync(DEB);
    execFileSync('npx', ['tsx', 'packaging/debian.ts', RELEASE]);
    assert.ok(first.equals(readFileSync(DEB)));
  });
});
