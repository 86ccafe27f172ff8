import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PATHS.find(existsSync);

/** Test options: without a browser the tests fail in CI and are skipped elsewhere. */
export function needsChromium(): { skip?: string } {
  if (executablePath) return {};
  if (process.env['CI'] === 'true') throw new Error('chromium is not installed: apt-get install chromium');
  console.error('!!! NOT TESTED in a browser: chromium is not installed: apt-get install chromium !!!');
  return { skip: 'chromium is not installed' };
}

/** A headless browser without background requests. */
export function launchChromium(): Promise<Browser> {
  const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({
    executablePath: executablePath ?? '',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...offline],
  });
}
