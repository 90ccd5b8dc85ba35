// A run that waits for a person: rounds, what they may hold, and that waiting changes no decision.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import { leastOfRound, mostOfRound } from '../../../src/engine/drive/personsLabels';
import type { LabelsWanted } from '../../../src/engine/events';
import type { JournalRecord } from '../../../src/engine/journal';
import type { Model, Price } from '../../../src/engine/model';
import { makeRandom } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { reference as referenceOnly } from '../../../src/engine/strategies/reference';
import { withUnlabelled } from '../../../src/engine/strategies/unlabelled';
import type { Problem, Strategy } from '../../../src/engine/strategy';
import { seededUniform } from '../../support/answerers';
import { driveInMemory, ladder } from './memoryRun';

const laddered = (price: Omit<Extract<Price, { type: 'answer' }>, 'type'>): Model[] => [
  ...ladder('small', 'large'),
  { id: 'me', provider: 'person', modelId: 'person', price: { type: 'answer', ...price }, settings: {} },
];
const answerOf = (model: number, row: number): Answer => {
  const truth = seededUniform('truth', row) < 0.5 ? 'a' : 'b';
  const isWrong = model < 2 && seededUniform(model, row) < [0.15, 0.04][model]!;
  const key = isWrong ? (truth === 'a' ? 'b' : 'a') : truth;
  return { status: 'valid', key, text: key, costUsd: [0.001, 0.002, 1][model]! };
};

/** Sessions until the run ends, each round labelled in between as the person would. */
async function labelToTheEnd(
  strategy: Strategy,
  rowCount: number,
  models: Model[],
  problem: Partial<Problem>,
  most = Infinity,
) {
  const earlier: JournalRecord[] = [];
  const rounds: LabelsWanted[] = [];
  for (;;) {
    const { result, journal, asked } = await driveInMemory({
      ...{ strategy, models, rowCount, answerOf, problem, earlier: [...earlier] },
      random: makeRandom(rounds.length, 'delays'),
    });
    earlier.push(...journal.records);
    assert.ok(!asked.some((pair) => pair.startsWith('2:')), 'nobody sends a request to a person');
    if (result.state !== 'paused') return { result, rounds };
    assert.equal(result.reason, 'labels');
    const round = journal.records.flatMap((record) =>
      record.type === 'event' && record.event.type === 'labels-wanted' ? [record.event] : [],
    );
    assert.equal(round.length, 1);
    rounds.push(round[0]!);
    for (const row of round[0]!.rows.slice(0, most)) {
      earlier.push({ type: 'labelled', model: 'me', row, at: '2026-01-01T00:00:00.000Z' });
      earlier.push({ type: 'answer', model: 'me', row, answer: answerOf(2, row), billedUsd: 1, usage: {} });
    }
  }
}

describe('labels of a person', function () {
  this.timeout(60_000);

  for (const [name, limit, most] of [
    ['as many as are wanted', undefined, Infinity],
    ['in parts of a round', undefined, 17],
    ['130 at most', 130, Infinity],
    ['130 at most, in parts', 130, 9],
  ] as const)
    it(`change no decision by when they come: ${name}`, async () => {
      const rowCount = 700;
      const strategy = withUnlabelled(certified);
      const problem = { leastRound: leastOfRound, ...(limit !== undefined && { labelLimit: limit }) };
      const models = laddered(limit === undefined ? { perAnswerUsd: 1 } : { perAnswerUsd: 1, limit });
      const { result, rounds } = await labelToTheEnd(strategy, rowCount, models, problem, most);
      assert.equal(result.state, 'finished');
      const told = replay(
        strategy,
        {
          ...{ models, reference: 2, rowCount, accuracy: 0.9, confidence: 0.95, seed: 1 },
          ...{ features: { length: () => 10 }, ...problem },
        },
        answerOf,
      );
      assert.deepEqual(result.delivery.reason, told.delivery.reason);
      assert.deepEqual(result.delivery.model, told.delivery.model);
      const labels = told.asked[2]!;
      assert.equal(
        rounds.reduce((sum, { rows }) => sum + Math.min(most, rows.length), 0),
        labels,
      );
      const last = rounds.at(-1)!;
      assert.ok(last.expected! >= labels - 1 && last.free !== undefined, JSON.stringify(last));
    });

  it('are asked for in rounds of what a sitting takes', async () => {
    const { rounds } = await labelToTheEnd(referenceOnly, 250, laddered({}), {});
    assert.deepEqual(
      rounds.map(({ rows, given }) => [rows.length, given]),
      [
        [mostOfRound, 0],
        [mostOfRound, mostOfRound],
        [50, 2 * mostOfRound],
      ],
    );
    assert.deepEqual(rounds[1]!.rows[0], mostOfRound);
  });

  it('are as many as the cap buys, and none where it buys none', async () => {
    const run = (capUsd: number) =>
      driveInMemory({
        ...{ strategy: referenceOnly, models: laddered({ perAnswerUsd: 0.25 }), rowCount: 60, answerOf, capUsd },
        random: makeRandom(1, 'delays'),
      });
    const { journal } = await run(5);
    const round = journal.records.find((record) => record.type === 'event' && record.event.type === 'labels-wanted');
    assert.equal(round?.type === 'event' && round.event.type === 'labels-wanted' && round.event.rows.length, 20);
    const { result } = await run(0.2);
    assert.ok(result.state === 'paused' && result.reason === 'budget');
  });
});
