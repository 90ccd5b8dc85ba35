// What a filter expects to spare: only a side whose bound leaves room spares anything, and candidates that err too often pay nowhere.
import assert from 'node:assert/strict';
import { Rows } from '../../../src/engine/certified/scene';
import type { Policy } from '../../../src/engine/certified/policy';
import { Weighing } from '../../../src/engine/certified/weighing';
import { cheapestPaying, weighSides } from '../../../src/engine/filter/weighSides';
import type { FilterBounds } from '../../../src/engine/task/filterBounds';
import { problemOf, settingOf } from '../certified/settings';

const rowCount = 5000;
const known = Array.from({ length: 200 }, (_, row) => row);
const policy: Policy = { first: [0], proposer: 0 };

/** The reference keeps three rows in ten; the candidate, at a twentieth of its fee, says the opposite on every so manieth row. */
function weighed(bounds: FilterBounds, everyWrong: number) {
  const problem = problemOf(rowCount, 1, { features: { length: () => 1 } });
  const setting = settingOf(problem);
  const rows = new Rows(setting);
  rows.take(known);
  const answer = (isYes: boolean, costUsd: number) =>
    ({ status: 'valid', key: isYes ? 'yes' : 'no', costUsd }) as const;
  for (const row of known) {
    const isKept = row % 10 < 3;
    problem.table.record(1, row, answer(isKept, 1));
    problem.table.record(0, row, answer(row % everyWrong === 0 ? !isKept : isKept, 0.05));
  }
  for (const model of [0, 1]) setting.costs.learn(model, known);
  const way = new Weighing(setting, { known, openCount: rows.openCount, paid: [] }, [0]).weigh(policy)!;
  return weighSides(setting, rows, way, bounds);
}

const recall = { recall: 0.95, precision: 1 };
const precision = { recall: 1, precision: 0.95 };
const both = { recall: 0.95, precision: 0.95 };

describe('what the sides of a filter spare', () => {
  it('is no more than the side costs whose bound leaves room', () => {
    const shareOf = (bounds: FilterBounds) => {
      const { saving, referenceUsd } = weighed(bounds, 1000);
      return saving.meanUsd / referenceUsd;
    };
    assert.ok(shareOf(recall) > 0.4 && shareOf(recall) <= 0.7, String(shareOf(recall)));
    assert.ok(shareOf(precision) > 0.05 && shareOf(precision) <= 0.3, String(shareOf(precision)));
    assert.ok(shareOf(both) > shareOf(recall) && shareOf(both) <= 1, String(shareOf(both)));
    assert.equal(shareOf({ recall: 1, precision: 1 }), 0);
  });

  it('adds up: what a way costs, its worst and its best scenario', () => {
    const { saving, expectedUsd, referenceUsd, callsUsd } = weighed(both, 1000);
    assert.ok(Math.abs(expectedUsd - (referenceUsd + callsUsd - saving.meanUsd)) < 1e-9);
    assert.equal(saving.lowUsd, Math.min(...saving.savedUsd));
    assert.equal(saving.highUsd, Math.max(...saving.savedUsd));
  });

  it('pays where the candidate errs seldom, and not where it errs on every second row', () => {
    for (const bounds of [recall, both]) {
      assert.ok(cheapestPaying([weighed(bounds, 1000)]));
      assert.equal(cheapestPaying([weighed(bounds, 2)]), undefined);
    }
    assert.equal(cheapestPaying([]), undefined);
  });
});
