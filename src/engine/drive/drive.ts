// Runs a strategy for real: carries out its steps over the ports, journals, tells progress, and stops early without losing anything.
// The counterpart of replay.ts, which looks answers up instead.
import { AnswerTable, type Equivalence } from '../answerTable';
import type { Clock } from '../clock';
import { unansweredRows } from '../certified/carriedRows';
import { planComparison } from '../comparing';
import type { Row } from '../dataset';
import type { RunEvent } from '../events';
import type { Journal } from '../journal';
import { isUnpriced } from '../model';
import { reason, type Why } from '../reasons';
import { withKept, type KeptOf } from '../keptRows';
import { deliveredBy, withLabels } from '../rowLabels';
import { columnCount, type Delivery, type LabelOf, type Problem, type Step, type Strategy } from '../strategy';
import { inTurns, noTurns, type Turns } from '../turns';
import { TwinGroups } from '../twinGroups';
import { Ahead } from './ahead';
import { carryOutComparison, openPairs, type JudgePort } from './compareStep';
import { askAll, carryOut, planStep } from './askStep';
import type { AskRow, AskRowNow, AskStepPorts, AskTogether } from './asked';
import { knowingLabels, type EarlierAnswers } from './earlierAnswers';
import { makeRecord } from './recording';
import { Stop, type PauseReason } from './stop';
import { LabelForecast } from './labelForecast';
import { affordableLabels, knowingSpentLabels, labelLimitOf, perLabelUsdOf, personOf, roundOf } from './personsLabels';
import { makeTelling } from './telling';
import type { Totals } from './totals';

export type DriveInput = {
  readonly strategy: Strategy;
  readonly problem: Omit<Problem, 'table'>;
  readonly equivalence: Equivalence;
  /** Which answers that are not equivalent are left to whom; absent: to nobody. */
  readonly judging?: { readonly isForJudge: Equivalence; readonly judge: JudgePort } | undefined;
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  readonly ask: AskRow;
  /** For models that take several rows per request. @default every row is asked by itself */
  readonly askTogether?: AskTogether | undefined;
  /** Characters of a row's prompt; absent: only the number of requests under way is bounded. */
  readonly lengthOf?: ((row: Row) => number) | undefined;
  readonly askNow?: AskRowNow | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly emit: (event: RunEvent) => void;
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
  /** Lets what is under way finish, then stops. */
  readonly pauseSignal?: AbortSignal;
  readonly concurrencyOf: (model: number) => number;
  /** Of earlier sessions; what they spent is in `totals` already. */
  readonly earlier: EarlierAnswers;
  readonly totals: Totals;
  /** Of rows that brought a label; these are known without being asked. */
  readonly labelOf?: LabelOf | undefined;
  /** The run's cap in dollars, which labels of a person count against; absent: none. */
  readonly capUsd?: number | undefined;
  /** Of rows that keep an earlier run's answer. */
  readonly keptOf?: KeptOf | undefined;
  /** Of a process that serves others too. @default it does not */
  readonly turns?: Turns | undefined;
};

export type DriveResult =
  | {
      readonly state: 'finished';
      readonly delivery: Delivery;
      readonly table: AnswerTable;
      /** Rows per column of the table, the student's last; rows that keep their own label are nobody's. */
      readonly delivered: readonly number[];
    }
  | {
      readonly state: 'paused';
      readonly reason: PauseReason;
      readonly message: Why;
      /** Whose key, quota or price it is about; undefined: a user's wish. */
      readonly provider?: string;
    }
  | { readonly state: 'cancelled' };

/** @throws what broke the run: a disk error, a changed dataset, a program error. Everything answered before is in the journal. */
export async function drive(input: DriveInput): Promise<DriveResult> {
  const ahead = new Ahead(input.problem.rowCount);
  try {
    return await carryOutAll(input, ahead);
  } finally {
    await ahead.ended();
  }
}

