// A planned run in its folder: providers are opened, the strategy is driven, the reference asked twice where that is wanted, the result written.
import type { OverwriteRule } from '../datasets/results/outputPath';
import { makeAskRow, makeAskRowNow } from '../engine/drive/askRow';
import { makeAskTogether } from '../engine/drive/askTogether';
import { askTwice } from '../engine/drive/askTwice';
import { drive } from '../engine/drive/drive';
import { readEarlierAnswers } from '../engine/drive/readEarlierAnswers';
import { Stop } from '../engine/drive/stop';
import { Totals } from '../engine/drive/totals';
import type { RunEvent } from '../engine/events';
import { strategyOf } from '../engine/strategies/strategyByName';
import { processTurns } from '../store/processTurns';
import type { OpenRun } from '../store/runFolder';
import { keptOf } from './growing/continueTable';
import { earlierRunsOf } from './earlierRuns';
import { finishRun } from './finishRun';
import { askedModels } from './judging';
import type { Measured } from './measureRivals';
import { openAnswering } from './openAnswering';
import type { JobPlan } from './planJob';
import { problemAfter } from './problemAfter';
import { keepLabels, tellBeginning } from './runBeginning';
import type { JobPorts, JobResult, RunOptions } from './runJob';
import { makeRunStops } from './runStops';
import { measuredDoubt, scanStrategy } from './scanRun';
import { capOf } from './thresholds';

/** Asks, decides, answers and finishes: the run from its folder to its result, or to where it pauses. */
export async function runPlan(
  planned: JobPlan,
  run: OpenRun,
  ports: JobPorts,
  options: RunOptions & { readonly overwrite: OverwriteRule; readonly stoppedBy: Measured['stoppedBy'] },
): Promise<JobResult> {
  const { job, models, dataset, prompt } = planned;
  const { journal } = run;
  const { emit, clock } = ports;
  const tell = async (event: RunEvent) => {
    emit(event);
    await journal.append({ type: 'event', event });
  };
  const totals = new Totals(askedModels(planned));
  const earlier = await readEarlierAnswers(journal, models, planned.problem.rowCount, totals, {
    retryFailed: options.retryFailed ?? false,
    judge: planned.judging?.judge.model,
    turns: processTurns,
    isCarried: (row) => (planned.carried?.model[row] ?? -1) >= 0,
  });
  const problem = problemAfter(planned, earlier);
  const plan = { ...planned, problem };
  await keepLabels(plan, earlier.labels, journal);
  const { asking, judging, concurrencyOf } = await openAnswering(plan, { earlier, totals }, run, ports);
  await tellBeginning(plan, run, tell, ports, options);
  const stops = makeRunStops(run, ports, tell);
  if (options.stoppedBy) return stops.stoppedBy(options.stoppedBy);

  const startedMs = clock.nowMs();
  const ask = makeAskRow(asking);
  /** What driving the strategy and asking the reference twice have in common. */
  const common = {
    equivalence: plan.equivalence,
    rows: (indices: Int32Array) => dataset.rows(indices),
    ...{ journal, emit, earlier, totals },
  };
  const scanning = options.until === 'plan' ? scanStrategy() : undefined;
  const driven = await drive({
    ...common,
    strategy: scanning?.strategy ?? strategyOf(job),
    problem,
    judging,
    ask,
    askTogether: makeAskTogether(asking),
    lengthOf: (row) => prompt.render(row).content.length,
    askNow: makeAskRowNow(asking),
    clock,
    signal: ports.signal,
    ...(ports.pauseSignal && { pauseSignal: ports.pauseSignal }),
    concurrencyOf,
    labelOf: plan.labels?.labelOf,
    capUsd: capOf(job),
    keptOf: keptOf(plan, earlier),
    turns: processTurns,
  });
  if (driven.state === 'paused') return stops.paused(driven);
  if (driven.state === 'cancelled') return stops.cancelled();

  const wanted = job.repeatReference ?? 0;
  const selfAgreement =
    wanted === 0
      ? undefined
      : await askTwice({
          ...common,
          ...{ wanted, problem, driven },
          ask: makeAskRow({ ...asking, isRepeat: true }),
          stop: new Stop(ports.signal, ports.pauseSignal),
          concurrency: concurrencyOf(problem.reference),
        });
  const found = scanning?.found();
  if (found) {
    const ownDoubt = selfAgreement && measuredDoubt(selfAgreement);
    const { rowCount: rows } = problem;
    return stops.scanned({ ...found, ...(ownDoubt && { ownDoubt }), rows, spentUsd: totals.knownSpentUsd });
  }
  const finished = await finishRun({
    ...{ plan, run, driven, totals, ask, tell, selfAgreement },
    note: (message) => {
      emit({ type: 'noted', message });
    },
    signal: ports.signal,
    concurrency: ports.concurrency,
    elapsedMs: earlier.elapsedMs + clock.nowMs() - startedMs,
    overwrite: options.overwrite,
    checkAll: options.checkAll ?? false,
    labelsGiven: earlier.labelsGiven,
    earlierRuns: await earlierRunsOf(run.manifest, ports.runsFolder, ports.installation, plan.carried),
  });
  return { runId: run.manifest.runId, folder: run.folder, state: 'finished', ...finished };
}
