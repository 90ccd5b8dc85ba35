// The name of a submission carries its time.
import assert from 'node:assert/strict';
import { isBefore, longestCustomId, madeAt, newReference } from '../../../src/providers/batch/reference';

const bornMs = Date.UTC(2026, 10, 30);

describe('a reference', () => {
  it('carries its time, is new each time, and fits into a custom id', () => {
    const reference = newReference(bornMs + 0.7);
    assert.match(reference, /^smart-[0-9a-z]+-[0-9a-f]{16}$/);
    assert.equal(madeAt(reference), bornMs);
    assert.notEqual(newReference(bornMs), newReference(bornMs));
    assert.ok(longestCustomId.length <= 64 && longestCustomId.length >= `${reference}-99999`.length);
    for (const name of ['', 'smart', 'smart--', 'smart-!-x']) assert.equal(madeAt(name), 0, name);
  });

  it('is surely later than what is ten minutes older', () => {
    const reference = newReference(bornMs);
    const tenMinutesMs = 600_000;
    assert.deepEqual(
      [-tenMinutesMs - 1, -tenMinutesMs, 0, tenMinutesMs + 1].map((ms) => isBefore(bornMs + ms, reference)),
      [true, false, false, false],
    );
  });
});
