// Long work lets timers and input come first once it has gone on for 15 ms, and no sooner.
import assert from 'node:assert/strict';
import { othersFirst, processTurns } from '../../src/store/processTurns';
import { standIns } from '../support/standIns';

describe('turns of the process', () => {
  const standIn = standIns();
  let now = 0;
  beforeEach(() => {
    standIn(performance, 'now', () => () => now);
  });

  it('are due after 15 ms of work, and begin anew once others came first', async () => {
    now += 1e9;
    await processTurns.next();
    for (const [ms, isDue] of [
      [0, false],
      [14, false],
      [15, false],
      [16, true],
    ] as const) {
      assert.equal(((now += ms), processTurns.isDue()), isDue, `${String(ms)} ms`);
      now -= ms;
    }
    now += 16;
    let hasOtherCome = false;
    setImmediate(() => (hasOtherCome = true));
    await processTurns.next();
    assert.ok(hasOtherCome);
    assert.equal(processTurns.isDue(), false);
  });

  it('between two pieces of work come only where somebody has waited', async () => {
    now += 1e9;
    await othersFirst();
    assert.equal(processTurns.isDue(), false);
    let hasOtherCome = false;
    setImmediate(() => (hasOtherCome = true));
    await othersFirst();
    assert.equal(hasOtherCome, false, 'nobody has waited');
    now += 16;
    await othersFirst();
    assert.equal(hasOtherCome, true);
    now += 1e9;
  });
});
