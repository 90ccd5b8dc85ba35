// Asking models about planning rows: what comes back tells how they agree with the reference and what they cost.
import type { AnswerTable } from '../answerTable';
import { rowsPerRequestOf, type Model } from '../model';
import type { Step } from '../strategy';
import type { Rows, Setting } from './scene';

/** Asks the models about those of the planning rows that they have not answered; what they charged teaches what others will cost. */
export function* interviewAll(
  { problem, costs }: Setting,
  { known, carried }: Rows,
  models: readonly number[],
  wanted: readonly number[] = known,
): Generator<Step, void, void> {
  const { table } = problem;
  const calls = models.map((model) => {
    const open = unanswered(table, carried, known, model);
    return { model, rows: wholeRequests(unanswered(table, carried, wanted, model), open, problem.models[model]) };
  });
  yield { type: 'ask', phase: 'plan', calls };
  for (const model of models) costs.learn(model, known);
}

/** Those of the rows that the model was asked about. */
export function askedAbout(table: AnswerTable, model: number, rows: readonly number[]): number[] {
  const asked: number[] = [];
  for (const row of rows) if (table.isAsked(model, row)) asked.push(row);
  return asked;
}

function unanswered(table: AnswerTable, carried: Rows['carried'], rows: readonly number[], model: number): number[] {
  const open: number[] = [];
  for (const row of rows) if (!table.isAsked(model, row) && !carried.has(row)) open.push(row);
  return open;
}

/** A model that takes several rows per request is asked about as many as its last request holds: half a request tells neither its cost nor its answers. */
function wholeRequests(
  wanted: readonly number[],
  open: readonly number[],
  model: Model | undefined,
): readonly number[] {
  const size = model ? rowsPerRequestOf(model) : 1;
  const short = (size - (wanted.length % size)) % size;
  if (wanted.length === 0 || short === 0) return wanted;
  const isWanted = new Set(wanted);
  return [...wanted, ...open.filter((row) => !isWanted.has(row)).slice(0, short)];
}

export function interview(setting: Setting, rows: Rows, model: number): Generator<Step, void, void> {
  return interviewAll(setting, rows, [model]);
}

/** Dollars that the model is expected to charge for a planning row. */
export function meanCost({ costs }: Setting, { known }: Rows, model: number): number {
  let sum = 0;
  for (const row of known) sum += costs.of(model, row);
  return sum / known.length;
}

/** How many planning rows the model can still be asked about. */
export function missingAnswers({ problem: { table } }: Setting, { known, carried }: Rows, model: number): number {
  return unanswered(table, carried, known, model).length;
}

/** A candidate must cost less than this share of the reference. */
export const cheaper = 0.97;

/** Rows after which the cost of a candidate is looked at, twice as many each time, and how many tell it well enough. */
const firstRows = 4;
const mostRows = 16;

/**
 * Asks candidates about the planning rows; one whose longest answers would cost more than the reference's, twice as many at a time, so that a model which
 * thinks long now and then is found out before it has answered them all: a third of the answers of such models take no thinking, and two alike say little.
 * @returns those that cost less.
 */
export function* interviewWhileCheaper(
  setting: Setting,
  rows: Rows,
  models: readonly number[],
): Generator<Step, number[], void> {
  const { problem } = setting;
  const limit = cheaper * meanCost(setting, rows, problem.reference);
  const isCheaper = (model: number) => meanCost(setting, rows, model) < limit;
  const mayBeDearer = (model: number) => {
    const most = problem.features.costEnds?.(model, rows.known[0]!)?.[1];
    return !(most !== undefined && most < limit);
  };
  let left = [...models];
  for (let size = firstRows; size < Math.min(mostRows, rows.known.length); size *= 2) {
    const wanted = rows.known.slice(0, size);
    const doubtful = left.filter(
      (model) => mayBeDearer(model) && unanswered(problem.table, rows.carried, wanted, model).length > 0,
    );
    if (doubtful.length === 0) continue;
    yield* interviewAll(setting, rows, doubtful, wanted);
    left = left.filter(isCheaper);
  }
  yield* interviewAll(setting, rows, left);
  return left.filter(isCheaper);
}
