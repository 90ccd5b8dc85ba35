// Identical rows, rows whose reference answer is missing, and how many rows the certificate is computed for: with problems small enough to count by hand.
import assert from 'node:assert/strict';
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import { RowCosts } from '../../../src/engine/certified/costs';
import { deliver } from '../../../src/engine/certified/delivering';
import { drawAndLook } from '../../../src/engine/certified/sampling';
import { coveredBefore, coveredRows, missingShare, Rows, type Setting } from '../../../src/engine/certified/scene';
import { findUnits } from '../../../src/engine/certified/units';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { deliveryReasons, type Problem, type Step } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { makeCase, type Population } from '../../calibration/populations';
import { testModel } from '../../support/requests';

const reference = 1;
const models = [testModel('candidate'), testModel('reference')];

/** A problem of one candidate, which answers `a` everywhere, and its setting. */
function settingOf(rowCount: number, twins?: Int32Array): Setting {
  const table = new AnswerTable(2, rowCount, reference);
  for (let row = 0; row < rowCount; row++) table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.01 });
  const problem: Problem = {
    ...{ models, reference, rowCount, accuracy: 0.9, confidence: 0.9, seed: 1, table },
    ...(twins && { twins }),
    features: { length: () => 1 },
  };
  const looks = { hiddenAllowed: 0, sizes: [], allowed: [] };
  return {
    problem,
    units: atOnce(findUnits(problem)),
    costs: new RowCosts(problem),
    accuracy: 1,
    hiddenAllowed: 0,
    alpha: 0.1,
    looks,
  };
}

/** Plays a step generator, the reference answering as told. */
function play<T>({ problem, units }: Setting, run: Generator<Step, T, void>, answer: (row: number) => Answer): T {
  for (;;) {
    const turn = run.next();
    if (turn.done) return turn.value;
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls)
      for (const head of Array.from(rows))
        units.forEachTwin(head, (row) => {
          if (!problem.table.isAsked(model, row)) problem.table.record(model, row, answer(row));
        });
  }
}

const pathOf = ({ problem: { rowCount } }: Setting) => ({
  rows: Int32Array.from({ length: rowCount }, (_, row) => row),
  proposer: new Int16Array(rowCount),
  deviation: new Float32Array(rowCount),
});

describe('identical rows', () => {
  it('leave the population all together', () => {
    const setting = settingOf(7, Int32Array.from([0, 0, 2, 0, 2, 5, 6]));
    const rows = new Rows(setting);
    rows.take([0]);
    assert.equal(rows.openCount, 4);
    assert.deepEqual([...rows.population()], [2, 4, 5, 6]);
    rows.take([2, 6]);
    assert.deepEqual([...rows.population()], [5]);
  });

  it('are given away without evidence all together or not at all: never more rows than may deviate', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const population: Population = {
        ...{ name: 'few rows in groups', rows: 100, candidates: 1, accuracy: 0.95, confidence: 0.95, deviating: 0.5 },
        ...{ layout: 'scattered', confidences: 'none', groups: 'uneven' },
      };
      const { problem, source } = makeCase(population, seed);
      const { delivery, deviating, allowed } = replay(certified, problem, source);
      const given = delivery.reason.filter((reason) => deliveryReasons[reason] === 'allowed').length;
      assert.ok(given <= allowed && deviating <= allowed, `seed ${String(seed)}: ${String(given)} rows given away`);
    }
  });
});

describe('a reference without an answer', () => {
  for (const status of ['failed', 'invalid'] as const) {
    const answer = (row: number): Answer => (row < 150 ? { status } : { status: 'valid', key: 'a', costUsd: 1 });

    it(`ends the certified prefix like a deviation: ${status}`, () => {
      const setting = settingOf(300);
      const sampling = drawAndLook(
        setting,
        pathOf(setting),
        pathOf(setting).rows,
        [{ accuracy: 1, looks: { hiddenAllowed: 0, sizes: [100], allowed: [0], risk: 0 } }],
        () => assert.fail('one look needs no forecast'),
      );
      const goals = play(setting, sampling, answer);
      const { prefixRows } = goals[0]!.certificates[0]!;
      const isAsked = (row: number) => setting.problem.table.isAsked(reference, row);
      const { rows } = pathOf(setting);
      // The first asked row shows that it has no answer, so nothing behind it is certified; asked rows are free to accept.
      const most = Math.max(
        rows.find(isAsked)!,
        rows.find((row) => !isAsked(row))!,
      );
      assert.ok(prefixRows <= most, `${String(prefixRows)} rows, at most ${String(most)} wanted`);
    });

    it(`leaves a row that was asked without an answer, also inside the accepted prefix: ${status}`, () => {
      const setting = settingOf(300);
      for (const row of [3, 200]) setting.problem.table.record(reference, row, answer(row));
      const certificates = [{ prefixRows: 250, hiddenAllowed: 0, visible: status === 'failed' ? 0 : 1 }];
      const accepted = { path: pathOf(setting), goals: [{ accuracy: 1, certificates }] };
      const delivery = play(setting, deliver(setting, new Rows(setting), accepted), answer);
      assert.equal(delivery.model[3], -1);
      assert.equal(delivery.model[200], reference);
      assert.equal(delivery.model[4], 0);
      assert.equal(delivery.model[260], reference);
    });
  }
});

describe('tables of more rows than are looked at in one go', () => {
  const many = 9000;

  it('count each row once, at the ends of blocks, too', () => {
    const twins = Int32Array.from({ length: many }, (_, row) => (row % 4096 === 0 ? 0 : row));
    const setting = settingOf(many, twins);
    assert.deepEqual([setting.units.weight[0], setting.units.weight[1], setting.units.weight[8191]], [3, 1, 1]);
    const { table } = setting.problem;
    const rows = new Rows(setting);
    const unread = [0, 4095, 4096, 8192, 8999];
    for (const row of [...unread, 17])
      table.record(reference, row, row === 17 ? { status: 'valid', key: 'a' } : { status: 'failed' });
    assert.equal(coveredRows(setting.problem), many - unread.length);
    assert.equal(atOnce(coveredBefore(setting.problem, rows, setting.units)), many);
    rows.take([0, 17, 4095]);
    // Rows 0, 4096 and 8192 are one.
    assert.equal(atOnce(coveredBefore(setting.problem, rows, setting.units)), many - 4);
    assert.equal(rows.openCount, many - 5);
    assert.equal(rows.population().length, many - 5);
    assert.ok(Math.abs(missingShare(rows) - 2 / 3) < 1e-12);
  });
});
