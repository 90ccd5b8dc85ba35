// Runs a strategy on answers that are already known, at no cost: the engine's own clockless driver. Used by replay, simulate, parity and tests.
import { AnswerTable, type Answer, type Equivalence, type Verdict } from './answerTable';
import { planComparison } from './comparing';
import { carriedMarks } from './certified/carriedRows';
import type { DecisionEvent } from './events';
import { withKept, type KeptOf } from './keptRows';
import { atOnce } from './turns';
import { TwinGroups } from './twinGroups';
import { hasSameReference, recordLabel, withLabels } from './rowLabels';
import { isUnlabelled, labelsSpent } from './strategies/unlabelled';
import {
  allowedDeviations,
  columnCount,
  type Delivery,
  type LabelOf,
  type Phase,
  type Problem,
  type Step,
  type Strategy,
} from './strategy';

/** Looks an answer up; called once per asked pair. */
export type AnswerSource = (model: number, row: number) => Answer;

/** When two answers are the same, and who is asked where that is left to a judge. */
export type Equality = {
  readonly equivalence: Equivalence;
  readonly isForJudge?: Equivalence;
  /** Looks a verdict up: the model's answer to the row beside the reference's. */
  readonly verdict?: (model: number, row: number) => Verdict;
};

const sameLetters: Equality = { equivalence: (key, referenceKey) => key === referenceKey };

export type ReplayResult = {
  readonly delivery: Delivery;
  /** Dollars of everything asked; NaN where an asked answer's cost is unknown. */
  readonly costUsd: number;
  /** Dollars of the reference on every row, identical rows paid again each time; NaN where one is unknown. */
  readonly referenceUsd: number;
  /** Rows that an answer is delivered for. */
  readonly covered: number;
  /** Of them those whose answer is not equivalent to the reference's own answer to that very row; where it has no readable one, none is. */
  readonly deviating: number;
  /** How many of the covered rows may deviate under the threshold that is kept. */
  readonly allowed: number;
  /** The threshold that is kept. */
  readonly accuracy: number;
  /** Rows on which the reference was asked before the apply phase. */
  readonly profiled: number;
  readonly asked: readonly number[];
  /** Per column of the table. */
  readonly delivered: readonly number[];
  /** Dollars per model; NaN where an asked answer's cost is unknown. */
  readonly spentUsd: readonly number[];
  /** Verdicts that were asked for, and their dollars, which `costUsd` includes. */
  readonly verdicts: number;
  readonly verdictsUsd: number;
  readonly events: readonly DecisionEvent[];
};

/**
 * The table is made fresh; afterwards the reference's answers are looked up without charge to count deviations.
 * @param labelOf of rows that brought a label, which stands for the reference's answer.
 * @param keptOf of carried rows; what earlier runs paid for them is not counted.
 */
export function replay(
  strategy: Strategy,
  problem: Omit<Problem, 'table'>,
  source: AnswerSource,
  equality: Equality = sameLetters,
  labelOf: LabelOf = () => undefined,
  keptOf?: KeptOf,
): ReplayResult {
  const replayed = new Replay(problem, source, equality, labelOf);
  const run = strategy(replayed.problem);
  for (;;) {
    const turn = run.next();
    if (turn.done) return replayed.result(turn.value, keptOf);
    const step = turn.value;
    if (step.type === 'explain') replayed.events.push(step.event);
    else if (step.type === 'compare') replayed.compare(step);
    else if (step.type === 'ask') replayed.ask(step);
  }
}

/** What has been asked so far. Its steps are methods, which are compiled once: within `replay` they were compiled anew in every fourth run (decision 0116). */
class Replay {
  readonly problem: Problem;
  readonly events: DecisionEvent[] = [];
  private readonly twins: TwinGroups | undefined;
  private readonly isCarried: Uint8Array;
  private readonly asked: number[];
  private readonly spentUsd: number[];
  private profiled = 0;
  private verdictsUsd = 0;

  constructor(
    problem: Omit<Problem, 'table'>,
    private readonly source: AnswerSource,
    private readonly equality: Equality,
    private readonly labelOf: LabelOf,
  ) {
    const { models, reference, rowCount } = problem;
    const { equivalence, isForJudge } = equality;
    this.twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
    const table = new AnswerTable(columnCount(problem), rowCount, reference, equivalence, isForJudge);
    this.problem = { ...problem, table };
    this.isCarried = carriedMarks(problem);
    this.asked = models.map(() => 0);
    this.spentUsd = models.map(() => 0);
  }

