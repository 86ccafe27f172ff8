// Makes what is released, in the folder `release`: npm run package
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { bundledPackages, licenseTexts } from './licenses.ts';

const FOLDER = 'release';
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
const packages = bundledPackages(await bundle(FOLDER));
writeFileSync(join(FOLDER, 'THIRD-PARTY-LICENSES.txt'), licenseTexts(packages));
