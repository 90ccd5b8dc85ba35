// That a refactoring changes no decision where a table has grown: hashes of made-up tables beside those in test/golden. Who changes
// decisions on purpose accepts the new ones: `npm run goldens`, and says so in the commit.
import { createHash } from 'node:crypto';
import { makeRandom } from '../../../src/engine/random';
import { makeCase } from '../../calibration/populations';
import { growTable } from '../../support/growingTable';
import { describeGolden } from './goldenHashes';

const count = 24;

/** A table of up to four batches, whose candidates deviate more often from one batch on in some of them. */
function growing(number: number): string {
  const random = makeRandom(number, 'growing table');
  const oneOf = <T>(...values: readonly T[]): T => values[random.below(values.length)]!;
  const sizes = Array.from({ length: 2 + random.below(3) }, () => oneOf(40, 150, 300, 600));
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const accuracy = oneOf(0.8, 0.9, 0.95);
  const { problem, source } = makeCase(
    {
      ...{ name: `growing ${String(number)}`, rows, candidates: oneOf(1, 2, 3), accuracy },
      ...{ confidence: oneOf(0.8, 0.95), deviating: (1 - accuracy) * oneOf(0.2, 0.8, 1.2), layout: 'scattered' },
      ...{ confidences: oneOf('none', 'useless'), hasUnequalCosts: random.next() < 0.5 },
    },
    1,
  );
  const driftFrom = random.next() < 0.6 ? rows - sizes.at(-1)! : rows;
  const { twins: _, rowCount: __, seed: ___, ...rest } = problem;
  const outcomes = growTable({
    problem: rest,
    source: (model, row) => {
      const answer = source(model, row);
      return model < problem.reference && row >= driftFrom && row % 3 === 0 ? { ...answer, key: 'drifted' } : answer;
    },
    sizes,
    seedOf: (batch) => number * 10 + batch,
  });
  return createHash('sha256').update(JSON.stringify(outcomes)).digest('hex');
}

describe('tables that grow', () => {
  describeGolden('growing', count, growing);
});
