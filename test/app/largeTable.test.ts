// A table too large for its texts to be kept: what planning learned of its rows is in the run's folder while the run goes on, and a session that resumes it
// plans from there, to the same result.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkJob } from '../../src/app/jobFile';
import { makeJob } from '../../src/app/makeJob';
import { openProviders } from '../../src/app/openProviders';
import { planJob } from '../../src/app/planJob';
import { textLimit } from '../../src/app/rowFacts';
import { runJob, type RunOptions } from '../../src/app/runJob';
import type { RunEvent } from '../../src/engine/events';
import { createEmbeddedProvider } from '../../src/providers/embedded/embeddedProvider';
import { embeddedModel } from '../../src/providers/embedded/embeddedLadder';
import { builtInProviders } from '../../src/providers/providerConfig';
import { systemClock } from '../../src/providers/systemClock';
import { makeInstallation } from '../../src/store/installation';
import { keepRowFacts, readRowFacts, rowFactsPath } from '../../src/store/rowFactsFile';
import { projectRoot } from '../host/hostFolder';
import { scratchFolder } from '../store/scratch';
import { standIns } from '../support/standIns';

const installation = makeInstallation(['ab'.repeat(32)]);
const rows = 340;
/** Row 7 is row 3. */
const textOf = (index: number) => {
  const row = index === 7 ? 3 : index;
  return `${row % 3 === 0 ? 'good' : 'bad'} day ${String(row)} ${'-'.repeat(200)}`;
};

describe('a large table', function () {
  this.timeout(120_000);
  const folder = scratchFolder();

  const standIn = standIns();

  it('is planned from what an earlier session kept of its rows, and ends in the same bytes', async () => {
    standIn(textLimit, 'characters', () => 50_000);
    const dataset = join(folder(), 'large.csv');
    writeFileSync(dataset, `text\n${Array.from({ length: rows }, (_, row) => textOf(row)).join('\n')}\n`);
    const file = checkJob(
      { dataset, prompt: 'Good or bad? {{text}}', labels: ['positive', 'negative'], strategy: 'reference', seed: 1 },
      'The test',
    );
    const job = makeJob(file, [embeddedModel('afinn'), embeddedModel('vader')]);
    const distinct: number[] = [];
    const emit = (event: RunEvent) => {
      if (event.type === 'run-started') distinct.push(event.distinctRows!);
    };
    const run = (name: string, stopAt: number, options: RunOptions = {}) => {
      const stop = new AbortController();
      let asked = 0;
      const provider = createEmbeddedProvider({
        mediaFolder: join(projectRoot, 'media/embedded'),
        cpuSeconds: () => 0,
      });
      const counted: typeof provider = {
        name: provider.name,
        ask: (...call) => {
          if (++asked >= stopAt) stop.abort();
          return provider.ask(...call);
        },
      };
      return runJob(
        { ...job, out: join(folder(), `${name}.csv`) },
        {
          openProvider: openProviders(builtInProviders, {
            ...{ keys: [], today: new Date('2026-01-01'), clock: systemClock, seed: 1, concurrency: 2 },
            others: () => Promise.resolve(counted),
          }),
          ...{ clock: systemClock, now: () => '2026-01-01T00:00:00Z', runsFolder: join(folder(), name) },
          ...{ emit, signal: stop.signal, concurrency: 2, installation },
        },
        options,
      );
    };
    const calm = await run('calm', Infinity);
    assert.ok(!existsSync(rowFactsPath(calm.folder)), 'a finished run needs them no more');
    const cut = await run('cut', 20);
    assert.equal(cut.state, 'cancelled');
    assert.ok(existsSync(rowFactsPath(cut.folder)));

    const anew = await planJob({ ...job, out: join(folder(), 'x.csv') });
    let told = 0;
    const recalled = await planJob(
      { ...job, out: join(folder(), 'x.csv') },
      false,
      undefined,
      async (question, count) => {
        const found = await readRowFacts(cut.folder, installation, question, count);
        if (found) told++;
        return found;
      },
    );
    assert.equal(told, 1, 'the facts are about the same question');
    assert.equal(recalled.toKeep, undefined);
    assert.deepEqual(recalled.problem.twins, anew.problem.twins);
    assert.equal(recalled.problem.twins?.[7], 3);
    assert.deepEqual(recalled.digests, anew.digests);
    assert.deepEqual(recalled.warnings, anew.warnings);
    assert.equal(recalled.distinctRows, rows - 1);
    for (const row of [0, 7, rows - 1]) {
      assert.equal(recalled.problem.features?.length?.(row), anew.problem.features?.length?.(row));
      assert.equal(recalled.problem.features?.expectedCost?.(0, row), anew.problem.features?.expectedCost?.(0, row));
    }
    const other = { ...job, out: join(folder(), 'x.csv'), prompt: 'Bad or good? {{text}}' };
    await planJob(other, false, undefined, async (question, count) => {
      assert.equal(await readRowFacts(cut.folder, installation, question, count), undefined, 'another prompt');
      return undefined;
    });

    // Facts of ours that say something else show that the session rests on them: all rows are one.
    const stored = (await readRowFacts(cut.folder, installation, anew.toKeep!.question, rows))!;
    await keepRowFacts(cut.folder, installation, { ...stored, digests: new Uint32Array(4 * rows) });
    await run('cut', 1, { resume: cut.runId });
    assert.deepEqual(distinct, [rows - 1, rows - 1, 1]);
    await keepRowFacts(cut.folder, installation, stored);

    const resumed = await run('cut', Infinity, { resume: cut.runId });
    assert.equal(resumed.state, 'finished');
    assert.equal(readFileSync(resumed.output!, 'utf8'), readFileSync(calm.output!, 'utf8'));
    assert.ok(!existsSync(rowFactsPath(cut.folder)));
  });
});
