// How long a large run keeps its process from other work: what the editor's other extensions would wait for, since all share one process. The same code as
// in VS Code, in plain Node: a run with three embedded models from its start to its promise, paused in the middle and gone on with, then its rows.
// Usage: node dist/test/bench/stalls.bench.js [rows] [accuracy] (1,000,000, 0.9). Everything stands among the system's temporary files and is removed.
// Prints; asserts nothing. A stall is told by the clock and, since other work of the machine lengthens that, by the processor time of the process.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJob } from '../../src/app/jobFile';
import { makeJob } from '../../src/app/makeJob';
import { openProviders } from '../../src/app/openProviders';
import { runJob, type JobResult } from '../../src/app/runJob';
import type { RunEvent } from '../../src/engine/events';
import { createRowReader } from '../../src/host/runs/rowReader';
import { embeddedModel } from '../../src/providers/embedded/embeddedLadder';
import { createEmbeddedProvider } from '../../src/providers/embedded/embeddedProvider';
import { builtInProviders } from '../../src/providers/providerConfig';
import { systemClock } from '../../src/providers/systemClock';
import { userInstallation } from '../../src/store/installation';
import { journalPath } from '../../src/store/runFiles';
import { readRunState } from '../../src/store/runList';
import { writeBigDataset } from './bigDataset';
import { watchStalls } from './stallWatch';

const mediaFolder = join(__dirname, '../../../media/embedded');
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const models = ['afinn', 'vader', 'ngram'] as const;

async function measure(rows: number, accuracy: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-stalls-'));
  try {
    const dataset = join(folder, 'big.csv');
    writeBigDataset(dataset, rows, 'csv');
    const prompt = 'Is this positive or negative? {{text}}';
    const file = checkJob(
      { dataset, prompt, labels: ['positive', 'negative'], strategy: 'certified', accuracy, seed: 1 },
      'The bench',
    );
    const job = makeJob(file, models.map(embeddedModel));
    const watch = watchStalls();
    const session = (tell: (event: RunEvent) => void, pauseSignal: AbortSignal, resume?: string): Promise<JobResult> =>
      runJob(
        job,
        {
          openProvider: openProviders(builtInProviders, {
            keys: [],
            clock: systemClock,
            today: new Date(),
            seed: 1,
            concurrency: 16,
            others: () => Promise.resolve(createEmbeddedProvider({ mediaFolder, cpuSeconds })),
          }),
          clock: systemClock,
          now: () => new Date().toISOString(),
          runsFolder: join(folder, 'runs'),
          emit: (event) => {
            if (event.type === 'phase-started') watch.enter(event.phase);
            else if (event.type === 'run-started') watch.enter(event.isResumed ? 'reading answers' : 'starting');
            tell(event);
          },
          signal: new AbortController().signal,
          pauseSignal,
          concurrency: 16,
        },
        resume === undefined ? {} : { resume },
      );

    const pause = new AbortController();
    watch.enter('opening');
    const first = await session((event) => {
      if (event.type === 'progressed' && (event.callsDone ?? 0) > rows) pause.abort();
    }, pause.signal);
    watch.tell('until the pause, in the middle of the candidates');
    watch.enter('opening');
    const result = await session(() => undefined, new AbortController().signal, first.runId);
    watch.tell('gone on with, to the promise');
    if (!result.finished) throw new Error(result.message ?? 'not finished');

    watch.enter('state');
    await readRunState(result.folder, () => undefined);
    watch.enter('first page');
    const reader = createRowReader(
      () => result.folder,
      () => Promise.reject(new Error('not measured here')),
      () => Promise.resolve(userInstallation()),
    );
    await reader.page({ from: 0, count: 50, filter: 'all' } as never, true);
    reader.dispose();
    watch.tell('its page is opened');
    watch.end();
    const megabytes = (path: string) => `${(statSync(path).size / 1e6).toFixed(0)} MB`;
    console.log(
      `journal ${megabytes(journalPath(result.folder))}, result ${megabytes(result.output!)}; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [rowsText = '1000000', accuracyText = '0.9'] = process.argv.slice(2);
void measure(Number(rowsText), Number(accuracyText));
