// Decisions follow what answers cost, not what anybody expected them to cost: the same run whatever the caller's expectation, an order that turned
// out otherwise is reported, candidates that cost as much as the reference leave after a few rows, and one list price may hide two costs.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import { priceCandidates } from '../../../src/engine/certified/pricing';
import { Rows } from '../../../src/engine/certified/scene';
import type { Model } from '../../../src/engine/model';
import { makeRandom } from '../../../src/engine/random';
import { replay, type ReplayResult } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { inEnglish } from '../../../src/engine/report/reasonsInEnglish';
import { play, problemOf, settingOf } from './settings';

type Made = {
  /** Tokens beyond the answer's own that a model's answers take on average; half of them take none, as thinking does. */
  readonly thinking: readonly number[];
  /** Every answer takes the average. */
  readonly isSteady?: boolean;
  readonly expected?: readonly number[];
  /** Ends of each model's cost of a row. */
  readonly ends?: readonly (readonly [number, number])[];
  readonly rows?: number;
  /** Share of rows on which each candidate deviates. */
  readonly deviating?: readonly number[];
};

/** Models in the order given, the reference last; dollars per answer: 100 for the prompt, 1 per token. */
function run(
  { thinking, isSteady = false, expected, ends, rows = 2000, deviating = [] }: Made,
  seed = 1,
): ReplayResult {
  const models = thinking.map((_, index): Model => {
    const id = index === thinking.length - 1 ? 'reference' : `candidate ${String(index)}`;
    return { id, provider: 'synthetic', modelId: id, price: { type: 'unknown' }, settings: {} };
  });
  const uniform = (...words: (string | number)[]) => makeRandom(7, words.join()).next();
  const source = (model: number, row: number): Answer => {
    const truth = uniform('truth', row) < 0.5 ? 'a' : 'b';
    const errs = uniform('error', model, row) < (deviating[model] ?? (model === thinking.length - 1 ? 0 : 0.02));
    const tokens = 5 + thinking[model]! * (isSteady ? 1 : uniform('thinking', model, row) < 0.5 ? 0 : 2);
    return { status: 'valid', key: errs ? (truth === 'a' ? 'b' : 'a') : truth, costUsd: 100 + tokens };
  };
  const problem = {
    models,
    reference: models.length - 1,
    rowCount: rows,
    accuracy: 0.95,
    confidence: 0.95,
    seed,
    features: {
      length: () => 50,
      ...(expected && { expectedCost: (model: number) => expected[model]! }),
      ...(ends && { costEnds: (model: number) => ends[model]! }),
    },
  };
  return replay(certified, problem, source);
}

const reordered = ({ events }: ReplayResult) => events.find((event) => event.type === 'ladder-reordered');

