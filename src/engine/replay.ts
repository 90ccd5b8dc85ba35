// Runs a strategy on answers that are already known, at no cost: the engine's own clockless driver. Used by replay, simulate, parity and tests.
import { AnswerTable, type Answer } from './answerTable';
import type { DecisionEvent } from './events';
import { TwinGroups } from './twinGroups';
import { allowedDeviations, columnCount, type Delivery, type Problem, type Strategy } from './strategy';

/** Looks an answer up; called once per asked pair. */
export type AnswerSource = (model: number, row: number) => Answer;

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
  readonly events: readonly DecisionEvent[];
};

/** The table is made fresh; afterwards the reference's answers are looked up without charge to count deviations. */
export function replay(strategy: Strategy, problem: Omit<Problem, 'table'>, source: AnswerSource): ReplayResult {
  const { models, reference, rowCount } = problem;
  const twins = problem.twins && new TwinGroups(problem.twins);
  const table = new AnswerTable(columnCount(problem), rowCount, reference);
  const events: DecisionEvent[] = [];
  const run = strategy({ ...problem, table });
  const asked = models.map(() => 0);
  const spentUsd = models.map(() => 0);
  let profiled = 0;
  for (;;) {
    const turn = run.next();
    if (turn.done) return settle(turn.value);
    const step = turn.value;
    if (step.type === 'explain') {
      events.push(step.event);
      continue;
    }
    if (step.type === 'foresee') continue;
    for (const { model, rows } of step.calls) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        if (table.isAsked(model, row)) continue;
        const answer = source(model, row);
        table.record(model, row, answer);
        twins?.forEachOther(row, (twin) => {
          table.record(model, twin, { ...answer, costUsd: 0 });
        });
        asked[model]!++;
        spentUsd[model]! += answer.costUsd ?? NaN;
        if (model === reference && step.phase !== 'apply') profiled++;
      }
    }
  }

  function settle(delivery: Delivery): ReplayResult {
    const delivered = new Array<number>(table.modelCount).fill(0);
    const accuracy = delivery.accuracy ?? problem.accuracy;
    let covered = 0;
    let deviating = 0;
    let referenceUsd = 0;
    for (let row = 0; row < rowCount; row++) {
      const wanted = source(reference, row);
      referenceUsd += wanted.costUsd ?? NaN;
      const model = delivery.model[row]!;
      if (model < 0) continue;
      delivered[model]!++;
      covered++;
      if (wanted.key === undefined || table.textKeyOf(model, row) !== wanted.key) deviating++;
    }
    return {
      delivery,
      costUsd: spentUsd.reduce((sum, usd) => sum + usd, 0),
      referenceUsd,
      covered,
      deviating,
      allowed: allowedDeviations(accuracy, covered),
      accuracy,
      profiled,
      asked,
      delivered,
      spentUsd,
      events,
    };
  }
}
