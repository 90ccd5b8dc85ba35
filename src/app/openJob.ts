// What a run rests on before its first request: seed and output of an earlier session, prices for the cap, and its folder, made or opened.
import { randomInt } from 'node:crypto';
import { answerRecord } from '../engine/drive/asked';
import { InputError } from '../engine/inputError';
import { isInside } from '../files/confine';
import { statRegular } from '../files/regularFile';
import { createRun, openRun, type OpenRun } from '../store/runFolder';
import { type Installation } from '../store/installation';
import { homeOfRuns, journalPath, readManifest, runFolder } from '../store/runFiles';
import { readOrigin } from '../store/runOrigin';
import type { Targets } from './growing/continueTable';
import { type Measured } from './measureRivals';
import { type EarlierOutput } from './outputOfRun';
import { askedModels } from './judging';
import { type JobPlan } from './planJob';
import { writePrices } from './priceLine';
import { software } from './software';
import type { JobPorts, RunOptions } from './runJob';
import { capOf } from './thresholds';

/**
 * The promise is over this draw alone, so it is made anew for every run, from the system's randomness: whatever is known of the table, and whatever
 * earlier runs showed, the sample is not known beforehand (docs/guarantee.md, assumption 1).
 */
export function drawSeed(): number {
  return randomInt(2 ** 48 - 1);
}

/** @throws {InputError} where the cap could not be kept; nothing has been written or sent. */
export function refuseCapWithoutPrices(plan: JobPlan): void {
  const { job } = plan;
  const unpriced = askedModels(plan).filter(({ price }) => price.type === 'unknown');
  const cap = capOf(job);
  if (cap === undefined || unpriced.length === 0) return;
  const [price, is] = unpriced.length === 1 ? ['price', 'is'] : ['prices', 'are'];
  throw new InputError(
    `The ${price} of ${unpriced.map(({ id }) => id).join(', ')} ${is} not known, so the cap of $${String(cap)} cannot be kept. ` +
      `${writePrices(unpriced)}Or take the cap away and limit the requests instead (--most-requests N, "mostRequests" in a job file): nobody can say what the run costs.`,
  );
}

/**
 * The run's seed, and where an earlier session of it meant to write. The word of a run that this installation did not write counts inside its own folder, and
 * nothing is replaced on it.
 */
export function earlierSession(
  runsFolder: string,
  runId: string,
  installation: Installation,
): EarlierOutput & { readonly reference?: string; readonly seed?: number } {
  const folder = runFolder(runsFolder, runId);
  const { out, reference, seed } = readManifest(folder).job;
  const origin = readOrigin(folder, installation);
  const counts = out !== undefined && (origin !== undefined || isInside(homeOfRuns(runsFolder), out));
  return {
    ...(counts && { out }),
    ...(reference !== undefined && { reference }),
    ...(seed !== undefined && { seed }),
    outputs: origin?.outputs ?? [],
  };
}

/** From here on reading takes a second or more. */
const longMegabytes = 16;

/** The first sign of life of a large run that goes on. */
export function tellReading({ runsFolder, emit }: JobPorts, { resume }: RunOptions): void {
  const bytes = resume === undefined ? 0 : (statRegular(journalPath(runFolder(runsFolder, resume)))?.size ?? 0);
  const megabytes = Math.floor(bytes / 2 ** 20);
  if (megabytes >= longMegabytes)
    emit({ type: 'noted', message: `Reading ${String(megabytes)} MB of earlier answers.` });
}

/** @param targetsOf where a run is continued: the rows that its rows' answers go to. */
export async function openOrCreate(
  plan: JobPlan,
  ports: JobPorts,
  options: RunOptions,
  targetsOf?: Targets,
): Promise<OpenRun> {
  const importFrom = options.answersOf ?? options.continueRun;
  const { name, hash, rowCount } = plan.dataset;
  const dataset = { name, path: plan.job.dataset, hash, rowCount };
  // Answers that were paid for must outlive a power cut; those of embedded classifiers are cheaper to make again than to sync.
  const isPaid = askedModels(plan).some(({ price }) => price.type !== 'cpu');
  const journal = { durability: isPaid ? 'disk' : 'process' } as const;
  const { beforeSending: agree } = ports;
  const trust = {
    ...(ports.installation && { installation: ports.installation }),
    foreignAnswers: options.trustAnswers ?? false,
  };
  return options.resume !== undefined
    ? openRun(
        ports.runsFolder,
        options.resume,
        { job: plan.job, dataset },
        { ...journal, takesOver: options.takesOver ?? false, agree },
        trust,
      )
    : createRun(ports.runsFolder, {
        ...{ job: plan.job, dataset, software, createdAt: ports.now(), journal, trust, agree },
        ...(importFrom !== undefined && { importFrom: runFolder(ports.runsFolder, importFrom) }),
        ...(plan.judging && {
          verdicts: { judge: plan.judging.judge.model.id, reference: plan.models[plan.problem.reference]!.id },
        }),
        ...(targetsOf && plan.carried && { continuing: { targetsOf, carried: plan.carried } }),
      });
}

/** The run, opened anew with these answers in its journal: what is paid is not asked again. */
export async function withAnswers(
  run: OpenRun,
  { answers, lostUsd, lostRequests }: Measured,
  plan: JobPlan,
  ports: JobPorts,
  options: RunOptions,
): Promise<OpenRun> {
  try {
    await Promise.all(
      answers.map(({ model, row, asked }) => run.journal.append(answerRecord('answer', model, row, asked))),
    );
    // A rounding is no attempt. Each record counts as one request.
    const lost = Math.max(lostRequests, lostUsd > 1e-12 ? 1 : 0);
    for (let request = 0; request < lost; request++)
      await run.journal.append({
        type: 'lost-attempt',
        model: plan.models[0]!.id,
        reservedUsd: request === 0 ? lostUsd : 0,
      });
  } finally {
    await run.close();
  }
  return openOrCreate(plan, { ...ports, beforeSending: undefined }, { ...options, resume: run.manifest.runId });
}