describe('what candidates cost', () => {
  it('is what their answers cost, whatever was expected: the same decisions and the same bill', () => {
    const thinking = [0, 300, 2000];
    const one = run({ thinking });
    for (const expected of [
      [1, 2, 3],
      [500, 2, 1],
      [100, 100, 100],
      [105, 400, 2100],
    ]) {
      const other = run({ thinking, expected });
      assert.deepEqual(other.delivery, one.delivery);
      assert.deepEqual(other.asked, one.asked);
      assert.deepEqual(other.events, one.events);
    }
    assert.ok(one.costUsd < 0.5 * one.referenceUsd, `${String(one.costUsd)} of ${String(one.referenceUsd)}`);
  });

  it('makes the same model at lower effort a candidate, though both have one list price', () => {
    const result = run({ thinking: [0, 1500], expected: [105, 105] });
    assert.ok(result.delivered[0]! > 1000, String(result.delivered));
    assert.ok(result.costUsd < 0.6 * result.referenceUsd);
  });

  it('sends a candidate away that thinks as long as the reference, after a few rows, and says so', () => {
    for (const rows of [60, 200, 1000, 5000])
      for (let seed = 1; seed <= 5; seed++) {
        const result = run({ thinking: [2500, 2000], expected: [100, 1000], rows }, seed);
        const aloneUsd = Math.max(result.referenceUsd, (rows * result.spentUsd[0]!) / Math.max(1, result.asked[0]!));
        assert.ok(result.costUsd <= 1.03 * aloneUsd, `${String(rows)} rows: ${String(result.costUsd / aloneUsd)}`);
        if (rows < 1000) continue;
        assert.ok(result.asked[0]! <= 0.06 * rows, `asked about ${String(result.asked[0])} of ${String(rows)}`);
      }
    const event = reordered(run({ thinking: [4000, 100], rows: 1000 }))!;
    assert.deepEqual(event.leftOut, ['candidate 0']);
    assert.deepEqual(
      event.models.map(({ model }) => model),
      ['reference', 'candidate 0'],
      'in the order of what they cost',
    );
    assert.match(
      inEnglish(event.why),
      /^candidate 0 \$.* per 1,000 rows is left out, because the reference reference \$.* costs no more$/,
    );
    const steady = reordered(run({ thinking: [4000, 100], isSteady: true, rows: 1000 }))!;
    assert.equal(
      inEnglish(steady.why),
      'candidate 0 $4,105,000.00 per 1,000 rows is left out, because the reference reference $205,000.00 costs no more',
    );
  });

  it('is not asked where a candidate can only be dearer, by what its input and its shortest answers cost', () => {
    const thinking = [0, 50_000, 2000];
    const ends = [
      [50, 500],
      [3000, 90_000],
      [150, 2500],
    ] as const;
    const result = run({ thinking, ends });
    assert.equal(result.asked[1], 0);
    assert.deepEqual(reordered(result)!.leftOut, ['candidate 1']);
    // One that might be cheaper is asked, whatever its dearest answers would cost.
    assert.ok(run({ thinking, ends: [ends[0], [100, 90_000], ends[2]] }).asked[1]! > 0);
  });

  it('of a candidate that was left out leaves no trace: the run goes on as if it had never been there', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const without = run({ thinking: [0, 2000], deviating: [0.03, 0], isSteady: true }, seed);
      const beside = run({ thinking: [0, 9000, 2000], deviating: [0.03, 0.5, 0], isSteady: true }, seed);
      assert.ok(beside.asked[1]! <= 2, String(beside.asked));
      assert.deepEqual([beside.asked[0], beside.asked[2]], without.asked);
    }
  });

  it('is found out a few rows at a time where a third of the answers take no thinking and the others very much', () => {
    const asked = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => run({ thinking: [0, 9000, 2000] }, seed).asked[1]!);
    assert.ok(Math.max(...asked) <= 8, String(asked));
  });

  it('reports an order that turned out otherwise, and goes by the one that was measured', () => {
    const event = reordered(run({ thinking: [900, 10, 9000] }))!;
    assert.deepEqual(
      event.models.map(({ model }) => model),
      ['candidate 1', 'candidate 0', 'reference'],
    );
    assert.match(inEnglish(event.why), /another order \(per 1,000 rows: candidate 1 \$.*, candidate 0 \$.*\)/);
    assert.equal(reordered(run({ thinking: [10, 900, 9000] })), undefined);
    // 108 and 105 for an answer are alike, 112 and 105 are not.
    assert.equal(reordered(run({ thinking: [3, 0, 9000], isSteady: true })), undefined);
    assert.ok(reordered(run({ thinking: [7, 0, 9000], isSteady: true })));
  });

  it('does not depend on the place that a ladder gave a candidate', () => {
    const place = (order: readonly number[]) => {
      const thinking = [...order.map((at) => [0, 400][at]!), 3000];
      // Errors are drawn by the candidate's place: none, so that only costs tell the two apart.
      return run({ thinking, deviating: [0, 0, 0] });
    };
    const [one, other] = [place([0, 1]), place([1, 0])];
    assert.ok(
      Math.abs(one.asked[0]! - other.asked[1]!) <= 0.02 * 2000,
      `${String(one.asked)} and ${String(other.asked)}`,
    );
  });

  it('asks one candidate after the other where the rows are few, and stops when the trial has cost its share', () => {
    const rows = 60;
    const result = run({ thinking: [2000, 2000, 2000, 2000, 2000], isSteady: true, rows });
    assert.deepEqual(result.asked, [1, 0, 0, 0, rows]);
    assert.match(inEnglish(reordered(result)?.why ?? ''), /not tried, because the rows are too few to pay for it/);
  });
});

describe('where nothing is planned', () => {
  it('asks the allowance of a candidate only while that costs less than the reference', () => {
    const cheap = run({ thinking: [0, 2000], rows: 40 });
    assert.equal(cheap.asked[0], 2);
    const dear = run({ thinking: [6000, 0], rows: 40, expected: [1, 100] });
    assert.ok(dear.asked[0]! <= 1 || dear.costUsd <= dear.referenceUsd, String(dear.asked));
  });
});

