// A run whose rows a student answers: one that was taught by a cheap model over HTTP. Its answers stand in no journal; they must reach the results
// and the run's folder all the same, and come out the same when the run is resumed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { readDelivery } from '../../src/store/deliveryFile';
import { readAnswers } from '../../src/app/readAnswers';
import type { Answerer } from '../support/answerers';
import { seededUniform } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 4000;
const words = ['prize', 'meeting', 'urgent', 'lunch', 'winner', 'report', 'claim', 'train'];
const texts = Array.from({ length: rowCount }, (_, row) => {
  const word = (of: string) => words[Math.floor(seededUniform(row, of) * words.length)]!;
  return `${String(row)} ${word('first')} and ${word('second')}`;
});
/** Spam where the first word is one of the even ones; the small model errs on 2 % of the rows. */
const answerer: Answerer = ({ model, content }) => {
  const found = words.findIndex((word) => content.includes(` ${word} and`));
  const isSpam = (found % 2 === 0) !== (model === 'small' && seededUniform(content, 'error') < 0.02);
  return { text: isSpam ? 'spam' : 'ham', inputTokens: 40, outputTokens: 1 };
};
const price = (input: number) => ({ inputPerMillion: input, outputPerMillion: 4 * input });

describe('a run that a student answers in part', function () {
  this.timeout(180_000);
  let live: LiveRun;
  let onAsked: () => void = () => undefined;
  before(async () => {
    live = await startLiveRun({
      texts,
      answerer: (call) => {
        onAsked();
        return answerer(call);
      },
      priceOf: (model) => ({ type: 'token', ...price(model === 'small' ? 0.3 : 10) }),
      models: [
        { model: 'small', price: price(0.3) },
        { model: 'large', price: price(10) },
      ],
    });
  });
  after(() => live.close());
  const rowsOf = (path: string): Record<string, string>[] => parse(readFileSync(path, 'utf8'), { columns: true });

  it('names it in the results, counts it at no cost, and keeps its answers in the folder', async () => {
    const result = await live.run({ accuracy: 0.9 });
    assert.equal(result.state, 'finished', result.message);
    const { asked, delivered, costUsd } = result.finished!.perModel['student']!;
    assert.ok(delivered > rowCount / 3, String(delivered));
    assert.deepEqual([asked, costUsd], [0, 0]);
    const rows = rowsOf(result.output!);
    assert.equal(rows.filter((row) => row['smart_model'] === 'student').length, delivered);
    const wrong = rows.filter(
      ({ text, smart_answer }) => answerer({ model: 'large', instruction: '', content: text! }).text !== smart_answer,
    );
    assert.ok(wrong.length <= result.finished!.promise.allowed, String(wrong.length));

    const stored = (await readDelivery(result.folder))!;
    const table = await readAnswers(result.folder, stored, { type: 'labels', labels: ['ham', 'spam'] });
    assert.equal(stored.models[table.reference], 'large');
    rows.forEach((row, at) => {
      assert.equal(table.textOf(stored.model[at]!, at), row['smart_answer']);
    });

    const again = await live.run({ accuracy: 0.9 }, { answersOf: result.runId });
    assert.equal(readFileSync(again.output!, 'utf8'), readFileSync(result.output!, 'utf8'));
  });

  it('says the same when it is cut short and resumed', async () => {
    const whole = await live.run({ accuracy: 0.9, seed: 7 });
    const stop = new AbortController();
    let asked = 0;
    onAsked = () => {
      if (++asked === 1000) stop.abort();
    };
    const cut = await live.run({ accuracy: 0.9, seed: 7 }, {}, { signal: stop.signal });
    onAsked = () => undefined;
    assert.equal(cut.state, 'cancelled');
    const resumed = await live.run({ accuracy: 0.9, seed: 7 }, { resume: cut.runId });
    assert.equal(readFileSync(resumed.output!, 'utf8'), readFileSync(whole.output!, 'utf8'));
  });

  it('is kept from answering by the job', async () => {
    const result = await live.run({ accuracy: 0.9, student: false });
    assert.equal(result.finished!.perModel['student'], undefined);
  });
});
