// `smart run`: a dataset and a prompt in, a result file out; the same engine and the same files as the extension.
import { stat } from 'node:fs/promises';
import { answersToTakeOver, type AnswersPerModel } from '../app/answersToTakeOver';
import { outcomeOf } from '../app/earlierOutcome';
import { estimateJob } from '../app/estimateJob';
import { carriedSentence } from '../app/growing/carriedSentence';
import { continuedFacts } from '../app/growing/continuedFacts';
import { continueTable } from '../app/growing/continueTable';
import { keptAnswers, mostOf } from '../app/keptAnswers';
import { makeJob } from '../app/makeJob';
import { usageOfRuns } from '../app/measuredUsage';
import { openLadder } from '../app/openLadder';
import { planJob, type JobPlan } from '../app/planJob';
import { sendingOf } from '../app/sending';
import { software } from '../app/software';
import { packedExample } from '../app/packedExample';
import { requestExamples } from '../app/requestExamples';
import { runJob, type JobPorts, type JobResult } from '../app/runJob';
import { isPattern } from '../datasets/files/findFiles';
import type { Storage } from '../datasets/openDataset';
import { isAddress } from '../datasets/address';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { oneLine } from '../engine/text/plainText';
import { isThere } from '../files/writeFile';
import type { Ladder } from '../providers/ladder';
import type { Workers } from '../providers/queue/workers';
import { openResponseCacheOrNone } from '../providers/responseCache';
import { systemClock } from '../providers/systemClock';
import { readManifest, runFolder } from '../store/runFiles';
import { cliProviders, responseCacheFolder } from './cliProviders';
import { withStorage } from './cliStorage';
import type { Command, CommandIo } from './command';
import { readExamples } from './exampleFile';
import { resumeCommand } from './jobOfRun';
import { continuedRun, earlierRun } from './namedRun';
import { createProgressLine } from './progressLine';
import { openStreams, type StandardStreams } from './standardStreams';
import { parseRunOptions, type RunOptions } from './runOptions';
import { runUsage } from './runSwitches';
import { estimateText, finishedText, packedText, pausedText, requestsText, resultJson } from './runText';
import { scanText } from './scanText';
import { stopSignals } from './stopSignals';

/** `smart scan`: a run that goes as far as its plan. */
export const scanCommand: Command = (argv, io) => runCommand(['--until', 'plan', ...argv], io);

export const runCommand: Command = async (argv, io) => {
  const options = parseRunOptions(argv);
  if (!options) {
    io.stdout.write(runUsage());
    return 0;
  }
  if (options.job.dataset !== '-') await checkDatasetExists(options.job.dataset);
  const streams = await openStreams(options.job, io);
  try {
    if (streams.isPiped && options.isJson && !options.isDryRun)
      throw new InputError('--json and the result both go to standard output; name a file for the result (--out).');
    const { dataset, out } = streams;
    const job = { ...options.job, dataset, ...(out !== undefined && { out }) };
    const isQuiet = streams.isPiped && !options.isDryRun;
    const shown = isQuiet ? { ...io, stdout: io.stderr } : io;
    return await withStorage((storage) => runFiles({ ...options, job }, shown, streams, storage));
  } finally {
    await streams.dispose();
  }
};

async function runFiles(
  options: RunOptions,
  io: CommandIo,
  streams: StandardStreams,
  storage: Storage,
): Promise<number> {
  const ladder = await openLadder(options.models, new Date());
  const examples =
    options.examples === undefined ? undefined : await readExamples(options.examples, options.job.prompt);
  const job = makeJob({ ...options.job, ...(examples && { examples }) }, ladder.models);
  if (options.isDryRun) return dryRun(job, ladder, options, io, storage);

  const workers = await openQueue(options, io);
  const stop = stopSignals(io.stderr);
  const progress = createProgressLine(io.stderr, systemClock);
  const cache = options.useCache
    ? await openResponseCacheOrNone(responseCacheFolder(), (message) => io.stderr.write(`${message}\n`))
    : undefined;
  try {
    const ports: JobPorts = {
      openProvider: cliProviders(ladder, {
        seed: job.seed ?? 0,
        concurrency: options.concurrency,
        ...(cache && { cache }),
        ...(workers && { workers }),
      }),
      clock: systemClock,
      now: () => new Date().toISOString(),
      runsFolder: options.runsFolder,
      storage,
      emit: progress.emit,
      signal: stop.cancel,
      pauseSignal: stop.pause,
      beforeSending: () => confirmSending(job, ladder, options, io),
      concurrency: options.concurrency,
    };
    const named = (wanted: string) => earlierRun(wanted, options.runsFolder, job.dataset);
    const result = await runJob(job, ports, {
      ...options,
      ...(options.resume !== undefined && { resume: named(options.resume) }),
      ...(options.answersOf !== undefined && { answersOf: named(options.answersOf) }),
      ...(options.continueRun !== undefined && {
        continueRun: continuedRun(options.continueRun, options.runsFolder, job.dataset),
      }),
    });
    if (streams.isPiped && result.output !== undefined) await streams.send(result.output);
    const shown = streams.isPiped ? { ...result, output: 'standard output' } : result;
    tellResult(shown, { ...job, dataset: streams.name }, options, io);
    return stop.isRequested && result.state !== 'finished' ? 130 : exitCode(result);
  } finally {
    stop.dispose();
    progress.dispose();
    await cache?.close();
    await workers?.close();
  }
}

/** @throws {InputError} where there is no such queue, before a run is made */
async function openQueue({ queue }: RunOptions, io: CommandIo): Promise<Workers | undefined> {
  if (queue === undefined) return undefined;
  const { openWorkers } = await import('../providers/queue/coordinator');
  const tell = (message: string) => io.stderr.write(`${oneLine(message)}\n`);
  return openWorkers(queue, { version: software.version, tell });
}

