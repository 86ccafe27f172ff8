import { launchChromium } from '../test/http/chromium.ts';
import { Program } from '../test/system/program.ts';

const demo = await Program.start({}, ['demo']);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(demo.url);
  console.log('Waiting until a quarter of an hour has begun: then the dial has a needle.');
  await page.locator('.needle').waitFor({ timeout: 1_000_000 });
  await page.screenshot({ path: 'docs/images/status-page.png', fullPage: true });
} finally {
  await browser.close();
  await demo.stop();
}
