// Makes what is released, in the folder `release`: npm run package
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { bundledPackages, LICENSES, licenseTexts } from './licenses.ts';
import { RELEASE } from './project.ts';

rmSync(RELEASE, { recursive: true, force: true });
mkdirSync(RELEASE);
const packages = bundledPackages(await bundle(RELEASE));
writeFileSync(join(RELEASE, LICENSES), licenseTexts(packages));
