// Makes the Debian package from the folder `release`: npm run deb
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUNDLE } from './bundle.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completion.ts';
import { LICENSES } from './licenses.ts';
import { manualPage } from './manual.ts';
import { ADDRESS, debianVersion, MANIFEST, RELEASE, releasesOf } from './project.ts';

const { name, version, description, author } = MANIFEST;
const [release] = releasesOf(readFileSync('CHANGELOG.md', 'utf8'));
/** Of the release; a build before it has a fixed date, so that the same source gives the same package. */
const DATE = release?.date ?? '2026-01-01';
const EPOCH = String(Date.parse(DATE) / 1000);

const SHARE = `usr/share/${name}`;
const DOC = `usr/share/doc/${name}`;
const CONFFILES = [`/etc/${name}/lowi.yml`];

const gzip = (text: string) => gzipSync(text, { level: 9 });
const packaged = (file: string) => readFileSync(join('packaging/debian', file), 'utf8');
const released = (file: string) => readFileSync(join(RELEASE, file));

/** The program, called by the interpreter that Debian installs. */
const program = () => released(BUNDLE).toString().replace(/^#!.*/, '#!/usr/bin/node');

/** The files of the package that are not copied as they are. */
function files(): Record<string, string | Buffer> {
  return {
    [`${SHARE}/${BUNDLE}`]: program(),
    [`${SHARE}/environment.example`]: readFileSync('systemd/environment.example'),
    [`usr/lib/systemd/system/${name}.service`]: readFileSync(`systemd/${name}.service`),
    [`etc/${name}/lowi.yml`]: packaged('lowi.yml'),
    [`usr/share/man/man1/${name}.1.gz`]: gzip(manualPage(version, DATE, ADDRESS)),
    [`usr/share/bash-completion/completions/${name}`]: bashCompletion(),
    [`usr/share/zsh/vendor-completions/_${name}`]: zshCompletion(),
    [`usr/share/fish/vendor_completions.d/${name}.fish`]: fishCompletion(),
    [`${DOC}/copyright`]: copyright(),
    [`${DOC}/changelog.gz`]: gzip(debianChangelog()),
    [`${DOC}/CHANGELOG.md.gz`]: gzip(readFileSync('CHANGELOG.md', 'utf8')),
    [`${DOC}/${LICENSES}`]: released(LICENSES),
  };
}

/** Folders and files that are copied as they are, into /usr/share/lowi-exporter. */
const COPIED = [
  'alerts',
  'grafana/dashboards',
  'prometheus',
  'mosquitto/acl',
  'systemd/prometheus.service.d',
  'systemd/prometheus-alertmanager.service.d',
];

function copyright(): string {
  const [, holder = '', license = ''] =
    /Copyright (?:\(c\) )?(.*?)\n\n(.*)/s.exec(readFileSync('LICENSE', 'utf8')) ?? [];
  const indented = license
    .trim()
    .replaceAll(/^(?=.)/gm, ' ')
    .replaceAll(/^$/gm, ' .');
  return packaged('copyright')
    .replace('@ADDRESS@', ADDRESS)
    .replace('@HOLDER@', holder)
    .replace('@LICENSE@', indented);
}

function debianChangelog(): string {
  const date = new Date(DATE).toUTCString().replace('GMT', '+0000');
  return `${name} (${debianVersion(version)}) unstable; urgency=medium\n\n  * ${version}: see CHANGELOG.md.gz.\n\n -- ${author}  ${date}\n`;
}

function control(kibibytes: number): string {
  return `Package: ${name}
Version: ${debianVersion(version)}
Architecture: all
Maintainer: ${author}
Installed-Size: ${kibibytes}
Depends: nodejs (>= 20)
Suggests: prometheus, prometheus-alertmanager, mosquitto
Section: net
Priority: optional
Homepage: ${ADDRESS}
Description: ${description.split(',')[0]}
 It reads what a LOWI, the WiFi dongle on the P1 port of a Belgian electricity
 meter, publishes over MQTT, and exposes it as metrics: power and energy from
 and to the grid, tariff, gas, water, solar panels and smart plugs. It has an
 embedded MQTT broker and a status page. Alert rules and dashboards are in
 /usr/share/${name}.
`;
}

/** Every file below a folder, as paths from there. */
function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((path) => statSync(join(folder, path)).isFile());
}

/** Writes the content of the package to a folder. */
function fill(folder: string): void {
  for (const path of COPIED) cpSync(path, join(folder, SHARE, path), { recursive: true });
  rmSync(join(folder, SHARE, 'alerts/tests'), { recursive: true, force: true });
  for (const [path, content] of Object.entries(files())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const paths = filesIn(folder);
  const sums = paths
    .filter((path) => !path.startsWith('etc/'))
    .map((path) => `${md5(join(folder, path))}  ${path}\n`);
  const bytes = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  mkdirSync(join(folder, 'DEBIAN'));
  const about = {
    control: control(Math.ceil(bytes / 1024)),
    conffiles: `${CONFFILES.join('\n')}\n`,
    md5sums: sums.join(''),
  };
  for (const [path, text] of Object.entries(about)) writeFileSync(join(folder, 'DEBIAN', path), text);
  for (const script of ['postinst', 'prerm', 'postrm'])
    writeFileSync(join(folder, 'DEBIAN', script), packaged(script));
}

function md5(file: string): string {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}

/** Puts the command into the search path. */
function link(folder: string): void {
  mkdirSync(join(folder, 'usr/bin'));
  symlinkSync(`../share/${name}/${BUNDLE}`, join(folder, 'usr/bin', name));
}

/** Sets every mode, whatever the umask; dpkg-deb sets the owner. */
function setModes(folder: string): void {
  const executable = [`${SHARE}/${BUNDLE}`, 'DEBIAN/postinst', 'DEBIAN/prerm', 'DEBIAN/postrm'];
  chmodSync(folder, 0o755);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path === `usr/bin/${name}`) continue; // would change what it points to
    const isPlain = statSync(join(folder, path)).isFile() && !executable.includes(path);
    chmodSync(join(folder, path), isPlain ? 0o644 : 0o755);
  }
}

/** Where the package is written. The name has the version as npm and Git know it: `~` is not allowed in a download's name on GitHub. */
const DEB = join(RELEASE, `${name}_${version}_all.deb`);

const folder = mkdtempSync(join(tmpdir(), `${name}-deb-`));
try {
  fill(folder);
  link(folder);
  setModes(folder);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, DEB], {
    env: { ...process.env, SOURCE_DATE_EPOCH: EPOCH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(folder, { recursive: true });
}
