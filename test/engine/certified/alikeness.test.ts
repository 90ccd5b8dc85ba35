// What answers that are texts say alike: read once, and not before they are there.
import assert from 'node:assert/strict';
import { Alikeness } from '../../../src/engine/certified/alikeness';
import type { Likeness } from '../../../src/engine/task/likeness';
import { problemOf } from './settings';

describe('what answers say alike', () => {
  /** Two candidates; the first has answered row 0, both row 1. */
  function read() {
    const { table } = problemOf(3, 2);
    let reads = 0;
    const likeness: Likeness = {
      read: (_, text) => {
        reads++;
        return { parts: [], words: text.split(' ').length, blank: text.startsWith('unknown') ? 0.5 : 0 };
      },
      between: (one, other) => Math.min(one.words, other.words) / Math.max(one.words, other.words),
    };
    const say = (model: number, row: number, text: string) => {
      table.record(model, row, { status: 'valid', key: text, text });
    };
    say(0, 0, 'unknown to me');
    say(0, 1, 'one two three four');
    say(1, 1, 'one two');
    table.record(1, 0, { status: 'invalid' });
    return { alikeness: Alikeness.of(table, likeness), say, readSoFar: () => reads };
  }

  it('is words, parts that say nothing, and what two have in common', () => {
    const { alikeness } = read();
    assert.deepEqual([alikeness.words(0, 0), alikeness.blank(0, 0), alikeness.blank(0, 1)], [3, 0.5, 0]);
    assert.deepEqual([alikeness.between(0, 1, 1), alikeness.between(1, 0, 1)], [0.5, 0.5]);
  });

  it('is not known where an answer is missing or unreadable, and is once it has come', () => {
    const { alikeness, say } = read();
    for (const row of [0, 2]) {
      assert.ok(Number.isNaN(alikeness.words(1, row)));
      assert.ok(Number.isNaN(alikeness.blank(1, row)));
      assert.ok(Number.isNaN(alikeness.between(0, 1, row)));
    }
    say(1, 2, 'unknown');
    assert.deepEqual([alikeness.words(1, 2), alikeness.blank(1, 2)], [1, 0.5]);
  });

  it('is read once for each', () => {
    const { alikeness, readSoFar } = read();
    alikeness.words(0, 1);
    alikeness.words(0, 1);
    assert.equal(readSoFar(), 1);
    alikeness.between(0, 1, 1);
    alikeness.between(1, 0, 1);
    assert.equal(readSoFar(), 3);
  });
});
