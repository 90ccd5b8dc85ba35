import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import type { DecisionEvent } from '../../../src/engine/events';
import type { Model } from '../../../src/engine/model';
import { makeRandom } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { deliveryReasons, type Strategy } from '../../../src/engine/strategy';
import { modelMix } from '../../../src/engine/strategies/modelMix';
import { profileAll, profileSmart } from '../../../src/engine/published/wholeModel';
import { inEnglish } from '../../../src/engine/report/reasonsInEnglish';

const ids = ['cheap', 'middle', 'large'];
const models = ids.map((id): Model => ({
  id,
  provider: 'test',
  modelId: id,
  price: { type: 'unknown' },
  settings: {},
}));
const costs = [0.01, 0.1, 1];

type Change = (model: number, row: number, answer: Answer) => Answer;

/** Two candidates that agree with given rates on 2,000 rows. */
function run(strategy: Strategy, rates: readonly number[], change: Change = (_model, _row, answer) => answer) {
  const draws = rates.map((rate, model) => {
    const random = makeRandom(5, String(model));
    return Array.from({ length: 2000 }, () => random.next() < rate);
  });
  return replay(
    strategy,
    { models, reference: 2, rowCount: 2000, accuracy: 0.9, confidence: 0.95, seed: 1, features: { length: () => 0 } },
    (model, row) => {
      const agrees = model === 2 || draws[model]![row]!;
      return change(model, row, { status: 'valid', key: agrees ? 'yes' : 'no', costUsd: costs[model]! });
    },
  );
}

const eventsOf = <T extends DecisionEvent['type']>(events: readonly DecisionEvent[], type: T) =>
  events.filter((event): event is Extract<DecisionEvent, { type: T }> => event.type === type);

describe('the published strategies', () => {
  it('explain for every candidate why it was satisfied or ruled out, with its interval', () => {
    const { events, asked } = run(profileAll, [0.6, 0.97]);
    const last = new Map(eventsOf(events, 'model-profiled').map((event) => [event.model, event]));
    const cheap = last.get('cheap')!;
    assert.equal(cheap.status, 'invalid');
    assert.ok(cheap.upper! < 0.9);
    assert.match(inEnglish(cheap.why!), /at most 0\.\d+, below the 0\.90 wanted/);
    const middle = last.get('middle')!;
    assert.equal(middle.status, 'satisfied');
    assert.ok(middle.lower! >= 0.9);
    assert.equal(asked[1], 2000);
    assert.ok(asked[2]! < 300, `reference asked ${String(asked[2])}`);
    const [decided] = eventsOf(events, 'mix-decided');
    assert.deepEqual(
      decided!.shares.map(({ model, rows }) => [model, rows]),
      [['middle', 2000 - asked[2]!]],
    );
  });

  it('explain stopping with the costs compared', () => {
    // Just under the threshold: never to be satisfied, long to be ruled out.
    const { events } = run(profileSmart, [0.88, 0.885]);
    const [stopped] = eventsOf(events, 'profiling-stopped');
    assert.ok(stopped!.goOnUsd! >= stopped!.stopUsd!, inEnglish(stopped!.why));
    const pruned = eventsOf(events, 'model-profiled').filter((event) => event.status === 'pruned');
    assert.ok(pruned.length > 0);
    assert.match(inEnglish(pruned[0]!.why!), /not worth profiling further/);
  });

  it('explain the mix by ratios, agreement counted on and its confidence', () => {
    const { events, asked, deviating, allowed, costUsd, referenceUsd } = run(modelMix, [0.88, 0.885]);
    const [decided] = eventsOf(events, 'mix-decided');
    assert.match(
      inEnglish(decided!.why),
      /cheapest of \d+ splits that reach agreement 0\.\d+ on the remaining rows at confidence 0\.95/,
    );
    const rows = decided!.shares.reduce((sum, share) => sum + share.rows, 0);
    assert.equal(rows + eventsOf(events, 'model-profiled').at(-1)!.asked, 2000);
    assert.ok(asked[1]! > 1000 && deviating <= allowed && costUsd < 0.5 * referenceUsd, `${String(costUsd)} dollars`);
  });

  it('send rows whose candidate answer is invalid or failed to the reference', () => {
    const { delivery, asked } = run(profileAll, [0.6, 0.99], (model, row, answer) =>
      model === 1 && row % 100 === 99 ? { status: row % 200 === 99 ? 'invalid' : 'failed', costUsd: 0.1 } : answer,
    );
    for (let row = 99; row < 2000; row += 100) {
      assert.equal(delivery.model[row], 2);
      assert.match(deliveryReasons[delivery.reason[row]!]!, /escalated|profiled/);
    }
    assert.ok(delivery.model.filter((model) => model === 1).length > 1500 && asked[2]! < 500);
  });

  it('deliver a profiled row on which the reference failed as failed, and take nobody to agree with an answer that is not there', () => {
    const { delivery, events } = run(profileAll, [0.6, 0.99], (model, row, answer) =>
      model === 2 && row < 3 ? { status: 'failed', costUsd: 1 } : answer,
    );
    assert.deepEqual([...delivery.model.slice(0, 4)], [-1, -1, -1, 2]);
    assert.equal(deliveryReasons[delivery.reason[0]!], 'failed');
    const first = eventsOf(events, 'model-profiled').find((event) => event.model === 'middle')!;
    assert.deepEqual([first.asked, first.agreed], [10, 7]);
  });

  it('keep an unknown cost unknown, and decide without it', () => {
    const { costUsd, events, delivered } = run(modelMix, [0.6, 0.97], (model, _row, answer) =>
      model === 1 ? { status: 'valid', key: answer.key! } : answer,
    );
    assert.ok(Number.isNaN(costUsd));
    assert.match(inEnglish(eventsOf(events, 'profiling-stopped')[0]?.why ?? 'cost is unknown'), /cost is unknown/);
    assert.equal(
      delivered.reduce((sum, count) => sum + count, 0),
      2000,
    );
  });
});
