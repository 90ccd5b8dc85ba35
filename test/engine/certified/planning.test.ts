// Whom a plan hears, and what is worth its risk: where earlier runs of a grown table left planning rows, only candidates that answered at least half of
// them; others as long as the purse can pay for them.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { takeCarried } from '../../../src/engine/certified/carriedRows';
import { beginningOf, hear, planRun, worthwhile } from '../../../src/engine/certified/planning';
import { RowTokens } from '../../../src/engine/certified/rowTokens';
import { Rows, type Setting } from '../../../src/engine/certified/scene';
import { settingsOf } from '../../../src/engine/certified/settings';
import type { Prospect } from '../../../src/engine/certified/weighing';
import { columnCount } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { makeCase, type Population } from '../../calibration/populations';
import { play, problemOf, settingOf } from './settings';

const reference = 2;

/** A table whose first 500 rows have an earlier run's answers; plans knew 40 of them, of which candidate 1 answered so many. */
function grown(answered: number) {
  const drawn = Array.from({ length: 40 }, (_, row) => row);
  return problemOf(2000, 2, {
    carried: {
      ...{ rows: Int32Array.from({ length: 500 }, (_, row) => row), drawn, chosen: [] },
      isAnswered: (model, row) => row < (model === 1 ? answered : 40),
      ...{ allowed: 5, batches: [], hasStudent: false },
    },
  });
}

/** Plans for the grown table; each model charges so much for a row. @returns the calls about rows that are new. */
function planGrown(answered: number, usd: readonly number[]) {
  const setting = settingOf(grown(answered));
  const rows = new Rows(setting);
  const answer = (model: number) => ({ status: 'valid', key: 'a', costUsd: usd[model]! }) as const;
  play(setting, takeCarried(setting, rows), answer);
  assert.equal(rows.known.length, 40);
  const { calls } = play(setting, planRun(setting, rows), answer);
  return calls.filter((call) => call.rows.some((row) => row >= 500));
}

describe('the plan of a table that has grown', () => {
  for (const [answered, isHeard] of [
    [0, false],
    [19, false],
    [20, true],
    [40, true],
  ] as const)
    it(`${isHeard ? 'hears' : 'does not hear'} a candidate that answered ${String(answered)} of 40 planning rows`, () => {
      const calls = planGrown(answered, [0.02, 0.04, 1]);
      const asked = (wanted: number) => calls.some(({ model }) => model === wanted);
      assert.deepEqual([asked(0), asked(1), asked(reference)], [true, isHeard, true]);
    });

  it('hears the cheapest candidate first, whatever its place in the ladder', () => {
    for (const usd of [
      [0.04, 0.02, 1],
      [0.02, 0.04, 1],
    ]) {
      const order = planGrown(40, usd).map(({ model }) => model);
      const cheapest = usd.indexOf(0.02);
      assert.deepEqual(order.slice(0, 3), [reference, cheapest, 1 - cheapest]);
    }
  });
});

describe('the candidates that are heard', () => {
  const known = Array.from({ length: 20 }, (_, row) => row);

  /** Three candidates of eight cents a row, over four hundred rows at a dollar. The purse holds 3.60, and twenty rows cost 1.60. */
  function heard({
    triesFirst = true,
    isFirst = true,
    usd = [0.08, 0.08, 0.08],
    answered = [0, 0, 0],
    rowCount = 400,
    hasText = false,
    verdictCost = NaN,
  } = {}) {
    const isJudged = !Number.isNaN(verdictCost);
    const features = {
      ...{ length: () => 1, expectedCost: (model: number) => usd[model]! },
      ...(isJudged && { verdictCost }),
    };
    const problem = problemOf(rowCount, 3, {
      features,
      ...(isJudged && {
        table: new AnswerTable(
          5,
          rowCount,
          3,
          (a, b) => a === b,
          () => true,
        ),
      }),
    });
    const tokens = new RowTokens(rowCount, (row) => `row ${String(row)}`);
    const setting = { ...settingOf(problem), hasPurse: triesFirst, triesFirst, ...(hasText && { tokens }) };
    const rows = new Rows(setting);
    rows.take(known);
    for (const row of known) problem.table.record(3, row, { status: 'valid', key: 'a', costUsd: 1 });
    setting.costs.learn(3, known);
    const answer = (model: number) => ({ status: 'valid', key: 'a', costUsd: usd[model]! }) as const;
    for (const [model, count] of answered.entries())
      for (const row of known.slice(0, count)) problem.table.record(model, row, answer(model));
    play(setting, hear(setting, rows, [0, 1, 2], [], isFirst), answer);
    return problem.table.asked.slice(0, 3);
  }

  it('are at first as many as the purse pays for', () => {
    assert.deepEqual(heard(), [20, 20, 0]);
  });

  it('leave the money to those behind them that cost too much themselves', () => {
    // What candidates have cost leaves 1.80: 1.60 for the first, then none for the second, and the third has two rows to answer.
    assert.deepEqual(heard({ answered: [0, 0, 18], usd: [0.06, 0.08, 0.1] }), [20, 0, 20]);
  });

  it('cost their verdicts as well, where a judge decides', () => {
    const usd = [0.05, 0.05, 0.05];
    // The purse holds 3.60: twenty rows of all three cost 3.00, with ten cents a row for verdicts those of one do.
    assert.deepEqual(heard({ usd }), [20, 20, 20]);
    assert.deepEqual(heard({ usd, verdictCost: 0.1 }), [20, 0, 0]);
  });

  it('are none where the purse pays for none, and then nobody teaches a student either', () => {
    assert.deepEqual(heard({ rowCount: 100, hasText: true }), [0, 0, 0]);
  });

  it('are of costly ones the first alone, and only where it could still save several times what it takes', () => {
    const alone = (usd: number) => heard({ isFirst: false, rowCount: 1000, usd: [usd, usd, usd] });
    // Twenty rows at .60 are 12 dollars; half of what could be spared is 200, of which 30 may be spent.
    assert.deepEqual(alone(0.6), [20, 0, 0]);
    assert.deepEqual(alone(0.9), [0, 0, 0]);
  });

  it('are all that are cheap where nothing can be tried, and once some have answered', () => {
    assert.deepEqual(heard({ triesFirst: false }), [20, 20, 20]);
    assert.deepEqual(heard({ isFirst: false }), [20, 20, 20]);
  });
});

