import assert from 'node:assert/strict';
import type { DecisionEvent } from '../../src/engine/events';
import type { Model } from '../../src/engine/model';
import { makeRandom } from '../../src/engine/random';
import { replay } from '../../src/engine/replay';
import { strategyByName } from '../../src/engine/strategies/strategyByName';
import { strategyNames } from '../../src/engine/strategy';
import { engineWordsFor } from '../../webview-ui/engineWords';

const models = ['kleiner', 'mittlerer', 'grosser'].map((id, at): Model => ({
  id,
  provider: 'local',
  modelId: id,
  price: { type: 'token', inputPerMillion: 10 ** at, outputPerMillion: 10 ** at },
  settings: {},
}));

/** Everything that the strategies say about runs of many kinds. */
function sentencesOf(event: DecisionEvent): string[] {
  switch (event.type) {
    case 'paths-considered':
      return event.paths.flatMap(({ name, why }) => [name, why]);
    case 'noted':
      return [event.message];
    case 'model-profiled':
    case 'forecast-made':
    case 'profiling-stopped':
    case 'mix-decided':
      return event.why === undefined ? [] : [event.why];
    default:
      return [];
  }
}

describe("the engine's sentences", () => {
  it('are all said in Chinese, whatever a strategy decides', () => {
    const translate = engineWordsFor('zh-cn');
    const said = new Set<string>();
    for (const strategy of strategyNames)
      for (const rowCount of [30, 400, 3000])
        for (const accuracy of [0.6, 0.9, 0.95])
          for (const agreements of [
            [0.5, 0.8],
            [0.93, 0.97],
            [1, 1],
          ]) {
            const random = makeRandom(rowCount, strategy);
            const truth = Array.from({ length: rowCount }, () => random.below(4));
            const { events } = replay(
              strategyByName[strategy].strategy,
              { models, reference: 2, rowCount, accuracy, confidence: 0.95, seed: 1, features: { length: () => 80 } },
              (model, row) => {
                const isSame = model === 2 || random.next() < agreements[model]!;
                const key = String(isSame ? truth[row] : (truth[row]! + 1) % 4);
                return { status: 'valid', key, text: key, costUsd: 10 ** (model - 5), confidence: random.next() };
              },
            );
            for (const sentence of events.flatMap(sentencesOf)) said.add(sentence);
          }
    assert.ok(said.size > 100, String(said.size));
    for (const sentence of said) {
      const left = translate(sentence).replace(/kleiner|mittlerer|grosser/g, '');
      assert.doesNotMatch(left, /[A-Za-z]{2}/, `${sentence} -> ${translate(sentence)}`);
    }
  });

  it('on asking the reference twice are said in Chinese, too', () => {
    const translate = engineWordsFor('zh-cn');
    for (const sentence of [
      'Asking 9 a second time, about 20 of the rows that it answered.',
      'Different rows that 9 answered readably: 12.',
      'Cancelled.',
      'Paused by the person.',
    ])
      assert.doesNotMatch(translate(sentence), /[A-Za-z]/, sentence);
  });

  it('stay as they are in English, and where nobody has translated them', () => {
    assert.equal(engineWordsFor('en')('no way is expected to cost less'), 'no way is expected to cost less');
    assert.equal(engineWordsFor('zh-cn')('a sentence of a later version'), 'a sentence of a later version');
  });
});
