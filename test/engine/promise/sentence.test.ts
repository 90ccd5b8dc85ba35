import assert from 'node:assert/strict';
import type { RunPromise } from '../../../src/engine/events';
import { auditBeforeClause, auditClauses, auditWouldClause } from '../../../src/engine/promise/auditClauses';
import {
  plannedClauses,
  promiseClauses,
  limitClauses,
  besideClauses,
  fewRowsClauses,
  type Clause,
} from '../../../src/engine/promise/clauses';
import { chinese } from '../../../src/engine/promise/chinese';
import { english } from '../../../src/engine/promise/english';
import {
  fewRowsSentence,
  besidePromise,
  clauseText,
  plannedSentence,
  promiseLimits,
  promiseSentence,
} from '../../../src/engine/promise/sentence';
import { strategyNames } from '../../../src/engine/strategy';
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
    ['certified', {}, "With 95% confidence, at most 149 of these 2,982 rows differ from big's own answer."],
    [
      'published',
      { basis: 'published', confidence: 0.999 },
      "With 99.9% nominal confidence (the published interval test), at most 149 of these 2,982 rows differ from big's own answer.",
    ],
    [
      'a judge',
      { judge: { id: 'fair', verdicts: 90, different: 2, unread: 0 } },
      "With 95% confidence, at most 149 of these 2,982 rows differ from big's own answer. A row differs here where fair calls its answer different from big's.",
    ],
    [
      'a judge that is asked for no worse',
      { judge: { id: 'fair', noWorse: true, verdicts: 90, different: 2, unread: 0 } },
      "With 95% confidence, at most 149 of these 2,982 rows differ from big's own answer. A row differs here where fair finds its answer worse than big's.",
    ],
    [
      'one row',
      { rows: 1, covered: 1, allowed: 0, basis: 'certain' },
      "The row's answer is big's own, so it does not differ.",
    ],
    [
      'one row, your label',
      { rows: 1, covered: 1, allowed: 0, basis: 'certain', person: { labels: 1, unlabelled: 0 } },
      "The row's answer is your own label, so it does not differ.",
    ],
    [
      'one row may differ',
      { allowed: 1 },
      "With 95% confidence, at most 1 of these 2,982 rows differs from big's own answer.",
    ],
    [
      'accuracy 1',
      { accuracy: 1, allowed: 0 },
      "With 95% confidence, none of these 2,982 rows differs from big's own answer.",
    ],
    [
      'the reference alone',
      { basis: 'certain' },
      "Every answer is big's own, so none of these 2,982 rows differs from it.",
    ],
    [
      'the reference and labels',
      { basis: 'certain', labelled: { rows: 50, column: 'gold', areRandom: false } },
      "Every answer is big's own or the label that its row brought, so none of these 2,982 rows differs from these.",
    ],
    [
      'labels alone',
      { basis: 'certain', labelled: { rows: 2982, column: 'gold', areRandom: false } },
      'Every row keeps the label that it brought (2,982 rows), so big was asked about none.',
    ],
    [
      'failed rows',
      { rows: 5000, covered: 4991, allowed: 249 },
      "With 95% confidence, at most 249 of these 4,991 rows differ from big's own answer. This covers 4,991 of 5,000 rows; the other 9 failed.",
    ],
    [
      'one failed row',
      { basis: 'certain', rows: 3, covered: 2 },
      "Every answer is big's own, so none of these 2 rows differs from it. This covers 2 of 3 rows; the other one failed.",
    ],
    [
      'answers that could not be read',
      { rows: 5000, covered: 4991, allowed: 249, unreadable: 4 },
      "With 95% confidence, at most 249 of these 4,991 rows differ from big's own answer. This covers 4,991 of 5,000 rows; the other 9 failed, 4 of them because no answer could be read.",
    ],
    [
      'nothing answered, published',
      { covered: 0, basis: 'published' },
      'Nothing is promised: none of the 2,982 rows got a valid answer.',
    ],
    ['nothing answered', { covered: 0 }, 'Nothing is promised: none of the 2,982 rows got a valid answer.'],
    ['nothing answered of one row', { rows: 1, covered: 0 }, 'Nothing is promised: the row got no valid answer.'],
    ['no rows', { rows: 0, covered: 0 }, 'There are no rows, so nothing is promised.'],
  ];
  for (const [name, changes, sentence] of cases)
    it(name, () => {
      assert.equal(promiseSentence({ ...promise, ...changes }), sentence);
    });

  it('says that differing is not being wrong, where anything may differ', () => {
    assert.match(besidePromise(promise).join(' '), /"Differs" is not "wrong": big itself can err/);
    assert.deepEqual(besidePromise({ ...promise, basis: 'certain' }), []);
    assert.deepEqual(besidePromise({ ...promise, covered: 0 }), []);
  });

  it('names the limits of each basis', () => {
    assert.match(
      promiseLimits(promise).join(' '),
      /at most 5% of runs.* asked once about each row\..*--repeat-reference/,
    );
    const published = promiseLimits({ ...promise, basis: 'published' }).join(' ');
    assert.match(published, /its confidence is nominal/);
    assert.doesNotMatch(published, /exact for any data/);
    assert.match(promiseLimits({ ...promise, basis: 'certain' }).join(' '), /No cheaper model/);
    assert.match(
      promiseLimits({ ...promise, covered: 2981 }).join(' '),
      /1 row got no valid answer, not even from big; the promise leaves it out/,
    );
  });

  it('speaks of distinct rows where some are identical', () => {
    const said = promiseLimits({ ...promise, distinctRows: 400 }).join(' ');
    assert.match(said, /asked once about each distinct row \(400 rows of 2,982 rows\)/);
    assert.doesNotMatch(said, /about each row/);
  });

  it('says that it follows earlier runs, in the limits and beside the promise', () => {
    const first = /follows 1 earlier run of the same table.*fails in more than 5% of cases/;
    for (const said of [promiseLimits, besidePromise]) {
      assert.match(said({ ...promise, earlierRuns: 1 }).join(' '), first);
      assert.match(said({ ...promise, earlierRuns: 3, basis: 'published' }).join(' '), /follows 3 earlier runs/);
      assert.doesNotMatch(said(promise).join(' '), /follows/);
      assert.doesNotMatch(said({ ...promise, earlierRuns: 1, basis: 'certain' }).join(' '), /follows/);
    }
  });

  it('says that an earlier run drew by the same seed', () => {
    for (const said of [promiseLimits, besidePromise]) {
      const again = { ...promise, earlierRuns: 2, repeatsDraw: true } as const;
      assert.match(said(again).join(' '), /drew its sample by the same seed.*the promise does not hold/);
      assert.doesNotMatch(said({ ...promise, earlierRuns: 2 }).join(' '), /same seed/);
      assert.match(said({ ...promise, repeatsDraw: true }).join(' '), /by the same seed/, 'of a table that has grown');
      assert.doesNotMatch(said({ ...promise, repeatsDraw: true }).join(' '), /follows/);
      assert.doesNotMatch(said({ ...again, basis: 'certain' }).join(' '), /same seed/);
    }
  });

  it('says which of several accuracies one draw decided', () => {
    const said = besidePromise({ ...promise, thresholds: [0.9, 0.95, 0.98] }).join(' ');
    assert.match(said, /^The threshold 95% was picked among 90%, 95%, 98% by the run itself/);
    assert.doesNotMatch(besidePromise({ ...promise, thresholds: [0.95] }).join(' '), /picked among/);
  });

  it('is nominal for every published strategy before the run, too, and certain for the reference alone', () => {
    const planned = { rows: 5000, allowed: 250, confidence: 0.95, reference: 'big' };
    for (const strategy of strategyNames) {
      const said = plannedSentence({ ...planned, strategy });
      assert.equal(said.includes('nominal'), !['certified', 'reference'].includes(strategy), strategy);
      assert.equal(plannedSentence({ ...planned, allowed: 0, strategy }).includes('nominal'), said.includes('nominal'));
    }
    const sentence = 'With 95% confidence, at most 250 of these 5,000 rows will differ from big.';
    assert.equal(plannedSentence({ ...planned, strategy: 'certified' }), sentence);
    assert.equal(
      plannedSentence({ ...planned, allowed: 100, thresholds: [0.98, 0.95], strategy: 'certified' }),
      `${sentence} Of the thresholds 98%, 95% the strictest that the money buys is kept.`,
    );
    assert.equal(
      plannedSentence({ ...planned, strategy: 'reference' }),
      "Each of these 5,000 rows will get big's own answer.",
    );
  });

  it("speaks of the user's own labels where a person is the reference, and counts unlabelled rows apart", () => {
    const person = { labels: 54, unlabelled: 0 };
    assert.equal(
      promiseSentence({ ...promise, person }),
      'With 95% confidence, at most 149 of these 2,982 rows differ from your labels.',
    );
    const some = promiseSentence({ ...promise, covered: 2000, person: { labels: 54, unlabelled: 980 } });
    assert.match(some, /of these 2,000 rows differ from your labels\. This covers 2,000 of 2,982 rows;/);
    assert.match(some, /of which 980 have the best model’s answer, unlabelled and not covered\. Another 2 failed\.$/);
    const limits = promiseLimits({ ...promise, person: { labels: 54, unlabelled: 12 }, covered: 2970 }).join(' ');
    assert.match(limits, /labels that you gave, or would have given/);
    assert.match(limits, /Of the 12 unlabelled rows nothing is promised/);
    assert.doesNotMatch(limits, /no valid answer|repeat-reference|big/);
    assert.equal(
      plannedSentence({ ...promise, strategy: 'certified', asksPerson: true, labelLimit: 300 }),
      'With 95% confidence, at most 149 of these 2,982 rows will differ from your labels. Rows that the 300 labels leave out get the best model’s answer and are not covered.',
    );
  });

  it('speaks of recall and precision where the run is a filter, and of no differing rows', () => {
    const filter = { recall: 0.95, precision: 0.9, kept: 400, missed: 21, wrong: 31 };
    assert.equal(
      promiseSentence({ ...promise, filter }),
      'With 95% confidence, at least 95% of the rows that big would answer "yes" are found, and at least 90% of the rows answered "yes" are such rows. Answered "yes": 400 of these 2,982 rows; wrongly so: at most 31; missing: at most 21.',
    );
    assert.equal(
      plannedSentence({ ...promise, filter: { recall: 0.95, precision: 1 }, strategy: 'certified' }),
      'With 95% confidence, at least 95% of the rows that big would answer "yes" will be found among these 2,982 rows; each "yes" will be its own.',
    );
    assert.equal(
      promiseSentence({ ...promise, basis: 'certain', filter: { ...filter, missed: 0, wrong: 0 } }),
      'Every answer is big\'s own: it answers 400 of these 2,982 rows with "yes".',
    );
    const said = [...promiseLimits({ ...promise, filter }), ...besidePromise({ ...promise, filter })].join(' ');
    assert.doesNotMatch(said, /"Differs"|differs? from big|task's own rule/);
  });

  it('says before the run of a table that is small for it what the reference answers in any case, and nothing of others', () => {
    const said = (rows: number, changes: object = {}) =>
      fewRowsSentence({ rows, accuracy: 0.95, confidence: 0.95, reference: 'big', strategy: 'certified', ...changes });
    assert.match(said(52), /few rows for such a promise: big must answer at least 33 of them/);
    assert.match(said(52, { asksPerson: true }), /you must label at least 33/);
    assert.equal(said(10), 'No row may differ, so big answers every distinct row.');
    assert.equal(said(5000, { accuracy: 1 }), 'No row may differ, so big answers every distinct row.');
    assert.equal(said(52, { thresholds: [0.95, 0.5] }), '', 'the loosest threshold that a run may keep to');
    for (const quiet of [said(0), said(400), said(1_000_000), said(52, { strategy: 'model-mix' })])
      assert.equal(quiet, '');
  });

  it('speaks of a mean where the loss is bounded', () => {
    const said = promiseSentence({ ...promise, loss: { by: 'f1', cap: 1, mean: 0.05 } });
    assert.equal(
      said,
      "With 95% confidence, the answers of these 2,982 rows have a mean F1 of at least 0.95 with big's own.",
    );
    assert.equal(
      plannedSentence({ ...promise, loss: { by: 'absolute', cap: 10, mean: 0.5 }, strategy: 'certified' }),
      "With 95% confidence, the answers of these 2,982 rows will be off big's own numbers by at most 0.5 on average, where no row counts more than 10.",
    );
  });

  it('is the same in Chinese: every figure of the English stands there, and no other', () => {
    const kinds: RunPromise[] = (['certified', 'published', 'certain'] as const).flatMap((basis) =>
      [0, 1, 149].flatMap((allowed) =>
        [2982, 2981, 2970, 1, 0].map((covered) => ({ ...promise, basis, allowed, covered })),
      ),
    );
    const more = [
      {},
      { distinctRows: 40 },
      { unreadable: 2 },
      { earlierRuns: 1 },
      { batch: { rows: 500, allowed: 25, kept: 2482, continues: 'week-1' } },
      { batch: { rows: 500, allowed: 149, kept: 2482, continues: 'week-1', isWholeTable: true as const } },
      { earlierRuns: 2, repeatsDraw: true as const, thresholds: [0.9, 0.95] },
      { labelled: { rows: 1, column: 'known', areRandom: false } },
      { labelled: { rows: 60, column: 'known', areRandom: true } },
      { judge: { id: 'fair', verdicts: 90, different: 2, unread: 0 } },
      { judge: { id: 'fair', noWorse: true as const, verdicts: 90, different: 2, unread: 3 } },
      { person: { labels: 54, unlabelled: 0 } },
      { loss: { by: 'absolute' as const, cap: 10, mean: 0.5 } },
      { loss: { by: 'f1' as const, cap: 1, mean: 0.05 } },
      { filter: { recall: 0.95, precision: 1, kept: 1, missed: 12, wrong: 0 } },
      { filter: { recall: 1, precision: 0.9, kept: 400, missed: 0, wrong: 31 } },
      { filter: { recall: 0.95, precision: 0.9, kept: 400, missed: 12, wrong: 31 } },
      { person: { labels: 54, unlabelled: 7 } },
      { person: { labels: 54, unlabelled: 12 }, unreadable: 2 },
    ];
    const judgedPromises: RunPromise[] = [
      promise,
      { ...promise, judge: { id: 'fair', noWorse: true, verdicts: 90, different: 2, unread: 0 } },
    ];
    const clauses: Clause[] = [
      ...kinds.flatMap((kind) =>
        more.flatMap((facts) => {
          const all = { ...kind, ...facts };
          return [...promiseClauses(all), ...besideClauses(all), ...limitClauses(all)];
        }),
      ),
      ...strategyNames.flatMap((strategy) =>
        [1, 2982].flatMap((rows) =>
          [0, 1, 149].flatMap((allowed) => [
            ...plannedClauses({ ...promise, rows, allowed, strategy }),
            ...plannedClauses({ ...promise, rows, allowed, strategy, asksPerson: true, labelLimit: 300 }),
          ]),
        ),
      ),
      ...plannedClauses({ ...promise, thresholds: [0.98, 0.95], strategy: 'certified' }),
      ...plannedClauses({ ...promise, loss: { by: 'f1', cap: 1, mean: 0.05 }, strategy: 'certified' }),
      ...plannedClauses({ ...promise, loss: { by: 'absolute', cap: 10, mean: 0.5 }, strategy: 'certified' }),
      ...[
        { recall: 0.95, precision: 1 },
        { recall: 1, precision: 0.9 },
        { recall: 0.95, precision: 0.9 },
      ].flatMap((filter) => plannedClauses({ ...promise, filter, strategy: 'certified' })),
      ...[0, 1].flatMap((rows) => promiseClauses({ ...promise, rows, covered: 0 })),
      ...[10, 52].flatMap((rows) =>
        [true, false].flatMap((asksPerson) =>
          fewRowsClauses({
            ...promise,
            rows,
            accuracy: 0.95,
            strategy: 'certified',
            ...(asksPerson && { asksPerson }),
          }),
        ),
      ),
      ...[0, 2].flatMap((disagreed) =>
        judgedPromises.flatMap((each) =>
          auditClauses(each, { population: 900, audited: 72, shown: 60, disagreed, confidence: 0.975, bound: 40 }),
        ),
      ),
      auditBeforeClause(5000, '72, 178 or 348', '5%, 2% or 1%', 0.975),
      auditWouldClause(72, 250, 5000, 0.975),
    ];
    const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const clause of clauses) {
      assert.deepEqual(names(chinese[clause.name]), names(english[clause.name]), clause.name);
      for (const words of [english, chinese]) assert.doesNotMatch(clauseText(clause, words), /[{}]/, clause.name);
    }
    const unused = Object.keys(english).filter(
      (name) => !['oneRow', 'manyRows'].includes(name) && !clauses.some((clause) => clause.name === name),
    );
    assert.deepEqual(unused, [], 'every sentence can be said');
  });
});

describe('savings sentence', () => {
  const cases: [Parameters<typeof savingsSentence>[0], string][] = [
    [
      { spentUsd: 0.41, referenceUsd: 3.2 },
      'Cost $0.41 instead of $3.20 with big alone: 87.2% saved, 7.8 times cheaper.',
    ],
    [
      { spentUsd: 0.0001, referenceUsd: 3.2 },
      'Cost $0.0001 instead of $3.20 with big alone: 99.9% saved, 32,000 times cheaper.',
    ],
    [{ spentUsd: 3.264, referenceUsd: 3.2 }, 'Cost $3.26, 2% more than the $3.20 of big alone.'],
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
