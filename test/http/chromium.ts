import { type Browser, chromium } from 'playwright-core';
import { needs, pathOf } from '../needs.ts';

/** Options of a test that runs a browser. */
export const needsChromium = (): { skip?: string } => needs('chromium');

/** A headless browser without background requests. */
export function launchChromium(): Promise<Browser> {
  const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({
    executablePath: pathOf('chromium'),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...offline],
  });
}
