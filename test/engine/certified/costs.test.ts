// What a model's answers to some rows say of what the others will cost, and of how sure that is.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { RowCosts } from '../../../src/engine/certified/costs';
import { problemOf } from './settings';

const near = (value: number, wanted: number) => {
  assert.ok(Math.abs(value - wanted) < 1e-9, `${String(value)}, not ${String(wanted)}`);
};

/** Costs of the reference (model 1) and one candidate, whose answers to these rows cost so much. */
function learned(model: number, usd: readonly number[], changes: Parameters<typeof problemOf>[2] = {}) {
  const problem = problemOf(100, 1, changes);
  usd.forEach((costUsd, row) => {
    problem.table.record(model, row, { status: 'valid', key: 'a', costUsd });
  });
  const costs = new RowCosts(problem);
  costs.learn(model, [...usd.keys()]);
  return { costs, problem };
}

describe('what a row is expected to cost', () => {
  it('is the mean of what was charged where length does not matter, for every length', () => {
    const { costs } = learned(0, [2, 2, 2, 2]);
    for (const row of [0, 3, 99]) near(costs.of(0, row), 2);
    near(costs.measuredMean(0), 2);
  });

  it('follows the length the more, the more answers show it', () => {
    // A dollar more for each character: eight answers that say so count as much as the belief that length does not matter.
    for (const count of [4, 8, 80]) {
      const { costs } = learned(
        0,
        Array.from({ length: count }, (_, row) => 1000 + row),
      );
      const slope = costs.of(0, 51) - costs.of(0, 50);
      near(slope, count / (count + 8));
      near(costs.of(0, (count - 1) / 2), 1000 + (count - 1) / 2);
    }
  });

  it('is never less than a fifth of the mean', () => {
    const { costs } = learned(
      0,
      Array.from({ length: 50 }, (_, row) => 100 - 2 * row),
    );
    near(costs.of(0, 99), 0.2 * costs.measuredMean(0));
  });

  it('leaves out answers of unknown cost, and stays as it was where all are', () => {
    const { costs, problem } = learned(0, [4, 4]);
    problem.table.record(0, 2, { status: 'valid', key: 'a' });
    costs.learn(0, [0, 1, 2]);
    near(costs.measuredMean(0), 4);
    costs.learn(0, [2]);
    near(costs.measuredMean(0), 4);
  });

  it('is what the caller expects before there is an answer, else half of the reference or a share by place', () => {
    const expecting = problemOf(10, 3, {
      features: { length: () => 1, expectedCost: (model, row) => (model === 1 ? NaN : 10 * model + row) },
    });
    const costs = new RowCosts(expecting);
    near(costs.of(0, 7), 7);
    near(costs.of(2, 7), 27);
    near(costs.of(3, 7), 37);
    // Nothing is known: a share of the reference's 1.
    near(costs.of(1, 7), 0.25);
    const bare = new RowCosts(problemOf(10, 3));
    near(bare.of(3, 0), 1);
    near(bare.of(0, 0), 0.125);
    const { costs: known } = learned(1, [6, 6]);
    near(known.of(0, 0), 3);
    assert.ok(!known.isMeasured(0) && known.isMeasured(1));
  });

  it('is nothing for the student, which is always known', () => {
    const costs = new RowCosts(problemOf(10));
    assert.deepEqual([costs.of(2, 0), costs.measuredMean(2), costs.relativeError(2)], [0, 0, 0]);
    assert.ok(costs.isMeasured(2));
  });
});

describe('how sure a mean cost is', () => {
  it('is not at all without an answer', () => {
    assert.equal(new RowCosts(problemOf(10)).relativeError(0), 1);
    assert.equal(new RowCosts(problemOf(10)).relativeError(1), 1);
  });

  it('is the standard error of the mean as a share of it, with one answer that strays as those of the reference do', () => {
    const of = (usd: readonly number[]) => {
      const mean = usd.reduce((sum, one) => sum + one, 0) / usd.length;
      return usd.reduce((sum, one) => sum + (one / mean - 1) ** 2, 0);
    };
    const [own, references] = [
      [1, 2, 3, 6],
      [10, 14, 12],
    ];
    const { costs, problem } = learned(0, own!);
    // The reference has not answered yet: nothing to go by.
    near(costs.relativeError(0), Math.sqrt(of(own!) / 4 / 4));
    references!.forEach((costUsd, row) => {
      problem.table.record(1, row, { status: 'valid', key: 'a', costUsd });
    });
    costs.learn(1, [0]);
    near(costs.relativeError(0), Math.sqrt(of(own!) / 4 / 4));
    costs.learn(1, [0, 1, 2]);
    near(costs.relativeError(0), Math.sqrt((of(own!) + of(references!) / 2) / 4 / 4));
    near(costs.relativeError(1), Math.sqrt((of(references!) * 1.5) / 3 / 3));
  });

  it('has no spread where answers are free', () => {
    const { costs } = learned(0, [0, 0, 0]);
    assert.equal(costs.relativeError(0), 0);
  });
});

describe('what comparing an answer costs', () => {
  const judged = (verdictCost?: number) =>
    problemOf(20, 1, {
      table: new AnswerTable(
        2,
        20,
        1,
        (a, b) => a === b,
        () => true,
      ),
      features: { length: () => 1, ...(verdictCost !== undefined && { verdictCost }) },
    });
  const answer = (key: string) => ({ status: 'valid', key, costUsd: 1 }) as const;

  it('is nothing where nobody judges', () => {
    assert.equal(new RowCosts(problemOf(10)).checkOf(0, [0, 1]), 0);
  });

  it('is a verdict on every row before one is compared, at the price that the caller expects', () => {
    near(new RowCosts(judged(0.5)).checkOf(0, []), 0.5);
    assert.equal(new RowCosts(judged()).checkOf(0, []), 0);
  });

  it('is a verdict as often as letters differed on the compared rows, at what verdicts did cost', () => {
    const problem = judged(0.5);
    const { table } = problem;
    for (let row = 0; row < 10; row++) {
      table.record(1, row, answer('a'));
      table.record(0, row, answer(row < 4 ? 'b' : 'a'));
    }
    for (const row of [0, 1, 2]) table.recordVerdict(0, row, { same: true, costUsd: 0.1 + 0.1 * row });
    // Row 3 differs and has no verdict, row 10 no answer of the candidate, row 11 none of the reference: none of them was compared.
    table.record(1, 10, answer('a'));
    table.record(0, 10, { status: 'invalid' });
    table.record(1, 11, { status: 'invalid' });
    table.record(0, 11, answer('a'));
    near(new RowCosts(problem).checkOf(0, [0, 1, 2, 3, 4, 5, 10, 11]), (0.2 * 3.5) / 5.5);
  });
});
