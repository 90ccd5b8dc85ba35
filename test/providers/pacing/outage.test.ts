// When failures are the server's and when a row's own, how it is probed, and when it is given up.
import assert from 'node:assert/strict';
import { type Failure, type FailureRecord, Outage, type Verdict } from '../../../src/providers/pacing/outage';

const plain: Failure = { isUnreachable: false, isAway: false, isHang: false, isSilent: false, isFirst: false };
const row = (isSuspect = false): FailureRecord => ({ attempts: 0, hangs: 0, lastFailedMs: undefined, isSuspect });
const longestMs = 900_000;

/** A server that is down since 0: unreachable for one row, which it returns. */
function down(failure: Partial<Failure> = {}, most = longestMs): { outage: Outage; first: FailureRecord } {
  const [outage, first] = [new Outage(most), row()];
  assert.equal(outage.failed(first, 0, 0, { ...plain, isUnreachable: true, ...failure }), 'server');
  return { outage, first };
}

/** Failures of the probes, each as soon as it may be sent, until the verdict is another than the server's. */
function probeUntilEnd(
  outage: Outage,
  failing: FailureRecord,
  failure: Failure,
): { waits: number[]; verdict: Verdict; atMs: number } {
  const waits: number[] = [];
  let nowMs = 0;
  for (;;) {
    const waitMs = outage.waitMs(nowMs);
    waits.push(waitMs);
    nowMs += waitMs;
    const verdict = outage.failed(failing, nowMs, nowMs, failure);
    if (verdict !== 'server') return { waits, verdict, atMs: nowMs };
  }
}

describe('whose a failure is', () => {
  it("is a row's own until three rows fail with no answer in between", () => {
    const outage = new Outage(longestMs);
    const [a, b, c] = [row(), row(), row()];
    assert.equal(outage.failed(a, 0, 10, plain), 'row');
    assert.equal(outage.failed(a, 20, 30, plain), 'row', 'the same row again');
    assert.equal(outage.failed(b, 0, 40, plain), 'row');
    assert.deepEqual([outage.failingRows, outage.isDown], [2, false]);
    assert.equal(outage.answered(35, 50), false);
    assert.equal(outage.failingRows, 0);
    assert.equal(outage.failed(c, 0, 60, plain), 'row');
    assert.equal(outage.failed(row(), 0, 60, plain), 'row');
    assert.equal(outage.failed(row(), 0, 60, plain), 'server');
    assert.deepEqual([outage.failingRows, outage.isDown], [3, true]);
    assert.equal(outage.answered(70, 80), true, 'the outage is over');
    assert.deepEqual([outage.failingRows, outage.isDown], [0, false]);
  });

  it("is a row's own where others were answered between its failures", () => {
    const outage = new Outage(longestMs);
    const suspects = [row(), row(), row(), row()];
    for (const each of suspects) {
      assert.equal(outage.failed(each, 0, 100, plain), 'row');
      outage.answered(0, 101);
      assert.equal(outage.failed(each, 102, 103, plain), 'row');
      assert.equal(each.isSuspect, true);
    }
    assert.equal(outage.failingRows, 0, 'their failures say nothing of the server');
    assert.equal(outage.isDown, false);
    const calm = row();
    outage.failed(calm, 0, 200, plain);
    outage.failed(calm, 0, 210, plain);
    assert.equal(calm.isSuspect, false, 'nobody was answered since');
    // An answer in the very moment of the failure came before it.
    const other = new Outage(longestMs);
    const same = row();
    other.failed(same, 0, 100, plain);
    other.answered(0, 100);
    other.failed(same, 0, 110, plain);
    assert.equal(same.isSuspect, false);
  });

  it("is a row's own where it hangs and what was sent with it or later is answered", () => {
    for (const [answeredSentMs, isSuspect] of [
      [99, false],
      [100, true],
      [101, true],
    ] as const) {
      const outage = new Outage(longestMs);
      outage.answered(answeredSentMs, 150);
      // An earlier one that came late changes nothing.
      outage.answered(5, 160);
      const hung = row();
      assert.equal(outage.failed(hung, 100, 15_100, { ...plain, isHang: true }), 'row');
      assert.equal(hung.isSuspect, isSuspect, String(answeredSentMs));
      assert.equal(outage.failingRows, isSuspect ? 0 : 1);
    }
  });

  it("is the server's at once where it cannot be reached, is away twice, or is in trouble before its first answer", () => {
    const unreachable = new Outage(longestMs);
    const suspect = row(true);
    assert.equal(unreachable.failed(suspect, 0, 0, { ...plain, isUnreachable: true }), 'server');
    assert.equal(unreachable.failingRows, 1, 'a suspect counts there, too');
    const away = new Outage(longestMs);
    const each = row();
    assert.equal(away.failed(each, 0, 0, { ...plain, isAway: true }), 'row');
    assert.equal(away.failed(each, 0, 10, { ...plain, isAway: true }), 'server');
    const answering = new Outage(longestMs);
    const met = row();
    answering.failed(met, 0, 0, { ...plain, isAway: true });
    answering.answered(0, 5);
    assert.equal(answering.failed(met, 0, 10, { ...plain, isAway: true }), 'row', 'others are answered');
    assert.equal(new Outage(longestMs).failed(row(), 0, 0, { ...plain, isFirst: true }), 'server');
    const twice = new Outage(longestMs);
    const plainly = row();
    twice.failed(plainly, 0, 0, { ...plain, isAway: true });
    assert.equal(twice.failed(plainly, 0, 10, plain), 'row', 'it is not away any more');
  });

  it('of an unreachable server makes no row a suspect, and neither does a failure while it is down', () => {
    const outage = new Outage(longestMs);
    const lost = row();
    outage.failed(lost, 0, 0, plain);
    outage.answered(0, 5);
    outage.failed(lost, 0, 10, { ...plain, isUnreachable: true });
    assert.equal(lost.isSuspect, false);
    outage.answered(6, 20);
    const { outage: gone } = down();
    const held = row();
    gone.failed(held, 0, 10, plain);
    gone.failed(held, 0, 20, { ...plain, isHang: true });
    assert.equal(held.isSuspect, false);
  });
});