describe('the plan of a table that is new', () => {
  it('has a way that is only worth trying where ways can be tried, and none otherwise', () => {
    const population: Population = {
      ...{ name: 'one to try', rows: 1000, candidates: 1, accuracy: 0.95, confidence: 0.95, deviating: 0.02 },
      ...{ layout: 'scattered', confidences: 'none', fees: [0.65] },
    };
    const isSure = (seed: number, triesFirst: boolean) => {
      const { problem, source } = makeCase(population, seed);
      const table = new AnswerTable(columnCount(problem), problem.rowCount, problem.reference);
      const [found] = atOnce(settingsOf({ ...problem, table })) as Setting[];
      const setting = { ...found!, hasPurse: triesFirst, triesFirst };
      const rows = new Rows(setting);
      const { prospect } = play(setting, planRun(setting, rows), source).result;
      return prospect && worthwhile(setting, rows, prospect);
    };
    const seeds = [1, 3, 4, 5];
    assert.ok(seeds.some((seed) => isSure(seed, true) === false));
    assert.ok(seeds.every((seed) => isSure(seed, false) !== false));
  });
});

describe('a plan without an answer of the reference', () => {
  it('asks no candidate further than its price', () => {
    const problem = problemOf(2000, 1);
    const setting = settingOf(problem);
    const { result } = play(setting, planRun(setting, new Rows(setting)), (model) =>
      model === 1 ? { status: 'invalid', costUsd: 1 } : { status: 'valid', key: 'a', costUsd: 0.1 },
    );
    assert.deepEqual(result, { prospects: [] });
    assert.deepEqual(problem.table.asked.slice(0, 2), [2, 30]);
  });
});

describe('a way that is worth its risk', () => {
  const setting = settingOf(problemOf(1000));
  /** Its calls cost so much; what it saves in each of four scenarios. */
  const way = (expectedUsd: number, callsUsd: number, savedUsd: readonly number[]): Prospect => ({
    ...{ policy: { first: [0], proposer: 0 }, callsUsd, expectedUsd, rankUsd: expectedUsd, referenceUsd: 1000 },
    ...{ acceptedShare: 0.5 },
    saving: {
      ...{ meanUsd: 0, lowUsd: 0, highUsd: 0, sampleRows: 1, steps: 1, mostSteps: 1 },
      savedUsd: Float64Array.from(savedUsd),
    },
  });
  const isWorthwhile = (prospect: Prospect | undefined, changes: Parameters<typeof problemOf>[2] = {}) => {
    const other = { ...setting, problem: problemOf(1000, 1, changes) };
    return worthwhile(other, new Rows(other), prospect);
  };

  it('is expected to cost less than 99 % of the reference, with a tenth of its calls on top', () => {
    const sure = [500, 500, 500, 500];
    assert.ok(isWorthwhile(way(979, 100, sure)));
    assert.ok(!isWorthwhile(way(981, 100, sure)));
    assert.ok(isWorthwhile(way(989, 0, sure)));
    assert.ok(!isWorthwhile(way(991, 0, sure)));
    assert.ok(!isWorthwhile(undefined));
  });

  it('has a loss counted six times, which it brings where it saves less than its calls cost', () => {
    // A loss of 40 in one of four scenarios: 60 on top, and 10 for the calls.
    const risky = [60, 500, 500, 500];
    assert.ok(isWorthwhile(way(919, 100, risky)));
    assert.ok(!isWorthwhile(way(921, 100, risky)));
  });

  it('is any way at all where a batch that grows is certified: without one the reference would be asked about all of it', () => {
    const carried = {
      ...{ rows: new Int32Array(0), drawn: [], chosen: [], isAnswered: () => true, allowed: 0, batches: [] },
      hasStudent: false,
    };
    const grownBatch = (isCertified: boolean) => ({
      carried: { ...carried, grown: { rows: Int32Array.of(1, 2), places: new Float64Array(1000), isCertified } },
    });
    const dear = way(2000, 1500, [0, 0, 0, 0]);
    assert.ok(isWorthwhile(dear, grownBatch(true)));
    assert.ok(!isWorthwhile(undefined, grownBatch(true)));
    assert.ok(!isWorthwhile(dear, grownBatch(false)));
  });
});

