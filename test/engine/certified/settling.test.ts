// How much of a path is delivered once it is seen which rows have no answer of the reference: by hand, with a path of 100 rows.
import assert from 'node:assert/strict';
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import type { Certificate, Goal } from '../../../src/engine/certified/certificates';
import { RowCosts } from '../../../src/engine/certified/costs';
import { settle, type Settled } from '../../../src/engine/certified/settling';
import type { Setting } from '../../../src/engine/certified/scene';
import { findUnits } from '../../../src/engine/certified/units';
import { allowedDeviations, type Problem } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { testModel } from '../../support/requests';

const rowCount = 100;
const reference = 1;

type Played = {
  readonly settled: Settled;
  readonly asked: readonly number[];
  /** The same, as it was asked for. */
  readonly batches: readonly (readonly number[])[];
  readonly hidden: number;
  /** Rows of each step that asks for verdicts. */
  readonly judged: readonly (readonly number[])[];
};
type Options = {
  readonly sampled?: readonly number[];
  readonly twins?: Int32Array;
  readonly atMostUsd?: number;
  /** How probable a deviation is taken to be on a row of the path; NaN: unknown. */
  readonly deviation?: (row: number) => number;
  /** A judge decides whether other letters mean the same: they never do. */
  readonly isJudged?: boolean;
};

/** The candidate says `a` everywhere; the reference what is told, at a dollar each; `sampled` rows were asked before. */
function play(
  goals: readonly Goal[],
  told: (row: number) => Answer['status'] | 'deviates',
  { sampled = [], twins, atMostUsd, deviation = () => 0.1, isJudged = false }: Options = {},
): Played {
  const table = new AnswerTable(
    2,
    rowCount,
    reference,
    (one, other) => one === other,
    isJudged ? () => true : undefined,
  );
  const answer = (row: number): Answer => {
    const status = told(row);
    if (status === 'deviates') return { status: 'valid', key: 'b', costUsd: 1 };
    return status === 'valid' ? { status, key: 'a', costUsd: 1 } : { status };
  };
  for (let row = 0; row < rowCount; row++) table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.01 });
  const problem: Problem = {
    ...{ models: [testModel('candidate'), testModel('reference')], reference, rowCount },
    ...{ accuracy: goals[0]!.accuracy, confidence: 0.95, seed: 1, table, features: { length: () => 1 } },
    ...(twins && { twins }),
    ...(atMostUsd !== undefined && { atMostUsd }),
  };
  const units = atOnce(findUnits(problem));
  const costs = new RowCosts(problem);
  const setting: Setting = {
    ...{ problem, units, costs, accuracy: problem.accuracy, hiddenAllowed: 0, alpha: 0.05 },
    looks: { hiddenAllowed: 0, sizes: [], allowed: [] },
  };
  const record = (row: number) => {
    units.forEachTwin(units.headOf(row), (twin) => {
      if (!table.isAsked(reference, twin)) table.record(reference, twin, answer(twin));
    });
  };
  sampled.forEach(record);
  costs.learn(reference, [...sampled]);
  const path = {
    rows: Int32Array.from({ length: rowCount }, (_, row) => row),
    proposer: new Int16Array(rowCount),
    deviation: Float32Array.from({ length: rowCount }, (_, row) => deviation(row)),
  };
  const batches: (readonly number[])[] = [];
  const judged: (readonly number[])[] = [];
  const run = settle(setting, { path, goals });
  for (;;) {
    const turn = run.next();
    if (turn.done) {
      let hidden = 0;
      for (let row = 0; row < turn.value.prefixRows; row++)
        if (!table.isAsked(reference, row) && told(row) !== 'valid') hidden++;
      return { settled: turn.value, asked: batches.flat(), batches, hidden, judged };
    }
    if (turn.value.type === 'compare')
      for (const { model, rows } of turn.value.pairs) {
        judged.push(Array.from(rows));
        for (const row of Array.from(rows)) table.recordVerdict(model, row, { same: false });
      }
    if (turn.value.type !== 'ask') continue;
    for (const { rows } of turn.value.calls) {
      batches.push(Array.from(rows));
      batches.at(-1)!.forEach(record);
    }
  }
}

const certificate = (prefixRows: number, hiddenAllowed: number, visible = 0): Certificate => ({
  ...{ prefixRows, hiddenAllowed, visible },
});

