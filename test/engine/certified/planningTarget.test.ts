// How many planning rows a run asks for, and what those to come cost: two thousand rows for a dollar each at the reference, so that figures can be read off.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { affordable, furtherPlanningUsd, targetOf } from '../../../src/engine/certified/planningTarget';
import { planningPurseUsd } from '../../../src/engine/certified/purse';
import { Rows } from '../../../src/engine/certified/scene';
import type { Prospect } from '../../../src/engine/certified/weighing';
import { problemOf, settingOf } from './settings';

const known = [0, 1, 2, 3, 4, 5, 6, 7];
const [cheap, other] = [0, 1];

/** Eight planning rows; the candidates charged two and four cents for each. */
function planned(triesFirst = false, rowCount = 2000) {
  const problem = problemOf(rowCount, 2);
  const setting = { ...settingOf(problem), hasPurse: triesFirst, triesFirst };
  const rows = new Rows(setting);
  rows.take(known);
  for (const [model, costUsd] of [0.02, 0.04, 1].entries()) {
    for (const row of known) problem.table.record(model, row, { status: 'valid', key: 'a', costUsd });
    setting.costs.learn(model, known);
  }
  return { setting, rows };
}

function prospectOf(change: Partial<Prospect> = {}): Prospect {
  const saving = { meanUsd: 1500, lowUsd: 1000, highUsd: 1800, savedUsd: new Float64Array(16) };
  return {
    ...{ policy: { first: [cheap], proposer: cheap }, callsUsd: 40, expectedUsd: 500, rankUsd: 500 },
    ...{ referenceUsd: 2000, acceptedShare: 0.8, saving: { ...saving, sampleRows: 60, steps: 1, mostSteps: 1 } },
    ...change,
  };
}

const near = (is: number, wanted: number) => {
  assert.ok(Math.abs(is - wanted) < 1e-6 * wanted + 1e-9, `${String(is)} instead of ${String(wanted)}`);
};

describe('the number of planning rows', () => {
  it('is what a twelfth or so of the expected cost pays for: calls, and the reference where a candidate would have answered', () => {
    const { setting, rows } = planned();
    near(targetOf(setting, rows, prospectOf(), [cheap, other]), (0.08 * 500) / (0.06 + 0.8));
    near(targetOf(setting, rows, prospectOf(), [cheap]), (0.08 * 500) / (0.02 + 0.8));
    near(targetOf(setting, rows, prospectOf({ acceptedShare: 0.05 }), [cheap]), 40 / (0.02 + 0.1));
  });

  it('is the same whatever a second opinion cost on rows that were tried', () => {
    const prospect = prospectOf({ expectedUsd: 96, referenceUsd: 100 });
    const few = planned(false, 100);
    const target = targetOf(few.setting, few.rows, prospect, [cheap, other]);
    const { table } = few.setting.problem;
    table.record(other, 50, { status: 'valid', key: 'a', costUsd: 1.2 });
    assert.ok(targetOf(few.setting, few.rows, prospect, [cheap, other]) < target);
    few.rows.triedUsd = [0, 1.2];
    near(targetOf(few.setting, few.rows, prospect, [cheap, other]), target);
  });

  it('is four hundred at most', () => {
    const { setting, rows } = planned();
    near(targetOf(setting, rows, prospectOf({ expectedUsd: 1800 }), []), (0.08 * 1800) / 0.8);
    near(targetOf(setting, rows, prospectOf({ expectedUsd: 1e5, referenceUsd: 1e6 }), [cheap]), 400);
  });

  it('is what the candidates may cost in vain where no saving is in sight', () => {
    const spent = 8 * 0.06;
    const few = planned(false, 100);
    near(
      targetOf(few.setting, few.rows, prospectOf({ expectedUsd: 96, referenceUsd: 100 }), [cheap, other]),
      Math.min((0.08 * 96) / 0.86, 8 + (1.2 - spent) / 0.06),
    );
    near(
      targetOf(few.setting, few.rows, prospectOf({ expectedUsd: 950, referenceUsd: 1000 }), [cheap, other]),
      (0.08 * 950) / 0.86,
    );
    near(
      targetOf(few.setting, few.rows, prospectOf({ expectedUsd: 951, referenceUsd: 1000 }), [cheap, other]),
      8 + (1.2 - spent) / 0.06,
    );
  });

  it('is what their purse reaches where a way can be tried first; what is paid costs nothing more', () => {
    const { setting, rows } = planned(true);
    // Of the overrun of 18 dollars a third or so, or a fifth of what is saved for certain.
    const purse = Math.max(0.35 * 18 - 0.48, 0.2 * (100 - 40));
    const best = prospectOf({ saving: { ...prospectOf().saving, lowUsd: 100 } });
    near(purse, 12);
    near(targetOf(setting, rows, { ...best, acceptedShare: 0.1 }, [cheap, other]), 8 + 12 / 0.06);
    near(
      targetOf(setting, rows, { ...best, acceptedShare: 0.1 }, [cheap, other], [cheap]),
      Math.min(40 / 0.16, 8 + 12 / 0.04),
    );
  });
});