describe('a way to begin with', () => {
  const setting = settingOf(problemOf(1000));
  const way = (first: readonly number[], expectedUsd: number, savedUsd: readonly number[]): Prospect => ({
    ...{ policy: { first, proposer: first[0]! }, callsUsd: 0, expectedUsd, rankUsd: expectedUsd },
    ...{ referenceUsd: 1000, acceptedShare: 0.5 },
    saving: {
      ...{ meanUsd: 0, lowUsd: 0, highUsd: 0, sampleRows: 1, steps: 1, mostSteps: 1 },
      savedUsd: Float64Array.from(savedUsd),
    },
  });
  const begun = (...ways: Prospect[]) => beginningOf(setting, new Rows(setting), ways)?.policy.first;
  /** It saves all or nothing: with another to fall back on it is worth more than its mean. */
  const gamble = [1000, 0];
  const sure = (models: readonly number[]) => way(models, 480, [520, 520]);

  it('is the cheapest, but for one that can be gone on from: then the better of both counts in each scenario', () => {
    assert.deepEqual(begun(way([0], 500, gamble), sure([1])), [1]);
    assert.deepEqual(begun(way([0], 500, gamble), sure([0, 1])), [0]);
  });

  it('can be gone on from only to one that asks all of its candidates and another', () => {
    assert.deepEqual(begun(way([0, 2], 500, gamble), sure([0, 1, 3])), [0, 1, 3]);
    assert.deepEqual(begun(way([0, 2], 500, gamble), sure([2, 0])), [2, 0]);
    assert.deepEqual(begun(way([0, 2], 500, gamble), sure([0, 1, 2])), [0, 2]);
  });
});

describe('a candidate that turns out dear', () => {
  it('is dropped from the plan once more of its answers show it', () => {
    // Its first four answers cost a fifth of the reference's, all further ones three times as much.
    const problem = problemOf(4000, 2);
    const setting = settingOf(problem);
    let told = 0;
    const { calls } = play(setting, planRun(setting, new Rows(setting)), (model) => ({
      ...{ status: 'valid', key: 'a' },
      costUsd: model === 0 ? 0.05 : model === 1 ? (told++ < 4 ? 0.2 : 3) : 1,
    }));
    const later = calls.slice(calls.findLastIndex(({ model, rows }) => model === 1 && rows.length > 0) + 1);
    assert.ok(told >= 5 && told < 60, String(told));
    assert.ok(
      later.some(({ model, rows }) => model === 0 && rows.length > 0),
      'planning went on with the other',
    );
  });
});

describe('a plan made again after candidates were paid', () => {
  it('goes no way that is only worth trying: what is tried first was tried', () => {
    const rowCount = 1000;
    /** How often the candidate says something else decides how sure its way looks. */
    const planned = (triesFirst: boolean) => {
      const problem = problemOf(rowCount, 1, { accuracy: 0.95, features: { length: () => 1 } });
      const [found] = atOnce(settingsOf(problem)) as [Setting];
      const setting = { ...found, hasPurse: triesFirst, triesFirst };
      const answer = (model: number, row: number) =>
        ({ status: 'valid', key: model === 0 && row % 20 === 7 ? 'b' : 'a', costUsd: model === 0 ? 0.6 : 1 }) as const;
      const rows = new Rows(setting);
      for (let row = 0; row < rowCount; row++) problem.table.record(0, row, answer(0, row));
      const first = Array.from({ length: 40 }, (_, i) => 25 * i);
      rows.take(first);
      for (const row of first) problem.table.record(1, row, answer(1, row));
      setting.costs.learn(0, first);
      setting.costs.learn(1, first);
      const { result } = play(setting, planRun(setting, rows, [0]), answer);
      return result.prospect && worthwhile(setting, rows, result.prospect);
    };
    for (const triesFirst of [true, false]) assert.notEqual(planned(triesFirst), false);
  });
});
