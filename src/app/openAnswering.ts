// Who answers a run's rows and decides on its pairs of answers: providers, opened within the run's cap, and the ways to ask them.
import { makeAsk, type AskRowSetup, type AskSetup } from '../engine/drive/askRow';
import type { Asked } from '../engine/drive/asked';
import type { JudgePort } from '../engine/drive/compareStep';
import type { DriveInput } from '../engine/drive/drive';
import type { EarlierAnswers } from '../engine/drive/earlierAnswers';
import { OutputRoom } from '../engine/drive/outputRoom';
import { createReservationLog } from '../engine/drive/reservationLog';
import type { Totals } from '../engine/drive/totals';
import { UselessReplies } from '../engine/drive/uselessReplies';
import type { Judge } from '../engine/judge/judge';
import { makeJudgeRequest } from '../engine/judge/judgeRequest';
import { makeVerdictReader, verdictTask } from '../engine/judge/readVerdict';
import type { Model } from '../engine/model';
import { createBudget } from '../engine/money/budget';
import { createRequestCap } from '../engine/money/requestCap';
import type { Provider } from '../engine/provider';
import type { OpenRun } from '../store/runFolder';
import { askedModels } from './judging';
import type { MoneyPorts } from './openProviders';
import type { JobPlan } from './planJob';
import type { JobPorts } from './runJob';
import { capOf } from './thresholds';

export type Answering = {
  readonly asking: AskRowSetup;
  readonly judging: DriveInput['judging'];
  /** Requests of a model to have under way. */
  readonly concurrencyOf: (model: number) => number;
};

/** What earlier sessions of the run have paid, in numbers and in the journal. */
type Known = { readonly earlier: EarlierAnswers; readonly totals: Totals };

type Learning = Pick<AskSetup, 'room' | 'useless' | 'onUnread'>;

/** Requests handed to a provider for each that its traffic control lets through: a few more keep it fed. */
const handedPerSlot = 2;

/** @throws {InputError, ProviderError} when a provider cannot be had; nothing has been sent. */
export async function openAnswering(plan: JobPlan, known: Known, run: OpenRun, ports: JobPorts): Promise<Answering> {
  const { job, models, prompt, judging } = plan;
  const opened = await openProviders(plan, known, run, ports);
  const providers = models.map(({ provider }) => opened.get(provider)!);
  const windowOf = (model: Model) => opened.get(model.provider)!.windowOf?.(model) ?? ports.concurrency * handedPerSlot;
  const learning = (asked: readonly Model[]) => learningOf(asked, known, run.journal);
  return {
    asking: { models, prompt, task: job.task, providers, copyOf: plan.copyOf, ...learning(models) },
    judging: judging && {
      isForJudge: judging.isForJudge,
      judge: {
        model: judging.judge.model,
        ask: judgeAsk(plan, judging.judge, opened, learning([judging.judge.model])),
        concurrency: windowOf(judging.judge.model),
      },
    },
    concurrencyOf: (model) => windowOf(models[model]!),
  };
}

/** By name; all of them spend from one cap. */
async function openProviders(
  plan: JobPlan,
  { earlier, totals }: Known,
  run: OpenRun,
  ports: JobPorts,
): Promise<ReadonlyMap<string, Provider>> {
  const money: MoneyPorts = {
    budget: createBudget(
      capOf(plan.job),
      { spentUsd: totals.knownSpentUsd, lost: totals.lost },
      createRequestCap(plan.job.mostRequests, earlier.requests),
    ),
    runFolder: run.folder,
    reservations: createReservationLog(run.journal, earlier.reservations, totals),
    // Not journaled: how long one waited says nothing to whoever resumes.
    notify: ports.emit,
  };
  const opened = new Map<string, Provider>();
  for (const name of new Set(askedModels(plan).map(({ provider }) => provider)))
    opened.set(name, await ports.openProvider(name, money));
  return opened;
}

/** What replies teach of how to ask on, and what those that could not be read have cost. */
function learningOf(asked: readonly Model[], { earlier, totals }: Known, journal: OpenRun['journal']): Learning {
  return {
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
  };
}

/** Asks whoever decides on two answers. */
function judgeAsk(
  { job, prompt, problem }: JobPlan,
  judge: Judge,
  opened: ReadonlyMap<string, Provider>,
  learning: Learning,
): JudgePort['ask'] {
  const ask = makeAsk({
    ...learning,
    models: [judge.model],
    task: verdictTask(judge),
    read: makeVerdictReader(judge),
    providers: [opened.get(judge.model.provider)!],
  });
  const render = makeJudgeRequest(judge, prompt, job.task, problem.seed);
  return (row, pair, signal, pauseSignal) => ask(0, render(row, pair), 0, signal, pauseSignal);
}
