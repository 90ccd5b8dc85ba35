// Who gets the rows that may differ whatever they hold, and which rows these are: a few rows by hand.
import assert from 'node:assert/strict';
import { planAllowance, spendAllowance } from '../../../src/engine/certified/allowance';
import { Rows } from '../../../src/engine/certified/scene';
import { play, problemOf, settingOf } from './settings';

const known = [0, 1, 2, 3, 4, 5, 6, 7];

/** The reference answered eight planning rows for a dollar each, and so did the candidates at their fees; what is not told right is wrong, `x` unreadable. */
function planned(candidates: readonly { readonly usd: number; readonly says: string }[], hiddenAllowed = 5) {
  const problem = problemOf(40, candidates.length);
  const setting = { ...settingOf(problem), hiddenAllowed };
  const rows = new Rows(setting);
  rows.take(known);
  const reference = candidates.length;
  for (const row of known) {
    problem.table.record(reference, row, { status: 'valid', key: 'a', costUsd: 1 });
    for (const [model, { usd, says }] of candidates.entries()) {
      const key = says[row % says.length]!;
      problem.table.record(
        model,
        row,
        key === 'x' ? { status: 'invalid', costUsd: usd } : { status: 'valid', key, costUsd: usd },
      );
    }
  }
  for (let model = 0; model <= reference; model++) setting.costs.learn(model, known);
  return { setting, rows, allowance: planAllowance(setting, rows) };
}

describe('the candidate for rows that need no evidence', () => {
  it('is the one that spares most, and what it spares counts for as many rows as may differ', () => {
    const { allowance } = planned([
      { usd: 0.5, says: 'a' },
      { usd: 0.1, says: 'b' },
    ]);
    assert.equal(allowance!.model, 1);
    // All eight answers are readable: a row of the reference less one of the candidate, five times.
    assert.ok(Math.abs(allowance!.savedUsd - 5 * 0.9) < 1e-9, String(allowance!.savedUsd));
  });

  it('is of those that spare nearly as much the one that agrees more often', () => {
    const both = [
      { usd: 0.1, says: 'b' },
      { usd: 0.14, says: 'a' },
    ];
    assert.equal(planned(both).allowance!.model, 1);
    assert.equal(planned([both[0]!, { usd: 0.16, says: 'a' }]).allowance!.model, 0);
  });

  it('does not take a few answers for as telling as many', () => {
    const problem = problemOf(40, 2);
    const setting = { ...settingOf(problem), hiddenAllowed: 5 };
    const rows = new Rows(setting);
    rows.take(known);
    const say = (model: number, row: number, key: string, costUsd: number) => {
      problem.table.record(model, row, { status: 'valid', key, costUsd });
    };
    // Six of eight agree and two of three: with half a row each way .72 and .63.
    for (const row of known) {
      say(2, row, 'a', 1);
      say(0, row, row < 6 ? 'a' : 'b', 0.12);
      if (row < 3) say(1, row, row < 2 ? 'a' : 'b', 0.1);
    }
    setting.costs.learn(0, known);
    setting.costs.learn(1, known.slice(0, 3));
    setting.costs.learn(2, known);
    assert.equal(planAllowance(setting, rows)!.model, 0);
  });

  it('is no one whose answers cannot be read: they spare nothing', () => {
    const { allowance } = planned([
      { usd: 0.1, says: 'xxxxxxxa' },
      { usd: 0.6, says: 'a' },
    ]);
    assert.equal(allowance!.model, 1);
    assert.equal(planned([{ usd: 0.1, says: 'x' }]).allowance, undefined);
  });

  it('is nobody where none spares a tenth, or no row may differ', () => {
    assert.equal(planned([{ usd: 0.91, says: 'a' }]).allowance, undefined);
    assert.equal(planned([{ usd: 0.89, says: 'a' }]).allowance!.model, 0);
    assert.equal(planned([{ usd: 0.1, says: 'a' }], 0).allowance, undefined);
  });
});

