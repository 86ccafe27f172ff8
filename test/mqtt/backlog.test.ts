import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Backlog } from '../../src/mqtt/client/backlog.ts';

/** A backlog with a clock that stands, and a broker that answers when told to. */
function backlogAt(inOrder = true) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const state = { time: 1000, pings: 0, read: [] as number[] };
  const backlog = new Backlog({
    keepaliveSeconds: 15,
    inOrder,
    ping: () => void state.pings++,
    onRead: (messages) => state.read.push(messages),
    now: () => state.time,
  });
  const pass = (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 50) {
      state.time += 50;
      mock.timers.tick(50);
    }
  };
  return { backlog, state, pass, end: () => mock.timers.reset() };
}

/** After a silence, with both pings answered: what the broker had queued is being read. */
function flushed() {
  const at = backlogAt();
  at.backlog.heard();
  at.pass(17_000);
  at.backlog.heard();
  at.backlog.answered();
  at.backlog.answered();
  return at;
}

test('messages are live from the start and while packets come within the keepalive', () => {
  const { backlog, pass, end } = backlogAt();
  for (let n = 0; n < 5; n++) {
    backlog.heard();
    assert.equal(backlog.isOpen, false);
    pass(15_500);
  }
  end();
});

test('after a silence a backlog lasts until two pings are answered and the burst has ended', () => {
  const { backlog, state, pass, end } = backlogAt();
  backlog.heard();
  pass(17_000);
  backlog.heard();
  assert.equal(backlog.isOpen, true);
  assert.equal(state.pings, 1);
  backlog.answered();
  backlog.add('a');
  assert.equal(state.pings, 2);
  backlog.answered();
  for (let n = 0; n < 4; n++) {
    pass(200);
    assert.equal(backlog.isOpen, true, 'a burst without a quiet moment goes on');
    backlog.add(`b${n}`);
  }
  pass(300);
  assert.equal(backlog.isOpen, false);
  assert.deepEqual(state.read, [5]);
  end();
});

test('in a fleet that is never quiet the burst has ended once no topic came twice for a second', () => {
  const { backlog, pass, end } = flushed();
  const publishFor = (milliseconds: number, topic: (n: number) => string) => {
    for (let n = 0; n < milliseconds / 50; n++) {
      backlog.add(topic(n));
      pass(50);
    }
  };
  publishFor(2000, () => 'same');
  assert.equal(backlog.isOpen, true);
  publishFor(900, (n) => `a${n}`);
  assert.equal(backlog.isOpen, true);
  publishFor(150, (n) => `b${n}`);
  assert.equal(backlog.isOpen, false);
  end();
});

test('a channel that publishes without pause does not keep a backlog open for ever', () => {
  const { backlog, pass, end } = flushed();
  for (let n = 0; n < 220; n++) {
    backlog.add('same');
    pass(50);
  }
  assert.equal(backlog.isOpen, false);
  end();
});

test('a broker that did not answer in time has a backlog for the next connection, one that was not there has none', () => {
  const { backlog, state, pass, end } = backlogAt();
  backlog.heard();
  backlog.failed(new Error('Keepalive timeout'));
  pass(1000);
  backlog.heard();
  backlog.connected();
  assert.equal(backlog.isOpen, true);
  backlog.answered();
  backlog.answered();
  pass(500);
  assert.equal(backlog.isOpen, false);
  backlog.failed(new Error('Keepalive timeout'));
  backlog.failed(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  pass(60_000);
  backlog.heard();
  assert.equal(backlog.isOpen, false);
  assert.equal(state.read.length, 1);
  end();
});
