// A further candidate must not make the bill higher: asked about a few rows it may turn out useless, and then it should have cost next to nothing.
// Made-up messages and models that think (test/support/thinkingModels.ts), by replay, twelve seeds, each with rows in an order of its own.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import type { Model } from '../../../src/engine/model';
import { costOf } from '../../../src/engine/money/cost';
import { makeRandom, shuffle } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { madeUpMessages, thinkingAnswerer, thinkingPriceOf } from '../../support/thinkingModels';

const rows = 1000;
const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
const texts = madeUpMessages(rows);
const known = new Map<string, Answer[]>();

function answersOf(id: string): Answer[] {
  let answers = known.get(id);
  if (!answers) {
    answers = texts.map((content): Answer => {
      const { text, ...usage } = thinkingAnswerer({ model: id, instruction: '', content });
      return { status: 'valid', key: text, costUsd: costOf(usage, thinkingPriceOf(id))! };
    });
    known.set(id, answers);
  }
  return answers;
}

/** Dollars per seed, and of the costliest model alone. @param ids the reference last */
function bills(ids: readonly string[], accuracy: number) {
  const models = ids.map((id): Model => ({ id, provider: 'p', modelId: id, price: { type: 'unknown' }, settings: {} }));
  const aloneUsd = Math.max(...ids.map((id) => answersOf(id).reduce((sum, { costUsd }) => sum + costUsd!, 0)));
  const usd = seeds.map((seed) => {
    const order = shuffle(Int32Array.from(texts.keys()), makeRandom(seed, 'rows'));
    const text = (row: number) => texts[order[row]!]!;
    const features = { length: (row: number) => text(row).length, text };
    const problem = {
      models,
      reference: models.length - 1,
      rowCount: rows,
      accuracy,
      confidence: 0.95,
      seed,
      features,
    };
    return replay(certified, problem, (model, row) => answersOf(ids[model]!)[order[row]!]!).costUsd;
  });
  return { usd, aloneUsd, meanUsd: usd.reduce((sum, each) => sum + each) / usd.length };
}

describe('a further candidate', function () {
  this.timeout(60_000);
  for (const [without, further, accuracy] of [
    [['gpt-4o-mini', 'gpt-5'], 'gpt-5-nano', 0.95],
    [['gpt-4.1-mini', 'gpt-5'], 'gpt-4.1', 0.95],
    [['gpt-4.1-mini'], 'gpt-5-nano', 0.95],
  ] as const)
    it(`${further} beside ${without.join(' and ')} raises the mean bill by no more than 3 %, and no run is costlier than the costliest model`, () => {
      const before = bills(without, accuracy);
      const after = bills([...without.slice(0, -1), further, without.at(-1)!], accuracy);
      const factor = after.meanUsd / before.meanUsd;
      assert.ok(factor <= 1.03, `${factor.toFixed(3)} times the bill`);
      for (const { usd, aloneUsd } of [before, after])
        assert.ok(Math.max(...usd) <= 1.03 * aloneUsd, `${String(Math.max(...usd) / aloneUsd)} of the costliest alone`);
    });
});
