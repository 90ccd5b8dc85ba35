// A filter over a local server: of the rows that the reference answers with yes enough are found, enough of those found are such rows, most rows cost a
// cheap answer, and what cannot be combined with a filter is refused before anything is sent.
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

const rowCount = 1500;
const isWanted = (row: number) => row % 4 === 0;
/** The cheap model misses every twentieth row to keep, and keeps every fiftieth of the others. */
const errs = (row: number) => (isWanted(row) ? (row / 4) % 20 === 3 : row % 50 === 1);
const models = [
  { id: 'cheap', model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 } },
  { id: 'big', model: 'big', price: { inputPerMillion: 10, outputPerMillion: 40 } },
];
/** Without the labels that other runs here have. */
const filterJob: Record<string, unknown> = {
  task: 'filter',
  labels: undefined,
  prompt: 'Is this an invoice? {{text}}',
};

describe('a filter', function () {
  this.timeout(180_000);
  let live: LiveRun;
  before(async () => {
    const answerer: Answerer = ({ model, content }) => {
      const row = Number(/message (\d+)/.exec(content)![1]);
      const isYes = isWanted(row) !== (model === 'small' && errs(row));
      return { text: isYes ? 'yes' : 'no', inputTokens: roughTokens(content), outputTokens: 1 };
    };
    const prices = new Map(models.map(({ model, price }) => [model, price]));
    live = await startLiveRun({
      texts: Array.from({ length: rowCount }, (_, row) => `message ${String(row)}`),
      ...{ answerer, models },
      priceOf: (model) => ({ type: 'token', ...prices.get(model)! }),
    });
  });
  after(() => live.close());

  const run = async (changes: Record<string, unknown>) => {
    const before = live.server.ledger.requests;
    const result = await live.run({ ...filterJob, ...changes } as Partial<JobFile>);
    assert.equal(result.state, 'finished', result.message);
    const delivered: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
    const found = delivered.flatMap((row, index) => (row['smart_answer'] === 'yes' ? [index] : []));
    assert.deepEqual([...new Set(delivered.map((row) => row['smart_answer']))].sort(), ['no', 'yes']);
    const wanted = delivered.filter((_, row) => isWanted(row)).length;
    const right = found.filter(isWanted).length;
    const { filter } = result.finished!.promise;
    assert.equal(filter?.kept, found.length);
    assert.ok(wanted - right <= filter.missed && found.length - right <= filter.wrong, 'as the promise counts them');
    const asked = result.finished!.perModel['big']!.asked;
    const sent = live.server.ledger.requests - before;
    assert.equal(sent, asked + result.finished!.perModel['cheap']!.asked, 'every request is in the bill');
    return { ...result, recall: right / wanted, precision: right / found.length, asked };
  };

  it('keeps a recall alone: each yes is the reference own, and few of its yes are missing', async () => {
    const { recall, precision, asked, finished } = await run({ recall: 0.9 });
    assert.ok(recall >= 0.9 && recall < 1, String(recall));
    assert.equal(precision, 1);
    assert.ok(asked < 0.75 * rowCount, String(asked));
    assert.match(
      promiseSentence(finished!.promise),
      /at least 90% of the rows that big would answer "yes" are found\. Answered "yes": \d+ of these 1,500 rows, each by big itself; missing: at most \d+\./u,
    );
  });

  it('keeps a precision alone: none is missing', async () => {
    const { recall, precision, finished } = await run({ precision: 0.9 });
    assert.equal(recall, 1);
    assert.ok(precision >= 0.9 && precision < 1, String(precision));
    assert.match(promiseSentence(finished!.promise), /Each "no" is its own/u);
  });

  it('keeps both, costs a fraction of the reference, and says so in its report', async () => {
    const { recall, precision, asked, finished, folder, job } = await run({ recall: 0.9, precision: 0.9 });
    assert.ok(recall >= 0.9 && precision >= 0.9, `${String(recall)}, ${String(precision)}`);
    assert.ok(asked < 0.65 * rowCount, String(asked));
    assert.ok(finished!.savings! > 1.3, String(finished!.savings));
    const report = readFileSync(join(folder, 'report.md'), 'utf8').replaceAll(/&nbsp;|\u00a0/g, ' ');
    assert.match(report, /at least 90% of the rows answered "yes" are such rows/);
    assert.match(report, /a filter \(yes or no\)/);
    assert.doesNotMatch(report, /must match/);
    assert.match(report, /"task": "filter"/);
    const plan = await planJob(job, true);
    try {
      const { total, requests, allowed, notes } = await estimateJob(plan);
      assert.ok(total!.lowUsd <= finished!.spentUsd! && finished!.spentUsd! <= total!.highUsd, JSON.stringify(total));
      const sent = asked + finished!.perModel['cheap']!.asked;
      assert.ok(requests!.low <= sent && sent <= requests!.high, JSON.stringify(requests));
      assert.equal(allowed, 30, 'of the 150 rows that a filter usually finds, a tenth wrong and a tenth missed');
      assert.match(notesInEnglish(notes), /as if 10% of the rows were answered with yes/);
    } finally {
      await plan.dataset.close();
    }
    assert.deepEqual(job.task, { type: 'labels', labels: ['yes', 'no'], filter: { recall: 0.9, precision: 0.9 } });
  });

  const refusals: readonly [string, Record<string, unknown>, RegExp][] = [
    ['no bound', {}, /Say what the filter is to promise/],
    ['a recall of 1', { recall: 1 }, /"recall" must be less than 1/],
    ['a precision of 95', { precision: 95 }, /"precision" must be less than 1; a share is written as 0.95/],
    ['labels', { recall: 0.9, labels: ['a', 'b', 'c'] }, /A filter's answers are yes and no/],
    ['an accuracy', { recall: 0.9, accuracy: 0.9 }, /promised in place of an accuracy/],
    ['a judge', { recall: 0.9, judge: 'cheap' }, /nothing is left to a judge/],
    ['a published strategy', { recall: 0.9, strategy: 'model-mix' }, /a matter of the strategy certified/],
    ['labels that exist', { recall: 0.9, gold: 'text' }, /leave --gold out/],
    ['another task', { task: 'text', recall: 0.9 }, /is for the task "filter"/],
  ];
  for (const [name, changes, message] of refusals)
    it(`is refused with ${name} before anything is sent`, async () => {
      const before = live.server.ledger.requests;
      await assert.rejects(async () => live.run({ ...filterJob, ...changes } as Partial<JobFile>), message);
      assert.equal(live.server.ledger.requests, before);
    });

  it('is refused where a run is scanned or continued', async () => {
    const job = { ...filterJob, recall: 0.9 } as Partial<JobFile>;
    const before = live.server.ledger.requests;
    await assert.rejects(
      async () => live.run(job, { until: 'plan' }),
      /is for jobs with an accuracy\. A filter has none/,
    );
    assert.equal(live.server.ledger.requests, before);
    const { runId } = await run({ recall: 0.9 });
    const after = live.server.ledger.requests;
    await assert.rejects(
      async () => live.run(job, { continueRun: runId }),
      /is for jobs with an accuracy\. A filter has none/,
    );
    assert.equal(live.server.ledger.requests, after);
  });
});