async function carryOutAll(input: DriveInput, ahead: Ahead): Promise<DriveResult> {
  const { problem, journal, clock, emit, totals, turns = noTurns } = input;
  const { models, reference, rowCount } = problem;
  const earlier = knowingLabels(knowingSpentLabels(input.earlier, models), reference, input.labelOf);
  const person = personOf(models);
  const table = new AnswerTable(
    columnCount(problem),
    rowCount,
    reference,
    input.equivalence,
    input.judging?.isForJudge,
  );
  const twins = problem.twins && (await inTurns(TwinGroups.of(problem.twins), turns));
  const { distinct: distinctRows } = unansweredRows(problem);
  const isHead = (row: number) => (problem.twins?.[row] ?? row) === row;
  /** Rows of reopened batches may want a label. */
  const labelled = distinctRows + (problem.carried?.reopened?.filter(isHead).length ?? 0);
  const stop = new Stop(input.signal, input.pauseSignal);
  const withJudge = input.judging ? [...models, input.judging.judge.model] : models;
  const unpriced = withJudge.flatMap((model) => (isUnpriced(model) ? [model.id] : []));
  const forecast = new LabelForecast(labelled, models[reference]!.id, labelLimitOf(models) ?? Infinity);
  const { tell, tellProgress, begin } = makeTelling({
    ...{ emit, journal, clock, totals, earlier, unpriced },
    rowsDone: () => table.asked[reference]!,
    referenceUsd: () => totals.estimateUsd(reference, distinctRows),
    onDecision: (event) => {
      forecast.note(event);
    },
  });
  const record = makeRecord({ table, problem, labelOf: input.labelOf, twins });

  const ports: AskStepPorts = {
    models,
    rows: input.rows,
    ask: input.ask,
    packs: input.askTogether && { ask: input.askTogether, seed: problem.seed },
    lengthOf: input.lengthOf,
    askNow: input.askNow,
    journal,
    earlier,
    ahead,
    totals,
    stop,
    concurrencyOf: input.concurrencyOf,
    emit,
    turns,
    answered: () => {
      tellProgress(false);
    },
  };

  const run = input.strategy({ ...problem, table });
  for (let turn = run.next(); ; turn = run.next()) {
    if (turns.isDue()) await turns.next();
    if (turn.done) {
      tellProgress(true);
      const delivery = withKept(withLabels(turn.value, problem), problem, table, input.keptOf);
      return { state: 'finished', delivery, table, delivered: deliveredBy(delivery, table.modelCount) };
    }
    const step = turn.value;
    if (step.type === 'rest') continue;
    if (step.type === 'explain') {
      await tell(step.event);
      continue;
    }
    if (step.type === 'foresee') {
      foresee(step);
      continue;
    }
    const ended = step.type === 'compare' ? await compareAll(step) : await askStep(step);
    if (ended) return ended;
  }

  /** Undefined where the run goes on. */
  function endOf(): DriveResult | undefined {
    if (stop.failure !== undefined) throw stop.failure;
    if (!stop.isRequested && !stop.isCancelled) return undefined;
    tellProgress(true);
    if (stop.isCancelled) return { state: 'cancelled' };
    return {
      state: 'paused',
      reason: stop.paused?.reason ?? 'person',
      message: stop.paused?.message ?? 'You paused this run.',
      ...(stop.paused && { provider: stop.paused.provider }),
    };
  }

  /** Begins to ask what a later step will ask. */
  function foresee({ model, rows }: Extract<Step, { type: 'foresee' }>): void {
    if (model === person) return;
    const heads = new Set<number>();
    // A step may foresee millions of rows, of which few are asked ahead.
    for (let i = 0; i < rows.length && heads.size < ahead.room; i++) {
      const row = problem.twins?.[rows[i]!] ?? rows[i]!;
      if (!table.isAsked(model, row) && !earlier.isKnown(model, row)) heads.add(row);
    }
    ahead.begin(model, [...heads], (model, rows, arrived) => askAll(model, rows, arrived, ports));
  }

  async function askStep(step: Extract<Step, { type: 'ask' }>): Promise<DriveResult | undefined> {
    const isAsked = (model: number, row: number) => table.isAsked(model, row);
    const planned = await inTurns(planStep(step, rowCount, isAsked, earlier, ahead, problem.twins), turns);
    const open = planned.reduce((sum, call) => sum + call.open.length, ahead.open);
    await begin(step.phase, open);
    // Models first: a person is called once for all that the step wants.
    await carryOut(
      planned.filter(({ model }) => model !== person),
      record,
      ports,
    );
    const ended = endOf();
    const labels = planned.filter(({ model }) => model === person);
    if (ended || labels.length === 0) return ended;
    const wanted = Int32Array.from(new Set(labels.flatMap(({ open }) => [...open]))).sort();
    if (wanted.length > 0) return callPerson(wanted);
    await carryOut(labels, record, ports);
    return endOf();
  }

  /** Asks for a round of labels, and pauses until they are there. */
  async function callPerson(open: Int32Array): Promise<DriveResult> {
    const { id, price } = models[person!]!;
    const affordable = affordableLabels(
      price,
      (input.capUsd ?? Infinity) - totals.knownSpentUsd - totals.possiblyBilledUsd,
    );
    tellProgress(true);
    if (affordable < 1) {
      const message = reason('cap-buys-no-label', {
        ...{ person: id, capUsd: input.capUsd! },
        perLabelUsd: perLabelUsdOf(price),
      });
      return { state: 'paused', reason: 'budget', message };
    }
    const round = roundOf(open, models, earlier, affordable);
    await tell({ ...round, ...forecast.of(round.given + round.rows.length) });
    const message = reason('labels-are-wanted', { person: id, rows: round.rows.length, given: round.given });
    return { state: 'paused', reason: 'labels', message };
  }

  async function compareAll(step: Extract<Step, { type: 'compare' }>): Promise<DriveResult | undefined> {
    const { judging } = input;
    if (!judging) throw new Error('a strategy compares answers by a judge, and there is none');
    const planned = planComparison(step, table, problem.twins);
    await begin(step.phase, openPairs(planned, earlier, models).length + ahead.open);
    await carryOutComparison(planned, table, twins, { ...ports, judge: judging.judge });
    return endOf();
  }
}
