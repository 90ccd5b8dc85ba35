// Whole runs over real HTTP with the real SDKs, in this process: a dataset, a ladder file, a server that misbehaves, and a clock on which hangs
// end as soon as nothing else is under way.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { checkJob, type JobFile } from '../../src/app/jobFile';
import { makeJob } from '../../src/app/makeJob';
import { openLadder } from '../../src/app/openLadder';
import { openProviders, type ProviderSetup } from '../../src/app/openProviders';
import { runJob, type JobResult, type RunOptions } from '../../src/app/runJob';
import type { RunEvent } from '../../src/engine/events';
import type { Job } from '../../src/engine/job';
import type { Answerer } from '../support/answerers';
import { idleClock } from '../support/fakeClock';
import { startLlmServer, type LlmServer, type LlmServerOptions } from '../support/llmServer';
import { listPrices, priceOf } from '../support/sevenModels';

export type LiveRun = {
  readonly folder: string;
  readonly server: LlmServer;
  /** Runs the job, each time in the same runs folder. */
  readonly run: (
    changes?: Partial<JobFile>,
    options?: RunOptions,
    setup?: Partial<ProviderSetup> & { readonly models?: readonly object[]; readonly signal?: AbortSignal },
  ) => Promise<JobResult & { readonly events: readonly RunEvent[]; readonly job: Job }>;
  readonly close: () => Promise<void>;
};

export type LiveRunOptions = Partial<LlmServerOptions> & {
  readonly texts: readonly string[];
  readonly answerer: Answerer;
  /** Entries of the ladder file, their provider left out. @default the seven models */
  readonly models?: readonly object[];
  readonly providerType?: 'openai' | 'openai-compatible' | 'anthropic';
};

/** Of 25 ms: a disk that takes half a second to sync must not look like a hang. */
const quietTurns = process.env['SMART_FULL'] === '1' ? 80 : 30;

const sevenModels = Object.entries(listPrices).map(([model, [inputPerMillion, outputPerMillion]]) => ({
  model,
  price: { inputPerMillion, outputPerMillion },
}));

export async function startLiveRun(options: LiveRunOptions): Promise<LiveRun> {
  const { texts, models = sevenModels, providerType = 'openai-compatible', ...serverOptions } = options;
  const folder = await mkdtemp(join(tmpdir(), 'smart-live-'));
  const server = await startLlmServer({ priceOf, ...serverOptions });
  const dataset = join(folder, 'messages.csv');
  await writeFile(dataset, stringify([['text'], ...texts.map((text) => [text])]));
  const baseUrl = providerType === 'anthropic' ? server.url : `${server.url}/v1`;
  const { load, ledger } = server;
  let runs = 0;
  return {
    folder,
    server,
    run: async (changes = {}, runOptions = {}, { models: others, signal, ...setup } = {}) => {
      const number = String(++runs);
      const ladderFile = join(folder, `ladder-${number}.json`);
      const entries = (others ?? models).map((model) => ({ provider: 'local', ...model }));
      await writeFile(
        ladderFile,
        JSON.stringify({ providers: { local: { type: providerType, baseUrl } }, models: entries }),
      );
      const ladder = await openLadder(ladderFile, new Date());
      const asked: Partial<JobFile> = {
        dataset,
        prompt: 'Is this message spam or ham? {{text}}',
        labels: ['ham', 'spam'],
        seed: 1,
        out: join(folder, `out-${number}.csv`),
        ...changes,
      };
      const job = makeJob(checkJob(asked, 'The test'), ladder.models);
      const clock = idleClock(() => (load.now > 0 ? undefined : ledger.requests), quietTurns);
      const events: RunEvent[] = [];
      const openProvider = openProviders(ladder.providers, {
        keys: [],
        clock,
        today: new Date(),
        seed: job.seed ?? 0,
        concurrency: 64,
        // A machine that is busy must not look like a hang.
        shortestTimeoutMs: 60_000,
        others: () => Promise.resolve(undefined),
        ...setup,
      });
      const result = await runJob(
        job,
        {
          openProvider,
          clock,
          now: () => new Date().toISOString(),
          runsFolder: join(folder, 'runs'),
          emit: (event) => {
            if (event.type !== 'progressed') events.push(event);
          },
          signal: signal ?? new AbortController().signal,
          concurrency: 64,
        },
        runOptions,
      );
      return { ...result, events, job };
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