describe('the first price of candidates', () => {
  const known = [0, 1, 2, 3, 4, 5];

  /** Six planning rows, a dollar each at the reference unless told otherwise; what each candidate charges for them one after the other. */
  function priced(
    charges: readonly (readonly number[])[],
    changes: Parameters<typeof problemOf>[2] = {},
    rowCount = 1000,
    referenceUsd = 1,
  ) {
    const reference = charges.length;
    const problem = problemOf(rowCount, reference, { features: { length: () => 1 }, ...changes });
    const setting = settingOf(problem);
    const rows = new Rows(setting);
    rows.take(known);
    for (const row of known) problem.table.record(reference, row, { status: 'valid', key: 'a', costUsd: referenceUsd });
    setting.costs.learn(reference, known);
    const { result } = play(setting, priceCandidates(setting, rows), (model, row) => ({
      ...{ status: 'valid', key: 'a', costUsd: charges[model]![row] ?? charges[model]!.at(-1)! },
    }));
    return { kept: result, asked: problem.table.asked.slice(0, reference) };
  }

  it('takes one row of a candidate that costs three times as much as the reference, two of one that costs less than that', () => {
    assert.deepEqual(priced([[3], [2.9]]), { kept: [], asked: [1, 2] });
  });

  it('takes two rows more where the first two leave doubt, and keeps the candidate if they show that it is cheaper', () => {
    // A short answer and a long one: 1.25 in the mean, with an error of two fifths.
    assert.deepEqual(priced([[0.5, 2, 0.1]]), { kept: [0], asked: [4] });
    assert.deepEqual(priced([[0.5, 2, 1.5]]), { kept: [], asked: [4] });
    assert.deepEqual(priced([[1.25]]), { kept: [], asked: [2] }, 'two alike answers leave none');
    assert.deepEqual(priced([[0.5, 1.1]]), { kept: [0], asked: [2] }, 'nor does one that is cheaper');
  });

  it('goes by what candidates cost beside the reference, whatever that costs', () => {
    const scaled = (charges: readonly (readonly number[])[], rowCount: number, scale: number) => {
      const dollars = charges.map((charge) => charge.map((usd) => usd * scale));
      return priced(dollars, {}, rowCount, scale);
    };
    for (const [charges, rowCount] of [
      [[[3.01], [2.9]], 1000],
      [[[0.5, 2, 0.1]], 1000],
      [[[0.5, 2, 0.1]], 499],
      [[[0.5, 2, 1.5], [0.98], [0.96], [0.3]], 2000],
    ] as const)
      for (const scale of [2 ** -10, 0.5, 2, 2 ** 10])
        assert.deepEqual(scaled(charges, rowCount, scale), priced(charges, {}, rowCount), String(scale));
  });

  it('leaves the doubt where the trial has no money left for it', () => {
    // A hundredth of 300 rows is 3 dollars; 2.5 are spent, and two rows more would cost 2.5 again.
    assert.deepEqual(priced([[0.5, 2, 0.1]], {}, 300), { kept: [], asked: [2] });
    assert.deepEqual(priced([[0.5, 2, 0.1]], {}, 499), { kept: [], asked: [2] });
    assert.deepEqual(priced([[0.5, 2, 0.1]], {}, 500), { kept: [0], asked: [4] }, 'just enough');
  });

  it('asks as many candidates at once as the trial can bear, and stops when that is spent', () => {
    assert.deepEqual(priced([[2], [2], [2], [2]], {}, 300).asked, [2, 0, 0, 0]);
    assert.deepEqual(priced([[2], [2], [2], [2]]).asked, [2, 2, 2, 2]);
  });

  it('keeps those that cost less than 97 % of the reference, cheapest first', () => {
    assert.deepEqual(priced([[0.98], [0.96], [0.3]]).kept, [2, 1]);
  });

  it('asks one whose cheapest answers cost more than the reference was seen to, no row, whatever it might have charged', () => {
    const features = {
      length: () => 1,
      costEnds: (model: number) => (model === 1 ? ([1, 10] as const) : ([2, 20] as const)),
    };
    assert.deepEqual(priced([[0.1]], { features }), { kept: [], asked: [0] });
    const alike = { ...features, costEnds: () => [1, 10] as const };
    assert.deepEqual(priced([[0.1]], { features: alike }), { kept: [], asked: [0] }, 'as much at best saves nothing');
    const cheaper = {
      ...features,
      costEnds: (model: number) => (model === 1 ? ([1, 10] as const) : ([0.9, 20] as const)),
    };
    assert.deepEqual(priced([[0.1]], { features: cheaper }), { kept: [0], asked: [2] });
  });
});
