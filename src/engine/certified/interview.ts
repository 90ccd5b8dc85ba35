// Asking models about planning rows: what comes back tells how they agree with the reference and what they cost.
import type { Step } from '../strategy';
import type { Rows, Setting } from './scene';

/** Asks the models about those of the planning rows that they have not answered; what they charged teaches what others will cost. */
export function* interviewAll(
  { problem: { table }, costs }: Setting,
  { known }: Rows,
  models: readonly number[],
  wanted: readonly number[] = known,
): Generator<Step, void, void> {
  const calls = models.map((model) => ({ model, rows: wanted.filter((row) => !table.isAsked(model, row)) }));
  yield { type: 'ask', phase: 'plan', calls };
  for (const model of models)
    costs.learn(
      model,
      known.filter((row) => table.isAsked(model, row)),
    );
}

export function interview(setting: Setting, rows: Rows, model: number): Generator<Step, void, void> {
  return interviewAll(setting, rows, [model]);
}

/** Dollars that the model is expected to charge for a planning row. */
export function meanCost({ costs }: Setting, { known }: Rows, model: number): number {
  return known.reduce((sum, row) => sum + costs.of(model, row), 0) / known.length;
}

/** How many planning rows the model has not been asked about. */
export function missingAnswers({ problem: { table } }: Setting, { known }: Rows, model: number): number {
  return known.reduce((count, row) => count + Number(!table.isAsked(model, row)), 0);
}
