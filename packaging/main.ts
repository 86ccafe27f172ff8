// Makes what is released, in the folder `release`: npm run package
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { bundledPackages, LICENSES, licenseTexts } from './licenses.ts';
import { RELEASE } from './project.ts';

mkdirSync(RELEASE, { recursive: true }); // a package that lies there stays
const packages = bundledPackages(await bundle(RELEASE));
writeFileSync(join(RELEASE, LICENSES), licenseTexts(packages));
