// That a refactoring changes nothing: SHA-256 of all that every strategy decides and delivers on 40 made-up problems, beside the hashes stored in
// test/golden. Who changes decisions on purpose accepts the new hashes: `npm run goldens` (UPDATE_GOLDEN=1), and says so in the commit.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { DecisionEvent } from '../../../src/engine/events';
import { isReason } from '../../../src/engine/reasons';
import { makeRandom } from '../../../src/engine/random';
import { replay, type AnswerSource, type Equality } from '../../../src/engine/replay';
import { strategyByName } from '../../../src/engine/strategies/strategyByName';
import { strategyNames, type LabelOf, type Problem, type StrategyName } from '../../../src/engine/strategy';
import { makeCase, type Population } from '../../calibration/populations';
import { describeGolden } from './goldenHashes';

const count = 40;

function madeUp(number: number): Population {
  const random = makeRandom(number, 'made-up problem');
  const oneOf = <T>(...values: readonly T[]): T => values[random.below(values.length)]!;
  const accuracy = oneOf(0.8, 0.9, 0.95, 0.98, 0.7);
  return {
    name: `made-up ${String(number)}`,
    rows: oneOf(30, 120, 400, 900, 1500, 3000),
    candidates: oneOf(1, 2, 3, 5),
    accuracy,
    confidence: oneOf(0.8, 0.9, 0.95, 0.99),
    deviating: (1 - accuracy) * oneOf(0.3, 0.8, 1.1, 2),
    layout: oneOf('scattered', 'sorted', 'shared'),
    confidences: oneOf('none', 'useless', 'inverted'),
    hasTexts: random.next() < 0.4,
    hasUnequalCosts: random.next() < 0.5,
    ...(random.next() < 0.4 && { groups: oneOf<number | 'uneven'>(2, 5, 'uneven', 'uneven') }),
    ...(random.next() < 0.3 && {
      referenceFails: oneOf<number | 'where candidates deviate'>(0.02, 0.1, 'where candidates deviate'),
    }),
    ...(random.next() < 0.3 && {
      referenceUnreadable: oneOf<number | 'where candidates deviate'>(0.02, 0.1, 'where candidates deviate'),
    }),
    ...(random.next() < 0.3 && { candidatesUnreadable: oneOf(0.02, 0.2) }),
  };
}

/** Reasons as data, so that another wording of one changes no hash. */
function checked(event: DecisionEvent): DecisionEvent {
  assert.ok(!('why' in event) || isReason(event.why), `${event.type}: a sentence in place of a reason`);
  return event;
}

type MadeUp = {
  readonly problem: Omit<Problem, 'table'>;
  readonly source: AnswerSource;
  readonly equality?: Equality;
  readonly labelOf?: LabelOf;
};

