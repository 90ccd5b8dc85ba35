// A bounded mean loss over a local server: numbers that a cheap model gets roughly right are off by no more than was asked for on average, and what cannot
// be bounded is refused before anything is sent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { estimateJob } from '../../src/app/estimateJob';
import { planJob } from '../../src/app/planJob';
import type { JobFile } from '../../src/app/jobFile';
import { notesInEnglish } from '../../src/engine/money/estimateNotes';
import { promiseSentence } from '../../src/engine/promise/sentence';
import { roughTokens, type Answerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 1000;
const wantedOf = (row: number) => 100 + (row % 37);
/** The cheap model is a little off on every third row, and far off on every fiftieth. */
const offBy = (row: number) => (row % 50 === 7 ? 40 : row % 3 === 0 ? 0.5 : 0);
const models = [
  { id: 'cheap', model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 } },
  { id: 'big', model: 'big', price: { inputPerMillion: 10, outputPerMillion: 40 } },
];
const lossJob: Record<string, unknown> = {
  ...{ task: 'number', labels: undefined, prompt: 'How many? {{text}}' },
  ...{ loss: 'absolute', lossCap: 20, meanLoss: 1 },
};

describe('a bounded mean loss', function () {
  this.timeout(180_000);
  let live: LiveRun;
  before(async () => {
    const answerer: Answerer = ({ model, content }) => {
      const row = Number(/message (\d+)/.exec(content)![1]);
      const value = wantedOf(row) + (model === 'small' ? offBy(row) : 0);
      return { text: String(value), inputTokens: roughTokens(content), outputTokens: 1 };
    };
    const prices = new Map(models.map(({ model, price }) => [model, price]));
    live = await startLiveRun({
      texts: Array.from({ length: rowCount }, (_, row) => `message ${String(row)}`),
      ...{ answerer, models },
      priceOf: (model) => ({ type: 'token', ...prices.get(model)! }),
    });
  });
  after(() => live.close());

  it('is kept, at a fraction of the price, and told', async () => {
    const before = live.server.ledger.requests;
    const { state, message, output, finished, folder, job } = await live.run(lossJob as Partial<JobFile>);
    assert.equal(state, 'finished', message);
    const delivered: Record<string, string>[] = parse(readFileSync(output!, 'utf8'), { columns: true });
    const losses = delivered.map((cells, row) => Math.min(20, Math.abs(Number(cells['smart_answer']) - wantedOf(row))));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / rowCount;
    assert.ok(mean > 0 && mean <= 1, String(mean));
    const { big, cheap } = finished!.perModel;
    assert.ok(big!.asked < 0.6 * rowCount, String(big!.asked));
    assert.equal(live.server.ledger.requests - before, big!.asked + cheap!.asked, 'every request is in the bill');
    assert.match(
      promiseSentence(finished!.promise),
      /the answers of these 1,000 rows are off big's own numbers by at most 1 on average, where no row counts more than 20/,
    );
    const report = readFileSync(join(folder, 'report.md'), 'utf8').replaceAll(/&nbsp;|\u00a0/g, ' ');
    assert.match(report, /off big's own numbers by at most 1 on average/);
    assert.match(report, /the mean distance from the reference's is at most 1/);
    assert.doesNotMatch(report, /must match/);
    assert.match(report, /"meanLoss": 1/);
    const plan = await planJob(job, true);
    try {
      const { total, referenceUsd, requests, notes } = await estimateJob(plan);
      assert.ok(total!.expectedUsd < referenceUsd!, JSON.stringify(total));
      const sent = big!.asked + cheap!.asked;
      assert.ok(requests!.low <= sent && sent <= requests!.high, JSON.stringify(requests));
      assert.match(notesInEnglish(notes), /as if 22% of the rows lost more than the mean/);
    } finally {
      await plan.dataset.close();
    }
    assert.deepEqual(job.task, {
      ...{ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
      loss: { by: 'absolute', cap: 20, mean: 1 },
    });
  });

  const refusals: readonly [string, Record<string, unknown>, RegExp][] = [
    ['no mean', { meanLoss: undefined }, /Say what the mean loss may be at most/],
    ['no cap', { lossCap: undefined }, /Say how much a single row may count at most/],
    ['a mean above the cap', { meanLoss: 30 }, /must be above 0 and below 20/],
    ['a tolerance', { absoluteTolerance: 1 }, /leave the tolerance out/],
    ['a loss of another task', { loss: 'f1', lossCap: undefined }, /is for the tasks text and labels/],
    ['a task without one', { task: 'json' }, /is for the task number/],
    ['an accuracy', { accuracy: 0.9 }, /in place of an accuracy/],
    ['a published strategy', { strategy: 'model-mix' }, /a matter of the strategy certified/],
    ['a cap alone', { loss: undefined, meanLoss: undefined }, /Say which loss is bounded/],
  ];
  for (const [name, changes, message] of refusals)
    it(`is refused with ${name} before anything is sent`, async () => {
      const before = live.server.ledger.requests;
      await assert.rejects(async () => live.run({ ...lossJob, ...changes } as Partial<JobFile>), message);
      assert.equal(live.server.ledger.requests, before);
    });
});
