import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium } from 'playwright-core';

const URL = 'http://127.0.0.1:19833';
const demo = spawn('node', ['dist/main.js', 'demo', '--http.host', '127.0.0.1', '--http.port', '19833'], {
  stdio: 'ignore',
});
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  while (!(await page.goto(URL).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 100));
  await page.getByText('CAR').first().waitFor();
  await page.screenshot({ path: 'docs/images/status-page.png', fullPage: true });
} finally {
  await browser.close();
  demo.kill();
  await once(demo, 'exit');
}
