// What a person makes of pairs of answers: the last word holds, over damage, and never without the run's lock.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { InputError } from '../../src/engine/inputError';
import { keepPersonVerdicts, personVerdictsPath, readPersonVerdicts } from '../../src/store/personVerdicts';
import { lockRun } from '../../src/store/runLock';
import { filesOpenIn, scratchFolder } from './scratch';

describe("a person's verdicts", () => {
  const folder = scratchFolder();

  it('hold by their last word, pair by pair', async () => {
    assert.deepEqual(readPersonVerdicts(folder()).all, []);
    await keepPersonVerdicts(folder(), [
      { candidate: 'small', row: 4, same: true, isBlind: true },
      { candidate: 'other', row: 4, same: true },
      { candidate: 'small', row: 9, same: false },
    ]);
    await keepPersonVerdicts(folder(), [
      { candidate: 'small', row: 4, same: false, isBlind: true },
      { candidate: 'small', row: 9 },
    ]);
    const { all, of } = readPersonVerdicts(folder());
    assert.deepEqual(all, [
      { candidate: 'other', row: 4, same: true },
      { candidate: 'small', row: 4, same: false, isBlind: true },
    ]);
    assert.equal(of('other', 4)?.same, true);
    assert.equal(of('small', 9), undefined, 'it was taken back');
    assert.equal(of('small', 5), undefined);
  });

  it('lose no more than a torn last line', async () => {
    await keepPersonVerdicts(folder(), [{ candidate: 'small', row: 1, same: true }]);
    appendFileSync(personVerdictsPath(folder()), readFileSync(personVerdictsPath(folder())).subarray(-20, -8));
    assert.deepEqual(readPersonVerdicts(folder()).all, [{ candidate: 'small', row: 1, same: true }]);
    await keepPersonVerdicts(folder(), [{ candidate: 'small', row: 2, same: false }]);
    assert.equal(readPersonVerdicts(folder()).all.length, 2);
  });

  it('are kept under the lock of the run, which is let go of afterwards', async () => {
    const lock = lockRun(folder());
    await assert.rejects(keepPersonVerdicts(folder(), [{ candidate: 'small', row: 1, same: true }]), InputError);
    lock.release();
    assert.throws(() => statSync(personVerdictsPath(folder())));
    await keepPersonVerdicts(folder(), [{ candidate: 'small', row: 1, same: true }]);
    lockRun(folder()).release();
    assert.deepEqual(filesOpenIn(folder()), []);
  });
});
