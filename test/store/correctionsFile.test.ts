// What a person put in place of delivered answers: the last word about a row holds, and whether the result holds it is known.
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../src/engine/inputError';
import { appendCorrection, correctionsPath, keepCorrection, readCorrections } from '../../src/store/correctionsFile';
import { lockRun, RunLocked, runHolder } from '../../src/store/runLock';
import { filesOpenIn, scratchFolder } from './scratch';

describe('corrections of a run', () => {
  const folder = scratchFolder();
  const correct = (row: number, text?: string) =>
    appendCorrection(folder(), { type: 'correction', row, ...(text !== undefined && { text }) });
  const deliver = (isDelivered: boolean) => appendCorrection(folder(), { type: 'corrections-delivered', isDelivered });
  const now = () => {
    const { of, ...rest } = readCorrections(folder());
    return { of: [...of], ...rest };
  };

  it('are none before the first', () => {
    assert.deepEqual(now(), { of: [], isDelivered: false, isCurrent: true });
  });

  it('hold the last word about each row; without a text the delivered answer stands again', async () => {
    await correct(3, 'spam');
    await correct(0, 'ham');
    await correct(3, 'ham');
    assert.deepEqual(now().of, [
      [3, 'ham'],
      [0, 'ham'],
    ]);
    await correct(0);
    assert.deepEqual(now().of, [[3, 'ham']]);
  });

  it('are in the result once it was written with them, until the next one', async () => {
    await correct(3, 'spam');
    assert.deepEqual(now(), { of: [[3, 'spam']], isDelivered: false, isCurrent: true }, 'nobody wants them in it');
    await deliver(true);
    assert.deepEqual(now(), { of: [[3, 'spam']], isDelivered: true, isCurrent: true });
    await correct(4, 'spam');
    assert.equal(now().isCurrent, false);
    await deliver(true);
    assert.equal(now().isCurrent, true);
    await deliver(false);
    await correct(5, 'spam');
    assert.deepEqual([now().isDelivered, now().isCurrent], [false, true]);
  });

  it('are kept under the lock of the run, which is let go of afterwards', async () => {
    await keepCorrection(folder(), { type: 'correction', row: 1, text: 'spam' });
    assert.equal(runHolder(folder()), undefined);
    assert.deepEqual(filesOpenIn(folder()), []);
    const lock = lockRun(folder());
    await assert.rejects(keepCorrection(folder(), { type: 'correction', row: 2, text: 'spam' }), RunLocked);
    lock.release();
    assert.deepEqual(now().of, [[1, 'spam']]);
  });

  it('are read past a damaged line, and refused where the file is none of theirs', async () => {
    await correct(1, 'spam');
    appendFileSync(correctionsPath(folder()), 'damaged\n');
    assert.deepEqual(now().of, [[1, 'spam']]);
    await correct(2, 'ham');
    assert.deepEqual(now().of.length, 2);
    writeFileSync(correctionsPath(folder()), `${'no journal of ours\n'.repeat(9)}`);
    await assert.rejects(correct(1, 'x'), InputError);
  });
});