function hashOf(strategy: StrategyName, { problem, source, equality, labelOf }: MadeUp): string {
  const { events, delivery, asked } = replay(strategyByName[strategy].strategy, problem, source, equality, labelOf);
  const hash = createHash('sha256').update(JSON.stringify([events.map(checked), asked]));
  for (const { buffer, byteOffset, byteLength } of [
    delivery.model,
    delivery.reason,
    delivery.trust ?? new Uint8Array(),
  ])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

/** What `certified` alone knows: labels, several thresholds, a judge, several rows per request, bounds of costs, no student. */
function withMore(number: number): MadeUp {
  const { problem, source } = makeCase(madeUp(count + number), 1);
  const { reference, rowCount } = problem;
  const random = makeRandom(number, 'more of a problem');
  const some = (share: number) => random.next() < share;
  const labels = some(0.5) ? Array.from({ length: rowCount }, (_, row) => row).filter(() => some(0.15)) : undefined;
  const packs = some(0.4);
  const judged = some(0.5);
  const bounds = some(0.3);
  const models = problem.models.map((model, at) =>
    packs && at !== reference ? { ...model, settings: { rowsPerRequest: 4 + at } } : model,
  );
  const costUsd = (model: number, row: number) => source(model, row).costUsd ?? 0;
  return {
    problem: {
      ...{ ...problem, models },
      ...(labels && { labelled: { rows: Int32Array.from(labels), areRandom: some(0.5) } }),
      ...(some(0.5) && { looser: [0.9 * problem.accuracy, 0.7 * problem.accuracy], atMostUsd: 0.7 * rowCount }),
      ...(some(0.3) && { student: false }),
      features: {
        ...problem.features,
        ...(judged && { verdictCost: 0.03 }),
        ...(bounds && {
          costEnds: (model: number, row: number) => [0.5 * costUsd(model, row), 2 * costUsd(model, row)] as const,
        }),
      },
    },
    source,
    ...(labels && { labelOf: labelsOf(labels, problem, source) }),
    ...(judged && {
      equality: {
        equivalence: (key, wanted) => key === wanted,
        isForJudge: () => true,
        verdict: (model, row) => ({ same: (row + model) % 3 === 0, costUsd: 0.02 }),
      },
    }),
  };
}

/** The reference's answer to the rows, and to those identical to them. */
function labelsOf(
  rows: readonly number[],
  { twins, reference }: Omit<Problem, 'table'>,
  source: AnswerSource,
): LabelOf {
  const headOf = (row: number) => twins?.[row] ?? row;
  const heads = new Set(rows.map(headOf));
  return (row) =>
    heads.has(headOf(row)) ? { status: 'valid', key: source(reference, headOf(row)).key ?? '0' } : undefined;
}

/** A person is the reference: so many labels at most, in rounds, and some rows brought theirs. */
function byPerson(number: number): MadeUp {
  const made = withMore(count + number);
  const random = makeRandom(number, 'a person');
  const labelLimit = Math.round(made.problem.rowCount * [0.05, 0.15, 0.3, 0.6][random.below(4)]!);
  return { ...made, problem: { ...made.problem, labelLimit, leastRound: [1, 5, 20][random.below(3)]! } };
}

describe('every strategy on made-up problems', () => {
  for (const strategy of strategyNames)
    describeGolden(strategy, count, (number) => hashOf(strategy, makeCase(madeUp(number), 1)));
  describeGolden('certified-with-more', count, (number) => hashOf('certified', withMore(number)));
  describeGolden('certified-by-person', count, (number) => hashOf('certified', byPerson(number)));
});

/** What six typical problems cost at most, as a share of the reference on every row: a few percent above what was measured over twelve seeds (three differ by a quarter by luck). */
const floors: readonly (readonly [most: number, population: Partial<Population>])[] = [
  [0.06, { name: 'a good candidate' }],
  [0.196, { name: 'a candidate just good enough', deviating: 0.08 }],
  [0.06, { name: 'rows of unlike cost', hasUnequalCosts: true }],
  [0.031, { name: 'identical rows', groups: 'uneven' }],
  [0.0257, { name: 'a text that tells the answers', rows: 8000, hasTexts: true }],
  [0.1, { name: 'five candidates, useless confidence', candidates: 5, confidences: 'useless', deviating: 0.05 }],
];

describe('certified saves', () => {
  for (const [most, change] of floors) {
    it(String(change.name), () => {
      const shares = Array.from({ length: 12 }, (_, i) => i + 1).map((seed) => {
        const { problem, source } = makeCase(
          {
            name: '',
            rows: 3000,
            candidates: 2,
            accuracy: 0.9,
            confidence: 0.95,
            deviating: 0.02,
            layout: 'scattered',
            confidences: 'none',
            ...change,
          },
          seed,
        );
        const { costUsd, referenceUsd } = replay(strategyByName.certified.strategy, problem, source);
        return costUsd / referenceUsd;
      });
      const share = shares.reduce((sum, one) => sum + one) / shares.length;
      assert.ok(share <= most, `cost ${share.toFixed(4)} of the reference, at most ${String(most)} was known`);
    });
  }
});
