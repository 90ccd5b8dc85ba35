// Problems of a few rows and their settings, for tests that look at one part of `certified`, and what plays a part's steps.
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import { RowCosts } from '../../../src/engine/certified/costs';
import type { Setting } from '../../../src/engine/certified/scene';
import { findUnits } from '../../../src/engine/certified/units';
import { columnCount, type Problem, type Step } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { testModel } from '../../support/requests';

/** Candidates and a reference behind them; every row is as long as its number says unless told otherwise. */
export function problemOf(rowCount: number, candidates = 1, changes: Partial<Problem> = {}): Problem {
  const models = Array.from({ length: candidates + 1 }, (_, model) =>
    testModel(model === candidates ? 'reference' : `candidate ${String(model)}`),
  );
  const problem = {
    ...{ models, reference: candidates, rowCount, accuracy: 0.9, confidence: 0.9, seed: 1 },
    features: { length: (row: number) => row },
    ...changes,
  };
  return { ...problem, table: changes.table ?? new AnswerTable(columnCount(problem), rowCount, problem.reference) };
}

export function settingOf(problem: Problem): Setting {
  return {
    ...{ problem, units: atOnce(findUnits(problem)), costs: new RowCosts(problem) },
    ...{ accuracy: problem.accuracy, hiddenAllowed: 0, alpha: 1 - problem.confidence },
    looks: { hiddenAllowed: 0, sizes: [], allowed: [] },
  };
}

/** Plays the steps of a part; answers come as told. @returns what it returned, and the calls as they were asked for. */
export function play<T>(
  { problem, units }: Setting,
  run: Generator<Step, T, void>,
  answer: (model: number, row: number) => Answer,
): { readonly result: T; readonly calls: readonly { readonly model: number; readonly rows: readonly number[] }[] } {
  const calls: { model: number; rows: number[] }[] = [];
  for (;;) {
    const turn = run.next();
    if (turn.done) return { result: turn.value, calls };
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls) {
      calls.push({ model, rows: Array.from(rows) });
      for (const head of Array.from(rows))
        units.forEachTwin(units.headOf(head), (row) => {
          if (!problem.table.isAsked(model, row)) problem.table.record(model, row, answer(model, row));
        });
    }
  }
}

/** The same steps, each noted as it is taken. */
export function* noting<T>(run: Generator<Step, T, void>, noted: Step[]): Generator<Step, T, void> {
  for (;;) {
    const turn = run.next();
    if (turn.done) return turn.value;
    noted.push(turn.value);
    yield turn.value;
  }
}
