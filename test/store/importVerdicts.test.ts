// A judge's verdicts that were paid for once serve another run: those about the same two answers, by the same judge asked the same.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Job } from '../../src/engine/job';
import type { Judge } from '../../src/engine/judge/judge';
import type { JournalRecord } from '../../src/engine/journal';
import type { Model } from '../../src/engine/model';
import { importAnswers } from '../../src/store/importAnswers';
import { verdictsThatFit } from '../../src/store/importVerdicts';
import { dataset, job, newRun } from './runs';
import { scratchFolder } from './scratch';

const fair: Model = { ...job.models[1]!, id: 'fair', modelId: 'a-judge' };
const judge: Judge = { model: fair, policy: 'as a reader would' };
const judged: Job = { ...job, judge };

const verdict = (row: number, candidate: string, none?: 'failed' | 'unreadable'): JournalRecord => ({
  ...{ type: 'verdict', model: 'fair', candidate, row, settles: [9] },
  verdict: { same: none === undefined, ...(none && { none }), costUsd: 0.5 },
  ...{ billedUsd: 0.5, usage: { inputTokens: 10 } },
});
const begun = (reference: string): JournalRecord => ({
  type: 'event',
  event: {
    ...{ type: 'run-started', runId: 'a-run', dataset: 'reviews.csv', rows: 1000, distinctRows: 1000 },
    ...{ models: ['tiny', 'big'], reference, strategy: 'certified', accuracy: 0.95, confidence: 0.95 },
    ...{ allowed: 50, seed: 7, isResumed: false },
  },
});
const answer: JournalRecord = {
  ...{ type: 'answer', model: 'tiny', row: 0, answer: { status: 'valid', key: 'positive' } },
  ...{ billedUsd: 0.1, usage: {} },
};

describe('verdicts of another run', () => {
  const folder = scratchFolder();
  const told: readonly JournalRecord[] = [
    verdict(0, 'tiny'),
    { type: 'event', event: { type: 'noted', message: 'before it began' } },
    begun('big'),
    answer,
    verdict(0, 'tiny'),
    verdict(1, 'tiny', 'failed'),
    verdict(2, 'tiny', 'unreadable'),
    verdict(3, 'gone'),
    verdict(4, 'tiny'),
    verdict(5, 'tiny'),
  ];
  async function earlier(was: Job = judged, records: readonly JournalRecord[] = told) {
    const run = await newRun(join(folder(), 'runs'), { job: was });
    for (const record of records) await run.journal.append(record);
    await run.close();
    return run.folder;
  }
  const newId = new Map([
    ['tiny', 'small'],
    ['big', 'large'],
  ]);
  const taking = { judge: 'fair (judge)', reference: 'large' };
  const rowsOf = (from: string, now: Job, by = taking) =>
    [...verdictsThatFit(from, { job: now }, by, newId, 5)].map(({ row }) => row);

  it('are taken once a pair, as paid, under the names that judge and candidate have now', async () => {
    const taken = [...verdictsThatFit(await earlier(), { job: judged }, taking, newId, 5)];
    assert.deepEqual(
      taken,
      [0, 4].map((row) => ({
        ...{ type: 'verdict', model: 'fair (judge)', candidate: 'small', row },
        verdict: { same: true, costUsd: 0.5 },
        ...{ billedUsd: 0, usage: {}, isCached: true },
      })),
    );
  });

  it('are none where another judge decides, or is asked otherwise', async () => {
    const from = await earlier();
    assert.deepEqual(rowsOf(from, judged), [0, 4]);
    const spaced = { ...judge, policy: ' as a reader would ' };
    assert.deepEqual(rowsOf(from, { ...judged, judge: spaced }), [0, 4], 'spaces around a policy say nothing');
    const others: readonly (Judge | undefined)[] = [
      undefined,
      { ...judge, policy: 'word for word' },
      { ...judge, noWorse: true },
      { ...judge, model: { ...fair, modelId: 'another' } },
    ];
    for (const other of others) {
      const { judge: _, ...rest } = judged;
      assert.deepEqual(rowsOf(from, other ? { ...rest, judge: other } : rest), []);
    }
    assert.deepEqual(rowsOf(await earlier(job), judged), [], 'nobody judged then');
    const { policy: _, ...plain } = judge;
    assert.deepEqual(rowsOf(from, { ...job, judge: plain }), []);
    assert.deepEqual(rowsOf(await earlier({ ...job, judge: plain }), { ...job, judge: plain }), [0, 4]);
  });

  it('are none where the reference is another, or other labels stand for its answers', async () => {
    const from = await earlier();
    assert.deepEqual(rowsOf(from, judged, { ...taking, reference: 'small' }), []);
    assert.deepEqual(rowsOf(from, { ...judged, gold: 'label' }), []);
    assert.deepEqual(rowsOf(await earlier(judged, [verdict(0, 'tiny')]), judged), [], 'it never began');
    assert.deepEqual(rowsOf(await earlier({ ...judged, gold: 'label' }), { ...judged, gold: 'label' }), [0, 4]);
  });

  it('stand in the journal of the run that takes them with the answers', async () => {
    const from = await earlier();
    const into = await newRun(join(folder(), 'into'), { job: judged });
    await into.close();
    const verdicts = { judge: 'fair', reference: 'big' };
    const counts = await importAnswers(from, into.folder, { job: { ...judged, limit: 5 }, dataset, verdicts });
    assert.deepEqual(counts, { answers: 1, verdicts: 2 });
    const few = await newRun(join(folder(), 'few'), { job: judged });
    await few.close();
    const first = { dataset: { ...dataset, rowCount: 1 }, verdicts };
    assert.deepEqual(await importAnswers(from, few.folder, { job: judged, ...first }), { answers: 1, verdicts: 1 });
  });
});
