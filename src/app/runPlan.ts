// A planned run in its folder: providers are opened, the strategy is driven, the reference asked twice where that is wanted, the result written.
import type { OverwriteRule } from '../datasets/results/outputPath';
import { askTwice } from '../engine/drive/askTwice';
import { makeAsk, makeAskRow, makeAskRowNow, type AskRowSetup, type AskSetup } from '../engine/drive/askRow';
import type { Asked } from '../engine/drive/asked';
import type { JudgePort } from '../engine/drive/compareStep';
import { makeAskTogether } from '../engine/drive/askTogether';
import { drive } from '../engine/drive/drive';
import { readEarlierAnswers } from '../engine/drive/earlierAnswers';
import { OutputRoom } from '../engine/drive/outputRoom';
import { createReservationLog } from '../engine/drive/reservationLog';
import { pauseOf, Stop, windowClosing, type PauseOf } from '../engine/drive/stop';
import { Totals } from '../engine/drive/totals';
import { UselessReplies } from '../engine/drive/uselessReplies';
import type { RunEvent } from '../engine/events';
import type { Judge } from '../engine/judge/judge';
import { makeJudgeRequest } from '../engine/judge/judgeRequest';
import { makeVerdictReader, verdictTask } from '../engine/judge/readVerdict';
import type { Model } from '../engine/model';
import { createBudget } from '../engine/money/budget';
import { createRequestCap } from '../engine/money/requestCap';
import type { Provider } from '../engine/provider';
import { reason } from '../engine/reasons';
import { inEnglish } from '../engine/report/reasonsInEnglish';
import { strategyOf } from '../engine/strategies/strategyByName';
import { processTurns } from '../store/processTurns';
import type { OpenRun } from '../store/runFolder';
import { keptOf } from './growing/continueTable';
import { earlierRunsOf } from './earlierRuns';
import { finishRun } from './finishRun';
import { askedModels } from './judging';
import type { Measured } from './measureRivals';
import type { JobPlan } from './planJob';
import { problemAfter } from './problemAfter';
import { keepScan, measuredDoubt, scanStrategy } from './scanRun';
import type { MoneyPorts } from './openProviders';
import { keepLabels, tellBeginning } from './runBeginning';
import type { JobPorts, JobResult, RunOptions } from './runJob';
import { capOf } from './thresholds';

/** A window that closes pauses or cancels its runs, which is not the user's wish. */
const windowClosed = { reason: 'closed', message: reason('window-closed', {}) } as const;

