// What a run asks next: its strategy is carried out over the journal alone, as far as the first step that the journal cannot answer. Nothing is asked.
import { AnswerTable, type Equivalence } from '../answerTable';
import { planComparison } from '../comparing';
import { columnCount, idOfColumn, type LabelOf, type Phase, type Problem, type Strategy } from '../strategy';
import { atOnce } from '../turns';
import { TwinGroups } from '../twinGroups';
import { Ahead } from './ahead';
import { planStep } from './askStep';
import { openPairs, recordVerdicts, verdictName } from './compareStep';
import { knowingLabels, type EarlierAnswers } from './earlierAnswers';
import { knowingSpentLabels } from './personsLabels';
import { makeRecord } from './recording';

export type NextAsk =
  /** Rows ascending, identical ones once; a model may stand there once only. */
  | { readonly type: 'ask'; readonly phase: Phase; readonly calls: readonly OpenCall[] }
  /** Its judge is wanted first, about so many pairs of answers. */
  | { readonly type: 'judge'; readonly pairs: number }
  /** The journal answers every step of the strategy. */
  | { readonly type: 'nothing' };

export type OpenCall = { readonly model: number; readonly rows: Int32Array };

export function nextAsk(input: {
  readonly strategy: Strategy;
  readonly problem: Omit<Problem, 'table'>;
  readonly equivalence: Equivalence;
  readonly isForJudge?: Equivalence | undefined;
  readonly earlier: EarlierAnswers;
  readonly labelOf?: LabelOf | undefined;
}): NextAsk {
  const { problem, labelOf } = input;
  const { models, reference, rowCount } = problem;
  const earlier = knowingLabels(knowingSpentLabels(input.earlier, models), reference, labelOf);
  const table = new AnswerTable(columnCount(problem), rowCount, reference, input.equivalence, input.isForJudge);
  const twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
  const record = makeRecord({ table, problem, labelOf, twins });
  const ahead = new Ahead(rowCount);
  const run = input.strategy({ ...problem, table });
  for (let turn = run.next(); !turn.done; turn = run.next()) {
    const step = turn.value;
    if (step.type === 'ask') {
      const isAsked = (model: number, row: number) => table.isAsked(model, row);
      const planned = atOnce(planStep(step, rowCount, isAsked, earlier, ahead, problem.twins));
      const calls = oncePerModel(planned.map(({ model, open }) => ({ model, rows: open })));
      if (calls.length > 0) return { type: 'ask', phase: step.phase, calls };
      for (const { model, rows } of planned) for (const row of rows) record(model, row, earlier.find(model, row)!);
    } else if (step.type === 'compare') {
      const planned = planComparison(step, table, problem.twins);
      const open = openPairs(planned, earlier, models).length;
      if (open > 0) return { type: 'judge', pairs: open };
      const verdictOn = ({ model, row }: { model: number; row: number }) =>
        earlier.verdicts.get(verdictName(idOfColumn(models, model), row))!;
      recordVerdicts(planned, verdictOn, table, twins);
    }
  }
  return { type: 'nothing' };
}

function oncePerModel(calls: readonly OpenCall[]): OpenCall[] {
  const rowsOf = new Map<number, Int32Array>();
  for (const { model, rows } of calls) {
    const before = rowsOf.get(model);
    const all = before ? new Int32Array([...before, ...rows]).sort() : rows;
    if (all.length > 0) rowsOf.set(model, all);
  }
  return [...rowsOf].map(([model, rows]) => ({ model, rows }));
}