describe('settle', () => {
  it('delivers a certified prefix as it is where every other row has its answer', () => {
    const { settled, asked } = play([{ accuracy: 0.9, certificates: [certificate(60, 10)] }], () => 'valid');
    assert.deepEqual([settled.prefixRows, settled.certifiedRows, settled.allowed], [60, 60, 10]);
    assert.equal(asked.length, 40);
  });

  it('asks back from the end until as many deviations are found as may be hidden too many', () => {
    // Of 100 rows 15 have no answer, so that 8 of 85 may deviate, not 10; rows 20, 30, 40 and 50 deviate.
    const told = (row: number) =>
      row >= 85 ? 'invalid' : row % 10 === 0 && row >= 20 && row <= 50 ? 'deviates' : 'valid';
    const { settled, asked, hidden } = play([{ accuracy: 0.9, certificates: [certificate(60, 10)] }], told);
    assert.equal(settled.allowed, 8);
    assert.ok(settled.prefixRows <= 40 && settled.prefixRows > 15, String(settled.prefixRows));
    assert.ok(asked.includes(50) && asked.includes(40), 'two deviations were to be found');
    assert.ok(hidden <= 8);
  });

  it('asks back about as many rows at once as are expected to show what is hidden too many', () => {
    // Two too many, and every second row deviates as far as is known: four rows are expected to show two.
    const { batches } = play(
      [{ accuracy: 0.9, certificates: [certificate(60, 10)] }],
      (row) => (row >= 85 ? 'invalid' : 'valid'),
      {
        deviation: (row) => (row % 2 === 0 ? NaN : 0.5),
      },
    );
    assert.deepEqual(batches[1], [59, 58, 57, 56]);
    // Rows that deviate for certain: still one row for each, and nothing is found.
    const sure = play(
      [{ accuracy: 0.9, certificates: [certificate(60, 10)] }],
      (row) => (row >= 85 ? 'invalid' : 'valid'),
      {
        deviation: () => 1,
      },
    );
    assert.deepEqual(sure.batches[1], [59, 58]);
  });

  it('has a judge decide on what it asks back for alone: other answers that were read make no room', () => {
    const told = (row: number) => (row >= 85 ? 'invalid' : [5, 57, 59, 70].includes(row) ? 'deviates' : 'valid');
    const { judged, settled, batches } = play([{ accuracy: 0.9, certificates: [certificate(60, 10)] }], told, {
      ...{ sampled: [5], isJudged: true, deviation: () => 0.5 },
    });
    assert.deepEqual(batches[1], [59, 58, 57, 56]);
    assert.deepEqual(judged, [[57, 59]]);
    assert.equal(settled.prefixRows, 56);
  });

  for (const missing of ['failed', 'invalid'] as const)
    it(`gives no row away that lacks an answer by more than the covered rows bear: ${missing}`, () => {
      // Everything behind row 9 has no answer: of 10 rows one may deviate, of fewer none.
      const { settled } = play([{ accuracy: 0.9, certificates: [] }], (row) => (row < 10 ? 'valid' : missing));
      assert.equal(settled.prefixRows, allowedDeviations(0.9, 10));
    });

  it('does not take a call that failed for one of the deviations that a look left hidden', () => {
    // The two rows at the prefix's end fail; only what answers show makes up for the rows that are not covered.
    const told = (row: number) =>
      row >= 85 || row === 58 || row === 59 ? 'failed' : row === 20 ? 'deviates' : 'valid';
    const { settled, asked } = play([{ accuracy: 0.9, certificates: [certificate(60, 9)] }], told);
    assert.equal(settled.allowed, 8);
    assert.ok(asked.includes(20), String(settled.prefixRows));
  });

  it('gives away nothing where the reference answers nothing', () => {
    const { settled, asked } = play([{ accuracy: 0.9, certificates: [] }], () => 'failed');
    assert.equal(settled.prefixRows, 0);
    assert.equal(asked.length, rowCount);
  });

  it('reaches beyond the certified prefix by what was found in it since the look', () => {
    // The look saw row 5 deviate; row 6, identical to it, deviates as well and is repaired, and rows 7 to 9 were sampled later.
    const twins = Int32Array.from({ length: rowCount }, (_, row) => (row === 6 ? 5 : row));
    const told = (row: number) => (row === 5 || row === 6 || row === 8 ? 'deviates' : 'valid');
    const { settled } = play([{ accuracy: 0.9, certificates: [certificate(60, 10, 1)] }], told, {
      sampled: [5, 7, 8, 9],
      twins,
    });
    assert.deepEqual([settled.prefixRows, settled.certifiedRows], [62, 60]);
  });

  describe('with several thresholds', () => {
    const goals: readonly Goal[] = [
      { accuracy: 0.99, certificates: [certificate(20, 1)] },
      { accuracy: 0.95, certificates: [certificate(50, 4)] },
      { accuracy: 0.9, certificates: [certificate(80, 9)] },
    ];
    const sampled = [0, 1, 2, 3];
    const spentBefore = sampled.length + rowCount * 0.01;

    for (const [usd, accuracy, prefixRows] of [
      [Infinity, 0.99, 20],
      [88, 0.99, 20],
      [70, 0.95, 51],
      [57, 0.95, 51],
      [53, 0.9, 81],
    ] as const)
      it(`keeps the strictest that $${String(usd)} buy, and spends no more: ${String(accuracy)}`, () => {
        const { settled, asked } = play(goals, () => 'valid', { sampled, atMostUsd: usd });
        assert.deepEqual([settled.accuracy, settled.prefixRows], [accuracy, prefixRows]);
        assert.ok(asked.length + spentBefore <= usd);
      });

    const two = (prefixRows: number) => [goals[0]!, { accuracy: 0.9, certificates: [certificate(prefixRows, 9)] }];
    for (const [name, all, usd, sizes] of [
      ['at once where there is enough for errors of the costs', goals, 57, [49]],
      ['by halves where there is just enough', goals, 55, [25, 24]],
      ['no fewer than sixteen at once', two(79), spentBefore + 20.5, [16, 4]],
      ['of a few all', two(84), spentBefore + 15.4, [15]],
    ] as const)
      it(`asks about what is still wanted ${name}`, () => {
        const { batches } = play(all, () => 'valid', { sampled, atMostUsd: usd });
        assert.deepEqual(
          batches.map(({ length }) => length),
          sizes,
        );
      });

    it('falls back to a looser one where finding what the stricter one hides too many would cost too much', () => {
      // Nine rows behind row 90 have no answer: of 91 rows none may deviate under .99, and nothing of the prefix deviates.
      const told = (row: number) => (row > 90 ? 'invalid' : 'valid');
      const { settled } = play(goals, told, { sampled, atMostUsd: 88 });
      assert.equal(settled.accuracy, 0.95);
    });
  });
});
