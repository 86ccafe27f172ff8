import { after, before } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { needs, pathOf } from '../needs.ts';
import { TestServer } from './test-server.ts';

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

/** The status page of a test file and a browser for it, which start before its tests and end after them. */
export class BrowserTests {
  readonly options = { ...needsChromium(), timeout: 300_000 };
  readonly server = new TestServer();
  #browser: Browser | undefined;

  constructor() {
    if (this.options.skip) return;
    before(async () => {
      await this.server.start();
      this.#browser = await launchChromium();
    });
    after(async () => {
      await this.#browser?.close();
      await this.server.stop();
    });
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('no test runs yet');
    return this.#browser;
  }
}