/** Asks, decides, answers and finishes: the run from its folder to its result, or to where it pauses. */
export async function runPlan(
  planned: JobPlan,
  run: OpenRun,
  ports: JobPorts,
  options: RunOptions & { readonly overwrite: OverwriteRule; readonly stoppedBy: Measured['stoppedBy'] },
): Promise<JobResult> {
  const { job, models, dataset, prompt } = planned;
  const { journal } = run;
  const tell = async (event: RunEvent) => {
    ports.emit(event);
    await journal.append({ type: 'event', event });
  };
  const judge = planned.judging?.judge;
  const totals = new Totals(askedModels(planned));
  const earlier = await readEarlierAnswers(journal, models, planned.problem.rowCount, totals, {
    retryFailed: options.retryFailed ?? false,
    judge: judge?.model,
    turns: processTurns,
    isCarried: (row) => (planned.carried?.model[row] ?? -1) >= 0,
  });
  const problem = problemAfter(planned, earlier);
  const plan = { ...planned, problem };
  await keepLabels(plan, earlier.labels, journal);
  const cap = capOf(job);
  const budget = createBudget(
    cap,
    { spentUsd: totals.knownSpentUsd, lost: totals.lost },
    createRequestCap(job.mostRequests, earlier.requests),
  );
  const note = (message: string) => {
    ports.emit({ type: 'noted', message });
  };
  const money: MoneyPorts = {
    budget,
    runFolder: run.folder,
    reservations: createReservationLog(journal, earlier.reservations, totals),
    // Not journaled: how long one waited says nothing to whoever resumes.
    notify: ports.emit,
  };
  const opened = new Map<string, Provider>();
  for (const name of new Set(askedModels(planned).map((model) => model.provider)))
    opened.set(name, await ports.openProvider(name, money));
  const providers = models.map((model) => opened.get(model.provider)!);
  const learning = (asked: readonly Model[]) => ({
    room: new OutputRoom(asked, earlier.rooms, (model, tokens) => {
      // A row learned it; the run goes on whatever becomes of the record.
      journal.append({ type: 'room', model: asked[model]!.id, tokens }).catch(() => undefined);
    }),
    useless: new UselessReplies(asked),
    onUnread: (model: number, paid: Pick<Asked, 'billedUsd' | 'usage' | 'settles'>) => {
      totals.addBillOf(asked[model]!.id, paid.billedUsd, paid.usage);
      // The run is stopping; what it is stopping for is told already.
      journal.append({ type: 'unread', model: asked[model]!.id, ...paid }).catch(() => undefined);
    },
  });
  const asking: AskRowSetup = {
    ...{ models, prompt, task: job.task, providers, copyOf: plan.copyOf },
    ...learning(models),
  };
  const ask = makeAskRow(asking);
  const { twins, ...withoutTwins } = problem;
  await tellBeginning(plan, run, tell, ports, options);
  const ids = { runId: run.manifest.runId, folder: run.folder };
  const isClosing = () => [ports.signal, ports.pauseSignal].some((signal) => signal?.reason === windowClosing);
  const pauseBy = async ({ reason: by, message, provider }: PauseOf): Promise<JobResult> => {
    const byUser = isClosing() ? windowClosed : { reason: by, message: reason('paused-by-user', {}) };
    await tell({
      type: 'run-paused',
      ...(by === 'person' ? byUser : { reason: by, message }),
      ...(provider !== undefined && { provider }),
    });
    return { ...ids, state: 'paused', pausedBy: by, message: inEnglish(message) };
  };
  if (options.stoppedBy) return pauseBy(pauseOf(options.stoppedBy.error, options.stoppedBy.provider));
  const startedMs = ports.clock.nowMs();
  // A few more than the traffic control lets through keep it fed.
  const concurrencyOf = (model: number) => providers[model]!.windowOf?.(models[model]!) ?? ports.concurrency * 2;
  const judging = plan.judging && {
    isForJudge: plan.judging.isForJudge,
    judge: makeJudgePort(plan, plan.judging.judge, opened, ports.concurrency, learning([plan.judging.judge.model])),
  };
  const scanning = options.until === 'plan' ? scanStrategy() : undefined;
  const driven = await drive({
    strategy: scanning?.strategy ?? strategyOf(job),
    problem: twins ? { ...withoutTwins, twins } : withoutTwins,
    equivalence: plan.equivalence,
    judging,
    rows: (indices) => dataset.rows(indices),
    ask,
    askTogether: makeAskTogether(asking),
    lengthOf: (row) => prompt.render(row).content.length,
    askNow: makeAskRowNow(asking),
    journal,
    clock: ports.clock,
    emit: ports.emit,
    signal: ports.signal,
    ...(ports.pauseSignal && { pauseSignal: ports.pauseSignal }),
    concurrencyOf,
    earlier,
    totals,
    labelOf: plan.labels?.labelOf,
    capUsd: cap,
    keptOf: keptOf(plan, earlier),
    turns: processTurns,
  });
  switch (driven.state) {
    case 'finished': {
      const wanted = job.repeatReference ?? 0;
      const repeat = () =>
        askTwice({
          wanted,
          problem,
          driven,
          equivalence: plan.equivalence,
          rows: (indices) => dataset.rows(indices),
          ask: makeAskRow({ ...asking, isRepeat: true }),
          journal,
          emit: ports.emit,
          earlier,
          totals,
          stop: new Stop(ports.signal, ports.pauseSignal),
          concurrency: concurrencyOf(problem.reference),
        });
      const selfAgreement = wanted === 0 ? undefined : await repeat();
      const found = scanning?.found();
      if (found) {
        const ownDoubt = selfAgreement && measuredDoubt(selfAgreement);
        const scan = {
          ...found,
          ...(ownDoubt && { ownDoubt }),
          rows: problem.rowCount,
          spentUsd: totals.knownSpentUsd,
        };
        keepScan(run.folder, scan);
        const message = reason('scan-is-done', {});
        await tell({ type: 'run-paused', reason: 'scanned', message });
        return { ...ids, state: 'paused', pausedBy: 'scanned', message: inEnglish(message), scan };
      }
      return {
        ...ids,
        state: 'finished',
        ...(await finishRun({
          plan,
          run,
          driven,
          totals,
          ask,
          tell,
          note,
          signal: ports.signal,
          concurrency: ports.concurrency,
          elapsedMs: earlier.elapsedMs + ports.clock.nowMs() - startedMs,
          overwrite: options.overwrite,
          checkAll: options.checkAll ?? false,
          labelsGiven: earlier.labelsGiven,
          earlierRuns: await earlierRunsOf(run.manifest, ports.runsFolder, ports.installation, plan.carried),
          selfAgreement,
        })),
      };
    }
    case 'paused':
      return pauseBy(driven);
    case 'cancelled':
      await tell({
        type: 'run-paused',
        ...(isClosing() ? windowClosed : { reason: 'cancelled', message: reason('cancelled-all-kept', {}) }),
      });
      return { ...ids, state: 'cancelled' };
  }
}

/** Whoever decides on two answers, behind the provider that answers for it. */
function makeJudgePort(
  { job, prompt, problem }: JobPlan,
  judge: Judge,
  opened: ReadonlyMap<string, Provider>,
  concurrency: number,
  learning: Pick<AskSetup, 'room' | 'useless' | 'onUnread'>,
): JudgePort {
  const { model } = judge;
  const provider = opened.get(model.provider)!;
  const ask = makeAsk({
    ...learning,
    models: [model],
    task: verdictTask(judge),
    read: makeVerdictReader(judge),
    providers: [provider],
  });
  const render = makeJudgeRequest(judge, prompt, job.task, problem.seed);
  return {
    model,
    ask: (row, pair, signal, pauseSignal) => ask(0, render(row, pair), 0, signal, pauseSignal),
    concurrency: provider.windowOf?.(model) ?? concurrency * 2,
  };
}
