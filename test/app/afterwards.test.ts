// What a user does with a finished run: answers corrected and delivered, rows asked once more. Over HTTP, with the server's own ledger.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterwardsOfRun, answeredAgain } from '../../src/app/afterwardsOfRun';
import { askAgain } from '../../src/app/askAgain';
import { deliverCorrections } from '../../src/app/deliverCorrections';
import { openLadder } from '../../src/app/openLadder';
import { openProviders } from '../../src/app/openProviders';
import { renewReports } from '../../src/app/writeReports';
import { ProviderError } from '../../src/engine/provider';
import { systemClock } from '../../src/providers/systemClock';
import { appendCorrection, correctionsPath, keepCorrection, readCorrections } from '../../src/store/correctionsFile';
import { readDelivery } from '../../src/store/deliveryFile';
import { readRunState } from '../../src/store/runList';
import { lockRun } from '../../src/store/runLock';
import { roughTokens } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 120;
const answers = ({ row }: { readonly row: string }) => (Number(row.split(' ')[1]) % 3 === 0 ? 'spam' : 'ham');
const models = [
  { model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 }, maxOutputTokens: 8 },
  { model: 'large', price: { inputPerMillion: 10, outputPerMillion: 40 }, maxOutputTokens: 8 },
];

type Row = Record<string, string>;
const rowsOf = (path: string): Row[] => parse(readFileSync(path, 'utf8'), { columns: true });