  compare(step: Extract<Step, { type: 'compare' }>): void {
    const { table, twins: twinOf } = this.problem;
    for (const { model, row } of planComparison(step, table, twinOf)) {
      const verdict = this.equality.verdict?.(model, row) ?? { same: false };
      table.recordVerdict(model, row, verdict);
      this.verdictsUsd += verdict.costUsd ?? NaN;
      this.twins?.forEachOther(row, (twin) => {
        if (hasSameReference(table, row, twin)) table.recordVerdict(model, twin, verdict, false);
      });
    }
  }

  ask({ calls, phase }: Extract<Step, { type: 'ask' }>): void {
    for (const { model, rows } of calls) for (let i = 0; i < rows.length; i++) this.askRow(model, rows[i]!, phase);
  }

  private askRow(model: number, row: number, phase: Phase): void {
    const { source, asked, twins } = this;
    const { table, reference, labelLimit } = this.problem;
    if (table.isAsked(model, row)) return;
    if (model === reference && recordLabel(table, row, this.labelOf, twins)) return;
    const isSpent = model === reference && asked[model]! >= (labelLimit ?? Infinity);
    const answer: Answer = isSpent ? { status: 'failed', cause: labelsSpent, costUsd: 0 } : source(model, row);
    table.record(model, row, answer);
    if (twins) this.recordTwins(twins, model, row, answer);
    if (isSpent || this.isCarried[row] === 1) return;
    asked[model]!++;
    this.spentUsd[model]! += answer.costUsd ?? NaN;
    if (model === reference && phase !== 'apply') this.profiled++;
  }

  private recordTwins(twins: TwinGroups, model: number, row: number, answer: Answer): void {
    twins.forEachOther(row, (twin) => {
      this.problem.table.record(model, twin, { ...answer, costUsd: 0 });
    });
  }

  result(decided: Delivery, keptOf: KeptOf | undefined): ReplayResult {
    const { problem, asked, spentUsd, profiled, verdictsUsd, events } = this;
    const { table } = problem;
    const delivery = withKept(withLabels(decided, problem), problem, table, keptOf);
    const accuracy = delivery.accuracy ?? problem.accuracy;
    const { delivered, covered, deviating, referenceUsd } = this.count(delivery);
    return {
      delivery,
      costUsd: spentUsd.reduce((sum, usd) => sum + usd, verdictsUsd),
      referenceUsd,
      covered,
      deviating,
      allowed: allowedDeviations(accuracy, covered),
      accuracy,
      profiled,
      asked,
      delivered,
      spentUsd,
      verdicts: table.verdictsAsked,
      verdictsUsd,
      events,
    };
  }

  private count(delivery: Delivery) {
    const { source, labelOf } = this;
    const { table, reference, rowCount } = this.problem;
    const delivered = new Array<number>(table.modelCount).fill(0);
    let covered = 0;
    let deviating = 0;
    let referenceUsd = 0;
    for (let row = 0; row < rowCount; row++) {
      const own = source(reference, row);
      const wanted = labelOf(row) ?? own;
      referenceUsd += own.costUsd ?? NaN;
      const model = delivery.model[row]!;
      if (model < 0) continue;
      delivered[model]!++;
      if (isUnlabelled(delivery, row)) continue;
      covered++;
      if (!this.isTheSame(model, row, wanted)) deviating++;
    }
    return { delivered, covered, deviating, referenceUsd };
  }

  /** A verdict is on the two models' own answers to the row; who delivers another row's answer is not spoken of. */
  private isTheSame(model: number, row: number, { key: wanted }: Answer): boolean {
    const { table, models, reference } = this.problem;
    const { equivalence, isForJudge, verdict } = this.equality;
    const given = table.textKeyOf(model, row);
    if (given === undefined || wanted === undefined) return false;
    if (equivalence(given, wanted)) return true;
    if (!isForJudge?.(given, wanted) || model === reference || model >= models.length) return false;
    return this.source(model, row).key === given && (verdict?.(model, row).same ?? false);
  }
}
