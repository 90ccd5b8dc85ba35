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
import { allowedDeviations, columnCount, type Delivery, type LabelOf, type Problem, type Strategy } from './strategy';

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
  const { equivalence, isForJudge, verdict: verdictOn } = equality;
  const { models, reference, rowCount } = problem;
  const twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
  const table = new AnswerTable(columnCount(problem), rowCount, reference, equivalence, isForJudge);
  const events: DecisionEvent[] = [];
  const run = strategy({ ...problem, table });
  const isCarried = carriedMarks(problem);
  const asked = models.map(() => 0);
  const spentUsd = models.map(() => 0);
  let profiled = 0;
  let verdictsUsd = 0;
  for (;;) {
    const turn = run.next();
    if (turn.done) return settle(turn.value);
    const step = turn.value;
    if (step.type === 'explain') {
      events.push(step.event);
      continue;
    }
    if (step.type === 'foresee' || step.type === 'rest') continue;
    if (step.type === 'compare') {
      for (const { model, row } of planComparison(step, table, problem.twins)) {
        const verdict = verdictOn?.(model, row) ?? { same: false };
        table.recordVerdict(model, row, verdict);
        verdictsUsd += verdict.costUsd ?? NaN;
        twins?.forEachOther(row, (twin) => {
          if (hasSameReference(table, row, twin)) table.recordVerdict(model, twin, verdict, false);
        });
      }
      continue;
    }
    for (const { model, rows } of step.calls) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        if (table.isAsked(model, row)) continue;
        if (model === reference && recordLabel(table, row, labelOf, twins)) continue;
        const isSpent = model === reference && asked[model]! >= (problem.labelLimit ?? Infinity);
        const answer: Answer = isSpent ? { status: 'failed', cause: labelsSpent, costUsd: 0 } : source(model, row);
        table.record(model, row, answer);
        twins?.forEachOther(row, (twin) => {
          table.record(model, twin, { ...answer, costUsd: 0 });
        });
        if (isSpent || isCarried[row] === 1) continue;
        asked[model]!++;
        spentUsd[model]! += answer.costUsd ?? NaN;
        if (model === reference && step.phase !== 'apply') profiled++;
      }
    }
  }

  function settle(decided: Delivery): ReplayResult {
    const delivery = withKept(withLabels(decided, problem), problem, table, keptOf);
    const delivered = new Array<number>(table.modelCount).fill(0);
    const accuracy = delivery.accuracy ?? problem.accuracy;
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
      if (!isTheSame(model, row, wanted)) deviating++;
    }
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

  /** A verdict is on the two models' own answers to the row; who delivers another row's answer is not spoken of. */
  function isTheSame(model: number, row: number, { key: wanted }: Answer): boolean {
    const given = table.textKeyOf(model, row);
    if (given === undefined || wanted === undefined) return false;
    if (equivalence(given, wanted)) return true;
    if (!isForJudge?.(given, wanted) || model === reference || model >= models.length) return false;
    return source(model, row).key === given && (verdictOn?.(model, row).same ?? false);
  }
}
