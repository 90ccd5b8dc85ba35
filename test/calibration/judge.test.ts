// The promise where a judge says what differs: whatever the judge is like, at most the stated share of rows is judged different. Judges that err at
// random, that let pass just what is wrong, that call everything the same, or everything different but on the rows of a candidate's choice.
import assert from 'node:assert/strict';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource, type Equality } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { Problem } from '../../src/engine/strategy';
import { testModel } from '../support/requests';
import { assertKept } from './breaks';

const rowCount = 1500;
const alpha = 0.05;
const accuracy = 0.95;

/** Whether the candidate is wrong, and what the judge makes of it, drawn per row. */
type Judge = (isWrong: boolean, chance: number) => boolean;

const judges: Readonly<Record<string, { readonly wrong: number; readonly same: Judge }>> = {
  'errs at random in one verdict of 25': {
    wrong: 0.02,
    same: (isWrong, chance) => (chance < 0.04 ? isWrong : !isWrong),
  },
  'lets pass most of what is wrong': { wrong: 0.3, same: (isWrong, chance) => !isWrong || chance < 0.8 },
  'calls right answers different as often as may be': { wrong: 0, same: (_, chance) => chance >= 0.058 },
  'calls everything the same': { wrong: 0.5, same: () => true },
  'is right, just above the threshold': { wrong: 0.056, same: (isWrong) => !isWrong },
};

/** Two candidates, each in words of its own, so that nothing is the same without a verdict. */
const source: AnswerSource = (model, row) => ({
  status: 'valid',
  key: `${String(model)} says ${String(row)}`,
  costUsd: [0.04, 0.1, 1][model]!,
});

function judged(seed: number, { wrong, same }: { readonly wrong: number; readonly same: Judge }) {
  const random = makeRandom(seed, 'a judged table');
  const marks = [0, 1].map(() =>
    Uint8Array.from({ length: rowCount }, () => Number(same(random.next() < wrong, random.next()))),
  );
  const equality: Equality = {
    equivalence: (key, referenceKey) => key === referenceKey,
    isForJudge: () => true,
    verdict: (model, row) => ({ same: marks[model]![row] === 1, costUsd: 0.1 }),
  };
  const problem: Omit<Problem, 'table'> = {
    ...{ models: ['one', 'two', 'reference'].map((id) => testModel(id)), reference: 2, rowCount, accuracy },
    ...{ confidence: 1 - alpha, seed: drawn.below(2 ** 48 - 1), features: { length: () => 100 } },
  };
  return replay(certified, problem, source, equality);
}

const drawn = makeRandom(20261130, 'drawn seeds');

describe('the promise of what a judge calls different', () => {
  for (const [title, judge] of Object.entries(judges))
    it(`is kept by a judge that ${title}`, () => {
      assertKept(alpha, (seed) => {
        const { deviating, allowed, verdicts } = judged(seed, judge);
        assert.ok(verdicts > 0, 'nothing was judged');
        return deviating > allowed;
      });
    }).timeout(1_800_000);
});