describe('what further planning costs', () => {
  it('is, for each row to come, the calls that the way does not make anyway, and the reference where a candidate would have answered', () => {
    const { setting, rows } = planned();
    const more = 40 / 0.86 - 8;
    near(furtherPlanningUsd(setting, rows, prospectOf(), [cheap, other]), more * (0.04 + 0.8 * 1));
    const both = prospectOf({ policy: { first: [cheap, other], proposer: cheap } });
    near(furtherPlanningUsd(setting, rows, both, [cheap, other]), more * 0.8);
    const neither = prospectOf({ policy: { first: [], proposer: cheap } });
    near(furtherPlanningUsd(setting, rows, neither, [cheap, other]), more * 0.86);
  });

  it('is nothing where the rows are enough', () => {
    const { setting, rows } = planned();
    assert.equal(
      furtherPlanningUsd(setting, rows, prospectOf({ expectedUsd: 50, referenceUsd: 2000 }), [cheap, other]),
      0,
    );
  });
});

describe('the candidates that planning can pay for', () => {
  it('are those of the best way, and others as long as the purse reaches', () => {
    const { setting, rows } = planned(true);
    const best = prospectOf({ saving: { ...prospectOf().saving, lowUsd: 50 } });
    assert.deepEqual(affordable(setting, rows, best, [cheap, other], []), [cheap, other]);
    // Sixteen rows more at 47 cents are beyond a purse of two dollars, a fifth of what is saved for certain.
    const dear = planned(true);
    const costly = [cheap, other].map((model) => (model === other ? 0.9 : 0.02));
    for (const [model, costUsd] of costly.entries())
      for (const row of known.map((each) => each + 8))
        dear.setting.problem.table.record(model, row, { status: 'valid', key: 'a', costUsd });
    dear.rows.take(known.map((each) => each + 8));
    dear.setting.costs.learn(
      other,
      known.map((each) => each + 8),
    );
    assert.deepEqual(affordable(dear.setting, dear.rows, best, [other, cheap], []), [cheap]);
  });
});

describe('figures of a reference that charges four dollars', () => {
  /** Eight planning rows; the candidates charged two and four cents; of every answer a judge says for ten cents whether it is the same. */
  function judged({ triesFirst = false, rowCount = 2000, verdictCost = 0.1 } = {}) {
    const table = new AnswerTable(
      4,
      rowCount,
      2,
      (one, another) => one === another,
      () => true,
    );
    const problem = problemOf(rowCount, 2, { table, features: { length: () => 1, verdictCost } });
    const setting = { ...settingOf(problem), hasPurse: triesFirst, triesFirst };
    const rows = new Rows(setting);
    rows.take(known);
    for (const [model, costUsd] of [0.02, 0.04, 4].entries()) {
      for (const row of known) table.record(model, row, { status: 'valid', key: `said ${String(model)}`, costUsd });
      setting.costs.learn(model, known);
    }
    return { setting, rows, check: setting.costs.checkOf(cheap, known) };
  }

  it('are its own in each: rows wanted, what is spent in vain, what further ones cost', () => {
    const { setting, rows, check } = judged();
    assert.ok(check > 0.05, String(check));
    const checks = check + setting.costs.checkOf(other, known);
    near(targetOf(setting, rows, prospectOf(), [cheap, other]), 40 / (0.06 + checks + 4 * 0.8));
    const more = 40 / (0.06 + checks + 4 * 0.8) - 8;
    near(furtherPlanningUsd(setting, rows, prospectOf(), [cheap, other]), Math.max(0, more) * (0.04 + 0.8 * 4));
    const wide = prospectOf({ expectedUsd: 2000, referenceUsd: 8000 });
    near(furtherPlanningUsd(setting, rows, wide, [cheap, other]), (160 / (0.06 + checks + 3.2) - 8) * (0.04 + 0.8 * 4));
    const few = judged({ rowCount: 400 });
    const vain = prospectOf({ expectedUsd: 1590, referenceUsd: 1600, acceptedShare: 0.1 });
    near(targetOf(few.setting, few.rows, vain, [cheap, other]), 8 + (0.012 * 4 * 400 - 8 * 0.06) / (0.06 + checks));
  });

  it('count verdicts on rows of a candidate whose answers are paid', () => {
    const { setting, rows, check } = judged({ triesFirst: true });
    const best = prospectOf({
      acceptedShare: 0.1,
      expectedUsd: 3000,
      referenceUsd: 8000,
      saving: { ...prospectOf().saving, lowUsd: 100 },
    });
    const purse = planningPurseUsd(setting, rows, best);
    const most = 240 / (0.02 + check + 0.4);
    near(targetOf(setting, rows, best, [cheap], [cheap]), Math.min(most, 8 + purse / check));
    assert.ok(most > 8 + purse / check || purse > check * most);
  });

  it('leave out the purse where nothing is to be paid from it', () => {
    const { setting, rows } = planned(true, 30);
    const spent = prospectOf({ saving: { ...prospectOf().saving, lowUsd: 0 } });
    assert.ok(planningPurseUsd(setting, rows, spent) < 0, 'more was spent than the purse held');
    near(targetOf(setting, rows, spent, [cheap], [cheap]), 40 / 0.82);
  });
});
