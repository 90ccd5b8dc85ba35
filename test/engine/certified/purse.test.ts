// What candidates may cost: a thousand rows for a dollar each at the reference, so that figures can be read off.
import assert from 'node:assert/strict';
import { isBearable, planningPurseUsd, purseUsd } from '../../../src/engine/certified/purse';
import { Rows } from '../../../src/engine/certified/scene';
import type { Prospect } from '../../../src/engine/certified/weighing';
import { problemOf, settingOf } from './settings';

const known = [0, 1, 2, 3, 4, 5, 6, 7];

/** Eight planning rows; the candidate charged so much for each and agreed. */
function planned(candidateUsd: number, hiddenAllowed = 0) {
  const problem = problemOf(1000);
  const setting = { ...settingOf(problem), hiddenAllowed, hasPurse: true, triesFirst: true };
  const rows = new Rows(setting);
  rows.take(known);
  for (const [model, costUsd] of [candidateUsd, 1].entries()) {
    for (const row of known) problem.table.record(model, row, { status: 'valid', key: 'a', costUsd });
    setting.costs.learn(model, known);
  }
  return { setting, rows };
}

function prospectOf(callsUsd: number, lowUsd: number): Prospect {
  const saving = { meanUsd: 2 * lowUsd, lowUsd, highUsd: 3 * lowUsd, savedUsd: new Float64Array(16) };
  return {
    ...{ policy: { first: [0], proposer: 0 }, callsUsd, expectedUsd: 1000, rankUsd: 1000, referenceUsd: 1000 },
    ...{ saving: { ...saving, sampleRows: 1, steps: 1, mostSteps: 1 }, acceptedShare: 0.5 },
  };
}

const near = (is: number, wanted: number) => {
  assert.ok(Math.abs(is - wanted) < 1e-9, `${String(is)} instead of ${String(wanted)}`);
};

describe('the purse of candidates', () => {
  it('holds less than a hundredth of what the reference alone costs, less what candidates have cost', () => {
    const { setting, rows } = planned(0.1);
    near(purseUsd(setting, rows), 0.009 * 1000 - 8 * 0.1);
  });

  it('holds what rows without evidence spare besides', () => {
    const { setting, rows } = planned(0.1, 20);
    near(purseUsd(setting, rows), 9 + 20 * (1 - 0.1) - 8 * 0.1);
  });

  it('counts what a judge has cost, and nothing that earlier runs paid or only the draw could tell', () => {
    const { setting, rows } = planned(0.1);
    setting.problem.table.recordVerdict(0, 0, { same: true, costUsd: 0.5 });
    near(purseUsd(setting, rows), 9 - 0.8 - 0.5);
    rows.carriedUsd = [0.3, 8];
    near(purseUsd(setting, rows), 9 - 0.5 - 0.5);
    rows.triedUsd = [0.2];
    near(purseUsd(setting, rows), 9 - 0.3 - 0.5);
  });

  it('leaves planning a part, and more where even the unluckiest scenario saves', () => {
    const { setting, rows } = planned(0.1);
    const least = planningPurseUsd(setting, rows, undefined);
    assert.ok(least > 0 && least < purseUsd(setting, rows));
    near(planningPurseUsd(setting, rows, prospectOf(100, 90)), least);
    assert.ok(planningPurseUsd(setting, rows, prospectOf(100, 500)) > purseUsd(setting, rows));
  });

  it('is not counted where there is none, and bears every way where nothing can be tried', () => {
    const { setting, rows } = planned(2);
    assert.equal(planningPurseUsd({ ...setting, hasPurse: false }, rows, undefined), Infinity);
    assert.ok(isBearable({ ...setting, triesFirst: false }, rows, prospectOf(100, 0)));
  });

  it('bears calls that it can pay, or that are saved again for sure, and ways that call nobody else', () => {
    const { setting, rows } = planned(0.1);
    assert.ok(isBearable(setting, rows, prospectOf(8, 0)));
    assert.ok(!isBearable(setting, rows, prospectOf(9, 0)));
    assert.ok(!isBearable(setting, rows, prospectOf(100, 100)));
    assert.ok(isBearable(setting, rows, prospectOf(100, 300)));
    const { setting: poor, rows: few } = planned(2);
    assert.ok(purseUsd(poor, few) < 0);
    assert.ok(isBearable(poor, few, prospectOf(0, 0)));
  });
});