describe('the rows that need no evidence', () => {
  it('are those that are dearest at the reference, as many as may differ, and only readable answers are proposed', () => {
    const problem = problemOf(40, 1, {
      features: { length: () => 1, expectedCost: (model, row) => (model === 1 ? 1 + row : 0.5) },
    });
    const setting = { ...settingOf(problem), hiddenAllowed: 4 };
    const run = spendAllowance(setting, new Rows(setting), { model: 0, savedUsd: 1 });
    const { result, calls } = play(setting, run, (model, row) =>
      model === 0 && row === 37
        ? { status: 'invalid', costUsd: 0.5 }
        : { status: 'valid', key: 'a', costUsd: model === 1 ? 1 + row : 0.5 },
    );
    // Nothing was planned, so costs are learned first: the reference on its own rows, the candidate on one of its.
    assert.deepEqual(calls[0], { model: 1, rows: Array.from({ length: 36 }, (_, row) => row) });
    assert.deepEqual(
      calls.slice(1).map(({ model, rows }) => [model, rows]),
      [
        [0, [39]],
        [0, [39, 38, 37, 36]],
      ],
    );
    assert.deepEqual([...result.rows].sort(), [36, 38, 39]);
    assert.deepEqual([result.proposer[39], result.proposer[37], result.proposer[0]], [0, -1, -1]);
  });

  it('are none that the reference was asked about already: they have its answer', () => {
    const problem = problemOf(40, 1, {
      features: { length: () => 1, expectedCost: (model, row) => (model === 1 ? 1 + row : 0.5) },
    });
    for (const row of [38, 39]) problem.table.record(1, row, { status: 'valid', key: 'a', costUsd: 1 + row });
    const setting = { ...settingOf(problem), hiddenAllowed: 4 };
    const run = spendAllowance(setting, new Rows(setting), { model: 0, savedUsd: 1 });
    const { result } = play(setting, run, (model, row) => ({
      ...{ status: 'valid', key: 'a', costUsd: model === 1 ? 1 + row : 0.5 },
    }));
    assert.deepEqual([...result.rows].sort(), [34, 35, 36, 37]);
  });

  it('are taken from a candidate that turns out as dear as the reference, all but the one that is paid', () => {
    const setting = { ...settingOf(problemOf(40, 1)), hiddenAllowed: 4 };
    const run = spendAllowance(setting, new Rows(setting), { model: 0, savedUsd: 1 });
    const { result, calls } = play(setting, run, () => ({ status: 'valid', key: 'a', costUsd: 1 }));
    assert.equal(result.rows.length, 1);
    assert.equal(new Set(calls.filter(({ model }) => model === 0).flatMap(({ rows }) => rows)).size, 1);
  });

  it('are no rows that cost as much at the candidate, or more', () => {
    const problem = problemOf(40, 1, {
      features: { length: () => 1, expectedCost: (model, row) => (model === 1 ? 1 : row < 3 ? 0.5 : row < 9 ? 1 : 2) },
    });
    const setting = { ...settingOf(problem), hiddenAllowed: 10 };
    const run = spendAllowance(setting, new Rows(setting), { model: 0, savedUsd: 1 });
    const { result } = play(setting, run, (model, row) => ({
      ...{ status: 'valid', key: 'a', costUsd: model === 1 ? 1 : row < 3 ? 0.5 : 2 },
    }));
    assert.deepEqual([...result.rows].sort(), [0, 1, 2]);
  });

  it('are none where none spares anything, and never part of a group of identical rows', () => {
    const twins = Int32Array.from({ length: 40 }, (_, row) => (row >= 30 ? 30 : row));
    const problem = problemOf(40, 1, {
      twins,
      features: { length: () => 1, expectedCost: (model, row) => (model === 1 ? (row === 30 ? 100 : 1) : 0.5) },
    });
    const setting = { ...settingOf(problem), hiddenAllowed: 4 };
    const spend = (usd: number) =>
      play(setting, spendAllowance(setting, new Rows(setting), { model: 0, savedUsd: 1 }), (model) => ({
        ...{ status: 'valid', key: 'a', costUsd: model === 1 ? 1 : usd },
      })).result;
    const { rows } = spend(0.5);
    assert.equal(rows.length, 4);
    assert.ok(rows.every((row) => row < 30));
  });
});