describe('an outage', () => {
  it('is probed after a second, then after ever twice as long, thirty seconds at most, and given up after its longest time', () => {
    const { outage, first } = down();
    assert.equal(new Outage(longestMs).waitMs(0), 0);
    assert.deepEqual(
      [outage.waitMs(0), outage.waitMs(400), outage.waitMs(1000), outage.waitMs(9000)],
      [1000, 600, 0, 0],
    );
    const { waits, verdict, atMs } = probeUntilEnd(outage, first, { ...plain, isUnreachable: true });
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, ...Array.from({ length: 29 }, () => 30_000)]);
    assert.equal(verdict, 'given-up');
    assert.equal(atMs, 31_000 + 29 * 30_000);
    assert.equal(outage.lastedMs, atMs);
    assert.equal(outage.probed, waits.length);
  });

  it('of an address that never replied is probed more often, and given up after 45 seconds', () => {
    const silent = { ...plain, isUnreachable: true, isSilent: true };
    const { outage, first } = down(silent);
    const { waits, verdict } = probeUntilEnd(outage, first, silent);
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000]);
    assert.equal(verdict, 'given-up');
    const { outage: short, first: other } = down(silent, 3000);
    assert.deepEqual(probeUntilEnd(short, other, silent), { waits: [1000, 2000], verdict: 'given-up', atMs: 3000 });
  });

  it('waits as long as the server asks for', () => {
    const { outage, first } = down({ waitMs: 5000 });
    assert.equal(outage.waitMs(0), 5000);
    outage.failed(first, 0, 4999, { ...plain, waitMs: 90_000 });
    assert.equal(outage.waitMs(4999), 1, 'replies to what was sent before are no probes');
    assert.equal(outage.probed, 0);
    outage.failed(first, 0, 5000, { ...plain, waitMs: 90_000 });
    assert.deepEqual([outage.waitMs(5000), outage.probed], [90_000, 1]);
    outage.failed(first, 0, 95_000, { ...plain, waitMs: 10 });
    assert.deepEqual([outage.waitMs(95_000), outage.probed], [4000, 2]);
    assert.equal(outage.lastedMs, 95_000);
  });

  it('begins anew after an answer', () => {
    const { outage, first } = down();
    outage.failed(first, 0, 1000, plain);
    outage.failed(first, 0, 3000, plain);
    assert.deepEqual([outage.probed, outage.lastedMs, outage.hasAnswered], [2, 3000, false]);
    assert.equal(outage.answered(3000, 4000), true);
    assert.deepEqual([outage.probed, outage.lastedMs, outage.hasAnswered, outage.waitMs(4000)], [0, 0, true, 0]);
    assert.equal(outage.failed(first, 0, 50_000, { ...plain, isUnreachable: true }), 'server');
    assert.deepEqual([outage.waitMs(50_000), outage.lastedMs], [1000, 0]);
    assert.equal(outage.failed(first, 0, 51_000, { ...plain, isUnreachable: true }), 'server');
    assert.deepEqual([outage.waitMs(51_000), outage.lastedMs], [2000, 1000]);
  });

  it('that only one or two rows show is theirs in the end, where others were answered before', () => {
    const away = { ...plain, isAway: true };
    for (const [failingRows, hasAnswered, failure, verdict] of [
      [1, true, away, 'row'],
      [2, true, away, 'row'],
      [3, true, away, 'given-up'],
      [1, false, away, 'given-up'],
      [1, true, { ...away, isUnreachable: true }, 'given-up'],
    ] as const) {
      const outage = new Outage(2000);
      if (hasAnswered) outage.answered(-10, -10);
      const rows = Array.from({ length: failingRows }, () => row());
      outage.failed(rows[0]!, 0, 0, away);
      for (const each of [...rows, ...rows]) outage.failed(each, 0, 0, away);
      outage.failed(rows[0]!, 0, 1000, failure);
      assert.equal(outage.failed(rows[0]!, 0, 3000, failure), verdict, JSON.stringify([failingRows, hasAnswered]));
    }
  });
});
