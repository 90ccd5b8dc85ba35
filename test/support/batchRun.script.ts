// A process that runs a whole job over a batch service, capped, and kills itself (SIGKILL) at the stage it is told. Started again it resumes the
// run. Arguments as one JSON object; prints the result's state, output and bill.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkJob } from '../../src/app/jobFile';
import { makeJob } from '../../src/app/makeJob';
import { openLadder } from '../../src/app/openLadder';
import { openProviders } from '../../src/app/openProviders';
import { runJob } from '../../src/app/runJob';
import { systemClock } from '../../src/providers/systemClock';
import { listRuns } from '../../src/store/runList';

export type BatchRunArguments = {
  readonly folder: string;
  readonly budgetUsd: number;
  readonly killAt: 'before-submit' | 'after-submit' | 'polling' | 'collecting' | 'answered' | 'never';
  /** Which hand-in, poll or answer it dies at, from 1. */
  readonly killNumber: number;
  /** @default 'profile-all' */
  readonly strategy?: string;
};

const {
  folder,
  budgetUsd,
  killAt,
  killNumber,
  strategy = 'profile-all',
} = JSON.parse(process.argv[2]!) as BatchRunArguments;
const die = () => {
  process.kill(process.pid, 'SIGKILL');
};
const counts = { 'before-submit': 0, 'after-submit': 0, polling: 0, collecting: 0, answered: 0, never: 0 };
const reached = (stage: BatchRunArguments['killAt']) => {
  if (stage === killAt && ++counts[stage] === killNumber) die();
};

const fetch: typeof globalThis.fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  const isSubmit = init?.method?.toUpperCase() === 'POST' && pathname.endsWith('/batches');
  const isPoll = /batches\/(msg)?batch_\d+$/.test(pathname);
  if (isSubmit) reached('before-submit');
  if (isPoll) reached('polling');
  const response = await globalThis.fetch(input, init);
  if (isSubmit) reached('after-submit');
  if (/\/results$|\/content$/.test(pathname)) reached('collecting');
  return response;
};

async function main(): Promise<void> {
  const ladder = await openLadder(join(folder, 'ladder.json'), new Date());
  const options = {
    dataset: join(folder, 'messages.csv'),
    prompt: 'Is this message spam or ham? {{text}}',
    labels: ['ham', 'spam'],
    accuracy: 0.8,
    strategy,
    budgetUsd,
    seed: 1,
  };
  const job = makeJob(checkJob(options, 'The test'), ladder.models);
  const clock = {
    nowMs: () => systemClock.nowMs() * 100,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 100, signal),
  };
  const runsFolder = join(folder, 'runs');
  const resume = existsSync(runsFolder) ? listRuns(runsFolder)[0]?.runId : undefined;
  const openProvider = openProviders(ladder.providers, {
    keys: [],
    clock,
    today: new Date(),
    seed: 1,
    concurrency: 16,
    batchPollMs: 1000,
    fetch,
    others: () => Promise.resolve(undefined),
  });
  const result = await runJob(
    job,
    {
      openProvider,
      clock,
      now: () => new Date().toISOString(),
      runsFolder,
      emit: (event) => {
        if (event.type === 'progressed' && event.callsDone >= 5 * killNumber && killAt === 'answered') die();
      },
      signal: new AbortController().signal,
      concurrency: 16,
    },
    { ...(resume !== undefined && { resume }) },
  );
  const { state, message, output, finished } = result;
  console.log(JSON.stringify({ state, message, output, ...finished }));
  console.log(Math.round(process.resourceUsage().maxRSS / 1024));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
