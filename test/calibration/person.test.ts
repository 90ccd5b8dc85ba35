// A person as the reference: labels cost a thousand requests, come in rounds, may be used up before the rows are, and some rows nobody can label. Of the
// rows that the promise covers at most the stated share differ from the labels that the person gave or would have given; what is unlabelled is not covered.
import assert from 'node:assert/strict';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { countUnlabelled, withUnlabelled } from '../../src/engine/strategies/unlabelled';
import { leastOfRound } from '../../src/engine/drive/personsLabels';
import type { Problem } from '../../src/engine/strategy';
import { assertKept, runs } from './breaks';
import { makeCase, type Population } from './populations';

const base: Omit<Population, 'name'> = {
  ...{ rows: 1200, candidates: 2, accuracy: 0.9, confidence: 0.95 },
  ...{ deviating: 0.105, layout: 'scattered', confidences: 'none', fees: [0.0005, 0.001] },
};

type Case = Population & {
  /** Labels that the person gives at most. */
  readonly limit?: number;
  /** Share of rows that nobody can label. */
  readonly unclear?: number;
};

const cases: readonly Case[] = [
  { ...base, name: 'as many labels as are wanted' },
  { ...base, name: 'candidates just above the threshold err on the same rows', layout: 'shared', deviating: 0.115 },
  { ...base, name: 'inverted confidences', confidences: 'inverted', deviating: 0.12 },
  { ...base, name: '400 labels', limit: 400 },
  { ...base, name: '120 labels', limit: 120 },
  { ...base, name: '60 labels, fewer than a sample takes', limit: 60 },
  { ...base, name: 'one label', limit: 1 },
  { ...base, name: '200 labels, sorted file', limit: 200, layout: 'sorted' },
  { ...base, name: '150 labels for many identical rows', limit: 150, groups: 'uneven', rows: 2000 },
  { ...base, name: '150 labels, one row in ten unclear', limit: 150, unclear: 0.1, deviating: 0.06 },
  { ...base, name: 'one row in ten unclear', unclear: 0.1, deviating: 0.06 },
];

function runOf(each: Case, seed: number) {
  const { problem, source } = makeCase(each, seed);
  const random = makeRandom(seed, 'unclear');
  const isUnclear = Array.from({ length: each.rows }, () => random.next() < (each.unclear ?? 0));
  const headOf = (row: number) => problem.twins?.[row] ?? row;
  const labels: AnswerSource = (model, row) =>
    model === problem.reference && isUnclear[headOf(row)] ? { status: 'invalid', costUsd: 1 } : source(model, row);
  const asked: Omit<Problem, 'table'> = {
    ...problem,
    leastRound: leastOfRound,
    ...(each.limit !== undefined && { labelLimit: each.limit }),
  };
  return { ...replay(withUnlabelled(certified), asked, labels), problem };
}

describe('calibration with a person as the reference', () => {
  for (const each of cases) {
    it(`keeps the promise to the covered rows: ${each.name}`, () => {
      assertKept(1 - each.confidence, (seed) => {
        const { deviating, allowed, asked, delivery, covered, problem } = runOf(each, seed);
        const unlabelled = countUnlabelled(delivery);
        const failed = delivery.model.reduce((count, model) => count + (model < 0 ? 1 : 0), 0);
        assert.equal(covered + unlabelled + failed, each.rows);
        if (each.limit === undefined) assert.equal(unlabelled, 0);
        else assert.ok(asked[problem.reference]! <= each.limit);
        return deviating > allowed;
      });
    }).timeout(60_000 + 2000 * runs);
  }

  it('notices unlabelled rows that are counted as covered', () => {
    // The same runs, judged as if the promise covered what nobody looked at: it breaks in most of them.
    const each: Case = { ...base, name: 'too few labels', limit: 60, deviating: 0.3, layout: 'shared' };
    let broken = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const { delivery, problem, deviating } = runOf(each, seed);
      const { deviates } = makeCase(each, seed);
      let wrong = deviating;
      for (let row = 0; row < each.rows; row++)
        if (countUnlabelled({ reason: delivery.reason.subarray(row, row + 1) }) > 0)
          wrong += Number(deviates(delivery.model[row]!, row));
      if (wrong > 0.1 * problem.rowCount) broken++;
    }
    assert.ok(broken > runs / 2, `${String(broken)} of ${String(runs)}`);
  }).timeout(60_000 + 2000 * runs);
});
