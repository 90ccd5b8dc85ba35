// A table of free texts in memory: every model says the facts of a row in words of its own, and now and then gets some of them wrong. A judge who knows the facts says
// what is the same. Nothing is equal by its letters.
import type { AnswerSource, Equality } from '../../src/engine/replay';
import { makeRandom } from '../../src/engine/random';
import type { Problem } from '../../src/engine/strategy';
import type { Likeness } from '../../src/engine/task/likeness';
import { testModel } from './requests';

export type FreeTextModel = {
  readonly costUsd: number;
  /** Chance of wrong facts on the hardest row; on others it falls with the fourth power of how hard they are. */
  readonly errs: number;
};

const factsPerRow = 8;
const manners = [
  (facts: readonly string[]) => `In short: ${facts.join(' and ')} came to the depot.`,
  (facts: readonly string[]) => `The log names ${facts.join(', ')}.`,
  (facts: readonly string[]) => `${facts.join(', ')} were received, says the report of the day.`,
];

/** @param models the last one is the reference, which is always right. */
export function freeTexts(
  rowCount: number,
  models: readonly FreeTextModel[],
  seed: number,
  likeness: Likeness | undefined,
): {
  readonly problem: Omit<Problem, 'table' | 'accuracy' | 'confidence'>;
  readonly source: AnswerSource;
  readonly equality: Equality;
} {
  const random = makeRandom(seed, 'free texts');
  const word = () => `item${String(random.below(5000))}`;
  const hard = Float64Array.from({ length: rowCount }, () => random.next());
  const facts = Array.from({ length: rowCount }, () => Array.from({ length: factsPerRow }, word));
  const reference = models.length - 1;
  const said = models.map(({ errs }, model) =>
    facts.map((right, row) => {
      const isWrong = model !== reference && random.next() < errs * hard[row]! ** 4;
      const told = isWrong ? right.map((fact) => (random.next() < 0.5 ? word() : fact)) : right;
      return { isWrong, text: manners[model % manners.length]!(told) };
    }),
  );
  return {
    problem: {
      models: models.map((_, at) => testModel(`model ${String(at)}`)),
      ...{ reference, rowCount, seed },
      features: { length: () => 200, verdictCost: 0.05, ...(likeness && { likeness }) },
    },
    source: (model, row) => {
      const { text } = said[model]![row]!;
      return { status: 'valid', key: text, text, costUsd: models[model]!.costUsd };
    },
    equality: {
      equivalence: (key, wanted) => key === wanted,
      isForJudge: () => true,
      verdict: (model, row) => ({ same: !said[model]![row]!.isWrong, costUsd: 0.05 }),
    },
  };
}
