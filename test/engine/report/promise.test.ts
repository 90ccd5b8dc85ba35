import assert from 'node:assert/strict';
import type { RunPromise } from '../../../src/engine/events';
import { promiseLimits, promiseNote, promiseSentence } from '../../../src/engine/report/promise';
import { savedShare, savingsSentence } from '../../../src/engine/report/savings';

const promise: RunPromise = {
  rows: 2982,
  covered: 2982,
  allowed: 149,
  accuracy: 0.95,
  confidence: 0.95,
  reference: 'big',
  basis: 'certified',
};

describe('promise sentence', () => {
  const cases: [string, Partial<RunPromise>, string][] = [
    ['certified', {}, "With 95 % confidence, at most 149 of these 2,982 rows differ from big's own answer."],
    [
      'published',
      { basis: 'published', confidence: 0.999 },
      "With 99.9 % confidence, at most 149 of these 2,982 rows differ from big's own answer.",
    ],
    [
      'one row may differ',
      { allowed: 1 },
      "With 95 % confidence, at most 1 of these 2,982 rows differs from big's own answer.",
    ],
    [
      'accuracy 1',
      { accuracy: 1, allowed: 0 },
      "With 95 % confidence, none of these 2,982 rows differs from big's own answer.",
    ],
    [
      'the reference alone',
      { basis: 'certain' },
      "Every answer is big's own, so none of these 2,982 rows differs from it.",
    ],
    [
      'failed rows',
      { rows: 5000, covered: 4991, allowed: 250 },
      "With 95 % confidence, at most 250 of these 5,000 rows differ from big's own answer; this covers 4,991 of 5,000 rows, the other 9 failed.",
    ],
    [
      'one failed row',
      { basis: 'certain', rows: 3, covered: 2 },
      "Every answer is big's own, so none of these 2 rows differs from it; this covers 2 of 3 rows, the other one failed.",
    ],
    ['nothing answered', { covered: 0 }, 'Nothing is promised: none of the 2,982 rows got a valid answer.'],
    ['no rows', { rows: 0, covered: 0 }, 'There are no rows, so nothing is promised.'],
  ];
  for (const [name, changes, sentence] of cases)
    it(name, () => {
      assert.equal(promiseSentence({ ...promise, ...changes }), sentence);
    });

  it('says that differing is not being wrong', () => {
    assert.match(promiseNote(promise), /"Differs" is not "wrong": big itself can err/);
  });

  it('names the limits of each basis', () => {
    assert.match(promiseLimits(promise).join(' '), /at most 5 % of runs/);
    assert.match(promiseLimits({ ...promise, basis: 'published' }).join(' '), /can fail more often than stated/);
    assert.match(promiseLimits({ ...promise, basis: 'certain' }).join(' '), /No cheaper model/);
    assert.match(
      promiseLimits({ ...promise, covered: 2981 }).join(' '),
      /1 row got no valid answer, not even from big; the promise leaves it out/,
    );
  });
});

describe('savings sentence', () => {
  const cases: [Parameters<typeof savingsSentence>[0], string][] = [
    [
      { spentUsd: 0.41, referenceUsd: 3.2 },
      'Cost $0.41 instead of $3.20 with big alone: 87.2 % saved, 7.8 times cheaper.',
    ],
    [
      { spentUsd: 0.0001, referenceUsd: 3.2 },
      'Cost $0.0001 instead of $3.20 with big alone: 99.9 % saved, 32,000 times cheaper.',
    ],
    [{ spentUsd: 3.264, referenceUsd: 3.2 }, 'Cost $3.26, 2 % more than the $3.20 of big alone.'],
    [{ spentUsd: 3.2, referenceUsd: 3.2 }, 'Cost $3.20, as much as big alone.'],
    [{ spentUsd: 3.2 }, 'Cost $3.20; what big alone would have cost is unknown.'],
    [{ spentUsd: 0, referenceUsd: 0 }, 'Cost $0; what big alone would have cost is nothing.'],
    [
      { referenceUsd: 3.2, possiblyBilledUsd: 0.02 },
      'What the run cost is unknown, because a price is unknown; nothing is said of savings. Attempts that broke off may have been billed at most $0.02 more.',
    ],
  ];
  for (const [costs, sentence] of cases)
    it(sentence, () => {
      assert.equal(savingsSentence(costs, 'big'), sentence);
    });

  it('has no share where either cost is unknown', () => {
    assert.equal(savedShare({ spentUsd: NaN, referenceUsd: 1 }), undefined);
    assert.equal(savedShare({ spentUsd: 1 }), undefined);
    assert.equal(savedShare({ spentUsd: 1, referenceUsd: 4 }), 0.75);
  });
});
