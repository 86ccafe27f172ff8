import { execFileSync } from 'node:child_process';
import type { BundledPackage } from './licenses.ts';

interface Component {
  'bom-ref': string;
  name: string;
  version: string;
  properties?: { name: string; value: string }[];
}

/** A bill of materials in CycloneDX, as far as it is used here. */
interface Bill {
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  metadata: { component: { 'bom-ref': string } };
}

/** The bill of materials of the packages inside the bundle, in CycloneDX. Throws if npm does not know one of them. */
export function billOfMaterials(packages: readonly BundledPackage[]): Bill {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const bill = JSON.parse(text) as Bill;
  const wanted = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const components = bill.components.filter(({ 'bom-ref': ref }) => wanted.delete(ref)).map(shipped);
  if (wanted.size > 0) throw new Error(`npm sbom does not list ${[...wanted].join(', ')}`);
  const kept = new Set(components.map((component) => component['bom-ref']));
  kept.add(bill.metadata.component['bom-ref']);
  const dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  return { ...bill, components, dependencies };
}

/** Without the mark that npm gives to a development dependency, which scanners skip: what is inside the bundle is shipped. */
function shipped({ properties = [], ...component }: Component): Component {
  const kept = properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  return { ...component, ...(kept.length > 0 && { properties: kept }) };
}
