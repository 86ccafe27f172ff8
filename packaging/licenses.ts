import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The file of all licenses, beside the bundle. */
export const LICENSES = 'THIRD-PARTY-LICENSES.txt';

/** A package inside the bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  license: string;
  /** Its folder in node_modules. */
  folder: string;
}

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/** The packages inside a bundle, by name. Throws if one of them names no license. */
export function bundledPackages({ inputs }: Metafile): BundledPackage[] {
  const folders = Object.keys(inputs).flatMap((file) => PACKAGE_FOLDER.exec(file)?.[0] ?? []);
  return [...new Set(folders)].map(readPackage).sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as BundledPackage;
  if (typeof license !== 'string') throw new Error(`${folder}: expected a license in package.json`);
  return { name, version, license, folder };
}

/** The text of all licenses, one after the other. */
export function licenseTexts(packages: readonly BundledPackage[]): string {
  const head = 'lowi-exporter.mjs contains these packages. Each is followed by its license.\n';
  return [head, ...packages.map(licenseText)].join(`\n${'-'.repeat(80)}\n`);
}

function licenseText({ name, version, license, folder }: BundledPackage): string {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)([.-].*)?$/i.test(entry));
  const text = file === undefined ? fromReadme(folder) : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text?.trim() ?? `The package has no text of its license, ${license}.`}\n`;
}

/** Some packages have their license in the README only. */
function fromReadme(folder: string): string | undefined {
  const file = readdirSync(folder).find((entry) => /^readme/i.test(entry));
  if (file === undefined) return undefined;
  return /^#+ *licen[cs]e\b[^\n]*\n(.*?)(?=^#|$(?![\s\S]))/ims.exec(
    readFileSync(join(folder, file), 'utf8'),
  )?.[1];
}
