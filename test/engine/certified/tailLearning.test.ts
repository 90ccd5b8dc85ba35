// Rows of the path's far end that are asked before the draw: they leave the population, and a later run of the table knows that they were not drawn at random.
import assert from 'node:assert/strict';
import { makeCase, type Population } from '../../calibration/populations';
import { watchedReplay } from './watchedReplay';

/** One candidate that errs on a sixth of the rows, so that much of its path goes to the reference. */
const population: Population = {
  ...{ name: 'a long tail', rows: 3000, candidates: 1, accuracy: 0.95, confidence: 0.95, deviating: 0.16 },
  ...{ layout: 'scattered', confidences: 'none' },
};

describe('what the far end of a path teaches', () => {
  it('is kept apart from planning rows that were drawn at random, all batches of it', () => {
    let learned = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { problem, source } = makeCase(population, seed);
      const { steps, delivery } = watchedReplay(problem, source);
      const firstProposals = steps.findIndex((step) => step.type === 'ask' && step.phase === 'profile');
      const tail = steps
        .slice(firstProposals)
        .flatMap((step) => (step.type === 'ask' && step.phase === 'plan' ? step.calls : []))
        .filter(({ model }) => model === problem.reference)
        .map(({ rows }) => Array.from(rows));
      if (firstProposals < 0 || tail.length === 0) continue;
      const { drawn, chosen } = delivery.plan!;
      const asked = tail.flat();
      // Planning goes on once the first candidates have answered; what it drew then is no part of the far end.
      assert.deepEqual(
        asked.filter((row) => !chosen.includes(row)).filter((row) => !drawn.includes(row)),
        [],
      );
      assert.ok(chosen.length > 0 && chosen.every((row) => asked.includes(row)), String(chosen.length));
      assert.ok(chosen.every((row) => !drawn.includes(row)));
      learned++;
    }
    assert.ok(learned >= 2, `only ${String(learned)} runs learned from the far end`);
  }).timeout(60_000);
});