describe('a finished run: corrections and rows asked again', function () {
  this.timeout(120_000);
  let live: LiveRun;
  let calls = 0;

  beforeEach(async () => {
    calls = 0;
    live = await startLiveRun({
      // The last one comes twice: identical rows are asked once.
      texts: Array.from({ length: rowCount }, (_, row) => `message ${String(Math.min(row, rowCount - 2))}`),
      models,
      priceOf: (model) => ({ type: 'token', ...models.find((each) => each.model === model)!.price }),
      answerer: (request) => {
        calls++;
        const text = answers({ row: /message \d+/.exec(request.content)![0] });
        return { text, inputTokens: roughTokens(request.content), outputTokens: 1 };
      },
    });
  });
  afterEach(() => live.close());

  const finish = async (changes = {}) => {
    const result = await live.run({
      columns: { answer: 'smart_answer', model: 'smart_model', status: 'smart_status', cost: 'smart_cost' },
      ...changes,
    });
    assert.equal(result.state, 'finished', result.message);
    return { ...result, runs: join(live.folder, 'runs'), output: result.output!, finished: result.finished! };
  };
  const again = async (runId: string, row: number, model: string) => {
    const ladder = await openLadder(join(live.folder, 'ladder-1.json'), new Date());
    return askAgain(
      runId,
      { rows: [row], model },
      {
        openProvider: openProviders(ladder.providers, {
          ...{ keys: [], clock: systemClock, today: new Date(), seed: 1, concurrency: 4 },
          others: () => Promise.resolve(undefined),
        }),
        clock: systemClock,
        now: () => new Date().toISOString(),
        runsFolder: join(live.folder, 'runs'),
        emit: () => undefined,
        signal: new AbortController().signal,
      },
    );
  };

  it('writes the result anew byte for byte where nothing is corrected', async () => {
    const { runs, runId, output } = await finish();
    const before = readFileSync(output);
    const { finished } = await deliverCorrections(runs, runId, true);
    assert.equal(finished.output, output, 'its own file is replaced');
    assert.deepEqual(readFileSync(output), before);
  });

  it('puts corrections into the result where that is wished, marked, beside what was delivered, and takes them out again', async () => {
    const { runs, runId, folder, output, finished } = await finish();
    const before = readFileSync(output, 'utf8');
    await keepCorrection(folder, { type: 'correction', row: 3, text: 'ham' });
    await keepCorrection(folder, { type: 'correction', row: 4, text: 'spam' });
    await keepCorrection(folder, { type: 'correction', row: 4 });
    assert.equal(readFileSync(output, 'utf8'), before, 'kept apart until wished');
    await deliverCorrections(runs, runId, true);
    const rows = rowsOf(output);
    const others = rowsOf(output).map(({ smart_answer_before_correction: _, ...rest }) => rest);
    const { smart_cost: cost } = parse<Row>(before, { columns: true })[3]!;
    assert.deepEqual(rows[3], {
      ...{ text: 'message 3', smart_answer: 'ham', smart_model: 'user', smart_status: 'corrected', smart_cost: cost },
      smart_answer_before_correction: 'spam',
    });
    others.splice(3, 1);
    const untouched = parse<Row>(before, { columns: true });
    untouched.splice(3, 1);
    assert.deepEqual(others, untouched);
    assert.equal(rows.filter((row) => row['smart_answer_before_correction'] !== '').length, 1);

    const told = (await readRunState(folder, () => undefined)).finished!;
    assert.deepEqual(told.promise, finished.promise, 'the promise is about the delivered answers');
    assert.deepEqual(told.perModel, finished.perModel, "no correction counts as a model's");
    await renewReports(folder);
    const report = readFileSync(join(folder, 'report.md'), 'utf8');
    assert.match(report, /A person corrected 1 answer\. The result file holds it, marked/);
    assert.equal(live.server.ledger.billedUsd.toFixed(9), finished.spentUsd!.toFixed(9), 'nothing was asked');

    await deliverCorrections(runs, runId, false);
    assert.equal(readFileSync(output, 'utf8'), before);
    assert.deepEqual([...readCorrections(folder).of], [[3, 'ham']], 'they are kept');
  });

  it('keeps them over a torn end and over a session of the run that ends it anew', async () => {
    const { runs, runId, folder, output } = await finish();
    await keepCorrection(folder, { type: 'correction', row: 5, text: 'spam' });
    appendFileSync(correctionsPath(folder), 'deadbeef {"type":"corr');
    await keepCorrection(folder, { type: 'correction', row: 6, text: 'ham' });
    assert.deepEqual(
      readCorrections(folder).of,
      new Map([
        [5, 'spam'],
        [6, 'ham'],
      ]),
    );
    await deliverCorrections(runs, runId, true);
    await keepCorrection(folder, { type: 'correction', row: 7, text: 'spam' });
    assert.equal(readCorrections(folder).isCurrent, false);
    const resumed = await live.run(
      { columns: { answer: 'smart_answer' }, out: output },
      { resume: runId, retryFailed: true },
    );
    assert.equal(resumed.state, 'finished', resumed.message);
    const corrected = rowsOf(resumed.output!).flatMap((row, index) =>
      row['smart_answer_before_correction'] ? [index] : [],
    );
    assert.deepEqual(corrected, [5, 6, 7]);
    assert.equal(readCorrections(folder).isCurrent, true);
  });

  it('refuses a correction while another process writes the run', async () => {
    const { folder } = await finish();
    const lock = lockRun(folder);
    try {
      await assert.rejects(
        keepCorrection(folder, { type: 'correction', row: 1, text: 'ham' }),
        /another|process|writ/i,
      );
    } finally {
      lock.release();
    }
    await appendCorrection(folder, { type: 'correction', row: 1, text: 'ham' });
    assert.equal(readCorrections(folder).of.size, 1);
  });

  it('asks one row again at the cost that the server bills, and changes neither result nor promise', async () => {
    const { runId, folder, output, finished } = await finish();
    const before = readFileSync(output);
    const sent = calls;
    const told = await again(runId, 3, 'large');
    assert.equal(calls, sent + 1, 'one request, past whatever keeps answers');
    assert.equal(told.spentUsd!.toFixed(9), live.server.ledger.billedUsd.toFixed(9), 'the bill is the ledger');
    assert.ok(told.spentUsd! > finished.spentUsd!);
    assert.deepEqual(told.promise, finished.promise);
    assert.deepEqual(readFileSync(output), before);
    assert.deepEqual(
      (await answeredAgain(folder)).map(({ model, row, answer }) => [model, row, answer.text]),
      [['large', 3, 'spam']],
    );
    assert.equal((await readDelivery(folder))!.model.length, rowCount);
    // Whoever opens the run later, or goes on with it, knows of the money.
    const { finished: after } = await readRunState(folder, () => undefined);
    assert.equal(after!.spentUsd, told.spentUsd);
    const resumed = await live.run({ out: output }, { resume: runId, retryFailed: true });
    assert.equal(resumed.finished!.spentUsd!.toFixed(9), live.server.ledger.billedUsd.toFixed(9));
    assert.deepEqual(resumed.finished!.promise, finished.promise);
    assert.equal((await afterwardsOfRun(folder))!.askedAgain, 1);
    assert.match(readFileSync(join(folder, 'report.md'), 'utf8'), /models were asked again once, for \$/);
  });

  it('keeps to the cap of the run, and names a model or row that is not there', async () => {
    const free = await finish();
    const { runId } = await finish({ budgetUsd: free.finished.spentUsd! + 0.02 });
    const sent = calls;
    await assert.rejects(again(runId, 3, 'medium'), /medium is none of the run's models/);
    await assert.rejects(again(runId, rowCount, 'large'), /no row 121; it has 120/);
    let asked = 0;
    await assert.rejects(
      async () => {
        for (; asked < 100; asked++) await again(runId, asked, 'large');
      },
      (error) => error instanceof ProviderError && error.kind === 'budget',
    );
    assert.ok(asked > 0);
    assert.equal(calls, sent + asked);
  });
});