/** Says which columns go to which hosts before anything is sent, and asks where a job file chose the hosts. @throws {InputError} when declined. */
async function confirmSending(job: Job, ladder: Ladder, options: RunOptions, io: CommandIo): Promise<void> {
  const { hosts, columns } = sendingOf(job, ladder);
  if (hosts.length === 0) return;
  const what = columns.length === 0 ? 'the prompt' : `each row's ${columns.map(oneLine).join(', ')}`;
  io.stderr.write(`To be sent to ${hosts.map(oneLine).join(', ')}: ${what}.\n`);
  if (!options.asksBeforeSending || io.ask === undefined) return;
  const answer = await io.ask('A job file names these hosts. Send? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new InputError('Nothing was sent. --yes sends without asking; --models names models of your own.');
}

/** 0 done, 3 stopped at a cap, 4 provider or key, 5 waits for labels, 6 finished but rows failed, 130 interrupted. */
function exitCode(result: JobResult): number {
  if (result.state === 'finished') {
    const { finished } = result;
    const failed = finished?.failedRows ?? 0;
    // No answer at all is the provider's, unless replies came that nobody could read.
    if (finished?.promise.covered === 0 && (finished.promise.unreadable ?? 0) < failed) return 4;
    return failed > 0 ? 6 : 0;
  }
  if (result.state === 'cancelled' || result.pausedBy === 'person') return 130;
  if (result.pausedBy === 'scanned') return 0;
  if (result.pausedBy === 'labels') return 5;
  return result.pausedBy === 'budget' || result.pausedBy === 'requests' ? 3 : 4;
}

async function dryRun(job: Job, ladder: Ladder, options: RunOptions, io: CommandIo, storage: Storage): Promise<number> {
  const { answersOf, continueRun, runsFolder } = options;
  const before =
    continueRun === undefined ? undefined : runFolder(runsFolder, continuedRun(continueRun, runsFolder, job.dataset));
  const reference = job.reference ?? (before && readManifest(before).job.reference);
  let plan = await planJob({ ...job, ...(reference !== undefined && { reference }) }, false, storage);
  try {
    const continued = before === undefined ? undefined : await continueTable(plan, before);
    if (continued) plan = continued.plan;
    const known = continued && (await continuedFacts(plan, before!, continued.targetsOf));
    const from = answersOf === undefined ? undefined : earlierRun(answersOf, runsFolder, job.dataset);
    const taken = from === undefined ? undefined : await answersToTakeOver(runFolder(runsFolder, from), plan);
    for (const warning of plan.warnings) io.stderr.write(`${warning}\n`);
    if (plan.carried) io.stderr.write(`${carriedSentence(plan.carried, plan.problem.rowCount)}\n`);
    const paid = mostOf(taken ?? known?.paid, options.useCache ? await keptIn(plan, ladder, io) : new Map());
    const outcome = from === undefined ? known?.outcome : outcomeOf(runFolder(runsFolder, from), plan);
    const usage = new Map([...(known?.usage ?? []), ...usageOfRuns(runsFolder, plan)]);
    const estimate = await estimateJob(plan, paid, usage, outcome);
    const packed = await packedExample(plan);
    const requests = await requestExamples(plan);
    const shown = {
      ...estimate,
      ...(requests.length > 0 && { exampleRequests: requests }),
      ...(packed && { packedRequest: packed }),
    };
    io.stdout.write(
      options.isJson
        ? `${JSON.stringify(shown, undefined, 2)}\n`
        : `${estimateText(job, estimate)}${requestsText(requests)}${packed ? packedText(packed) : ''}`,
    );
    return 0;
  } finally {
    await plan.dataset.close();
  }
}

async function keptIn(plan: JobPlan, ladder: Ladder, io: CommandIo): Promise<AnswersPerModel> {
  const folder = responseCacheFolder();
  if (!isThere(folder)) return new Map();
  const cache = await openResponseCacheOrNone(folder, (message) => io.stderr.write(`${message}\n`));
  if (!cache) return new Map();
  try {
    return await keptAnswers(plan, cache.has, (name) => ladder.providers.get(name));
  } finally {
    await cache.close();
  }
}

function tellResult(result: JobResult, job: Job, options: RunOptions, io: CommandIo): void {
  const { scan, runId, folder } = result;
  const goOn = resumeCommand(runId, options.runsFolder, {
    ...{ models: job.models, ladder: options.models },
    ...{ isPiped: job.dataset === '-', hasWorkers: options.queue !== undefined },
  });
  if (scan) {
    io.stdout.write(options.isJson ? `${JSON.stringify({ runId, folder, ...scan })}\n` : scanText(scan, runId, goOn));
    return;
  }
  if (options.isJson) io.stdout.write(`${JSON.stringify(resultJson(result))}\n`);
  else
    io.stdout.write(
      result.finished ? finishedText(result) : pausedText(result, `${goOn}${raised(result.pausedBy, job)}`),
    );
}

/** What goes on only under a higher limit. */
function raised(pausedBy: JobResult['pausedBy'], { atMost }: Job): string {
  if (pausedBy === 'requests') return ' --most-requests N';
  if (pausedBy !== 'budget') return '';
  return atMost === undefined ? ' --budget USD' : ' --at-most USD';
}

async function checkDatasetExists(path: string): Promise<void> {
  if (isAddress(path) || isPattern(path)) return;
  await stat(path).catch((error: unknown) => {
    // What else the system refuses is told by whoever opens the dataset.
    if (/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw new InputError(`There is no file ${path}.`);
  });
}
