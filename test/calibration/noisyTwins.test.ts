// Identical rows and a reference that answers them differently now and then. Asked once, a group shows one answer, and what the reference would have
// said to its other rows is not seen; asked one by one, every row has its own mark, and the promise holds row by row.
import assert from 'node:assert/strict';
import type { Answer } from '../../src/engine/answerTable';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { Problem } from '../../src/engine/strategy';
import { testModel } from '../support/requests';
import { assertKept, runs } from './breaks';

const [rowCount, copies, alpha] = [2000, 5, 0.05];

/** A candidate that always says `a`; the reference says `b` on a share of rows, whatever their text. */
function noisy(share: number, seed: number): { problem: Omit<Problem, 'table'>; source: AnswerSource } {
  const random = makeRandom(seed, 'noise');
  const marks = Uint8Array.from({ length: rowCount }, () => Number(random.next() < share));
  return {
    problem: {
      ...{ models: [testModel('candidate'), testModel('reference')], reference: 1, rowCount, accuracy: 0.95 },
      ...{ confidence: 1 - alpha, seed, features: { length: () => 100 } },
    },
    source: (model, row): Answer => ({
      ...{ status: 'valid', costUsd: model === 0 ? 0.02 : 1 },
      key: model === 1 && marks[row] === 1 ? 'b' : 'a',
    }),
  };
}

describe('calibration of identical rows under a noisy reference', () => {
  for (const share of [0.04, 0.08]) {
    it(`keeps the promise where each is asked about, noise on ${String(100 * share)} % of the rows`, () => {
      assertKept(alpha, (seed) => {
        const { problem, source } = noisy(share, seed);
        const { deviating, allowed } = replay(certified, problem, source);
        return deviating > allowed;
      });
    }).timeout(60_000 + 1000 * runs);
  }

  it('cannot keep it row by row where they are asked about once: that promise is about distinct rows', () => {
    const twins = Int32Array.from({ length: rowCount }, (_, row) => row - (row % copies));
    let broken = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const { problem, source } = noisy(0.08, seed);
      const { deviating, allowed } = replay(certified, { ...problem, twins }, source);
      broken += Number(deviating > allowed);
    }
    assert.ok(broken > 6, String(broken));
  });
});
