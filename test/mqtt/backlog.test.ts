import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Backlog } from '../../src/mqtt/client/backlog.ts';
import { PauseDetector } from '../../src/mqtt/pauses.ts';

/** A backlog with fake timers and a fake broker. */
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

/** A backlog after a silence, with both pings answered: the broker flushes its queue. */
function flushed() {
  const at = backlogAt();
  at.backlog.received();
  at.pass(17_000);
  at.backlog.received();
  at.backlog.pingAnswered();
  at.backlog.pingAnswered();
  return at;
}

test('backlog: messages are live at the start and while packets arrive within the keepalive', () => {
  const { backlog, pass, end } = backlogAt();
  for (let n = 0; n < 5; n++) {
    backlog.received();
    assert.equal(backlog.isOpen, false);
    pass(15_500);
  }
  end();
});

test('backlog: after a silence it lasts until two pings are answered and the burst has ended', () => {
  const { backlog, state, pass, end } = backlogAt();
  backlog.received();
  pass(17_000);
  backlog.received();
  assert.equal(backlog.isOpen, true);
  assert.equal(state.pings, 1);
  backlog.pingAnswered();
  backlog.add('a');
  assert.equal(state.pings, 2);
  backlog.pingAnswered();
  for (let n = 0; n < 4; n++) {
    pass(200);
    assert.equal(backlog.isOpen, true, 'the burst continues');
    backlog.add(`b${n}`);
  }
  pass(300);
  assert.equal(backlog.isOpen, false);
  assert.deepEqual(state.read, [5]);
  end();
});

test('backlog: in a fleet that publishes all the time, the burst ends once no topic has repeated for a second', () => {
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

test('backlog: closes after ten seconds even if a channel publishes all the time', () => {
  const { backlog, pass, end } = flushed();
  for (let n = 0; n < 220; n++) {
    backlog.add('same');
    pass(50);
  }
  assert.equal(backlog.isOpen, false);
  end();
});

test('backlog: the next connection has one if the broker did not answer in time, and none if it did not run', () => {
  const { backlog, state, pass, end } = backlogAt();
  backlog.received();
  backlog.connectionFailed(new Error('Keepalive timeout'));
  pass(1000);
  backlog.received();
  backlog.connected();
  assert.equal(backlog.isOpen, true);
  backlog.pingAnswered();
  backlog.pingAnswered();
  pass(500);
  assert.equal(backlog.isOpen, false);
  backlog.connectionFailed(new Error('Keepalive timeout'));
  backlog.connectionFailed(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  pass(60_000);
  backlog.received();
  assert.equal(backlog.isOpen, false);
  assert.equal(state.read.length, 1);
  end();
});

function detector() {
  const clocks = { unix: 1_700_000_000, monotonic: 5 };
  const pauses: number[] = [];
  const detected = new PauseDetector(
    (seconds) => pauses.push(Math.round(seconds)),
    () => ({ ...clocks }),
  );
  const pass = (monotonic: number, unix = monotonic) => {
    clocks.monotonic += monotonic;
    clocks.unix += unix;
    detected.check();
  };
  return { pauses, pass };
}

test('pauses: detects a stopped process by a gap of both clocks', () => {
  const { pauses, pass } = detector();
  for (const seconds of [1, 2.5, 60, 1]) pass(seconds);
  assert.deepEqual(pauses, [60]);
});

test('pauses: detects a suspended machine by a gap of wall time alone', () => {
  const { pauses, pass } = detector();
  pass(1, 3600);
  pass(1);
  assert.deepEqual(pauses, [3600]);
});

test('pauses: ignores a clock that is set back', () => {
  const { pauses, pass } = detector();
  pass(1, -3600);
  pass(1);
  assert.deepEqual(pauses, []);
});
