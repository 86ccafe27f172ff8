import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { generate } from 'mqtt-packet';
import { freePort } from '../net/free-port.ts';
import { Flood, publishBytes } from './flood.ts';
import { Program } from './program.ts';
import { assertParses, assertSound } from './soundness.ts';

/** What a terminal, a log reader, a browser or a scraper might obey. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31mred',
  'line\nlevel=error msg="forged"',
  'line\r\nlowi_forged_total 1',
  '\u2028{"level":"error"}\u2029',
  '\u202etxt.exe',
  '"} 1\nlowi_forged_total{a="',
  '\\',
  '\u0000nul',
];
const login = (username: string) => ({ username, password: Buffer.from('wrong-password') });
const CREDENTIALS = { username: 'lowi', password: Buffer.from('s3cret-of-the-meter') };

for (const format of ['logfmt', 'json']) {
  describe(`hostile text in everything that a client can send, ${format}`, () => {
    let program: Program;

    before(async () => {
      const port = await freePort();
      program = await Program.start({
        LOWI_BROKER_PORT: String(port),
        LOWI_BROKER_USERNAME: 'lowi',
        LOWI_BROKER_PASSWORD: String(CREDENTIALS.password),
        LOWI_MQTT_TOPICS: '#',
        LOWI_LOG_LEVEL: 'debug',
        LOWI_LOG_FORMAT: format,
      });
      for (const text of HOSTILE) await say(port, text);
      await program.until('all of it arrived', async () => {
        const received = (await program.samples()).get('lowi_messages_received_total') ?? 0;
        return received >= 4 * (HOSTILE.length - 1);
      });
    });
    after(() => program.stop('SIGKILL'));

    test('the log has one event per line and no control characters', () => {
      const lines = program.log.trimEnd().split('\n');
      for (const line of lines) {
        assert.match(line, format === 'json' ? /^\{"level":"\w+","ts":/ : /^level=\w+ ts=\S+ /, line);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/, line);
        if (format === 'json') JSON.parse(line);
      }
      assert.ok(!program.log.includes('wrong-password') && !program.log.includes('s3cret'));
      assert.ok(!lines.some((line) => line.startsWith('level=error') || line.startsWith('{"level":"error"')));
    });

    test('the status page shows it as text', async () => {
      const response = await program.get('/');
      const page = await response.text();
      assert.ok(!/<script>alert|<img|onmouseover='/.test(page));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      assert.doesNotMatch(page, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
      assert.match(page, /&lt;script&gt;alert\(1\)/);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    });

    test('the metrics have no forged line, and the JSON parses', async () => {
      const page = await (await program.get('/metrics')).text();
      assertParses(page);
      assert.doesNotMatch(page, /^lowi_forged/m);
      assert.ok(!page.includes('\0'));
      await (await program.get('/api/v1/channels')).json();
      await assertSound(program);
      assert.equal(await program.stop(), 0);
    });
  });
}

/** Says the text as client id, user name, topic, payload, name, field and value. */
async function say(port: number, text: string): Promise<void> {
  const denied = await Flood.to(port, { clientId: text.replaceAll('\0', ''), ...login(text) }).catch(
    () => undefined,
  );
  denied?.close();
  const client = await Flood.to(port, { clientId: `id-${text.replaceAll('\0', '')}`, ...CREDENTIALS });
  const field = JSON.stringify({ Name: text, Type: text, Units: text, [text]: 5, U: text, PI: '5' });
  if (!text.includes('\0'))
    await client.write(
      Buffer.concat([
        publishBytes(`${text}/PUB/CH0`, field),
        publishBytes(`${text}/PUB/${text}`, text),
        publishBytes(text, text),
        publishBytes('hostile/PUB/CH1', text),
      ]),
    );
  await client.write(publishBytes('hostile/PUB/CH0', field));
  await client.write(generate({ cmd: 'disconnect' } as never));
  client.close();
}
