// Which rows the grid shows, and in which order: those of a filter, narrowed by a model and by words, sorted by a column. Numbers of rows only, so that a
// million of them are a few arrays; the rows themselves are read a page at a time.
import { sortInTurns } from '../../engine/sortInTurns';
import { inBlocks, inTurns, rest, type Resting } from '../../engine/turns';
import type { PanelRequests } from '../../protocol';
import { processTurns } from '../../store/processTurns';
import type { RunRows } from './rowReader';

export type RowQuery = Pick<PanelRequests['rowsPage']['params'], 'filter' | 'model' | 'search' | 'sort'>;
export type RowView = { readonly rows: Int32Array; readonly answers: AnswerCounts };
export type AnswerCounts = PanelRequests['rowsPage']['result']['answers'];

/** Different answers that are counted one by one. */
const mostAnswers = 12;

/** What a person put in place of answers, by row. */
type Corrected = ReadonlyMap<number, string>;

export async function viewOf(all: RunRows, corrected: Corrected, query: RowQuery): Promise<RowView> {
  const { delivery } = all;
  const ofModel = query.model === undefined ? undefined : delivery.models.indexOf(query.model);
  const { filter } = query;
  let rows: Int32Array = filter === 'corrected' ? Int32Array.from(corrected.keys()).sort() : all.index[filter];
  if (processTurns.isDue()) await processTurns.next();
  const shownOf = (row: number) => corrected.get(row) ?? answerOf(all, row);
  if (ofModel !== undefined) rows = rows.filter((row) => delivery.model[row] === ofModel);
  const words = query.search?.trim().toLowerCase() ?? '';
  if (words !== '') rows = await withWords(all, rows, words, shownOf);
  const answers = await inTurns(countAnswers(all, rows), processTurns);
  const { sort } = query;
  return {
    rows: sort === undefined ? rows : await inTurns(sorted(all, rows, sort, shownOf), processTurns),
    answers,
  };
}

/** In the row's own text or in the answer shown for it; upper and lower case are alike. */
async function withWords(
  all: RunRows,
  rows: Int32Array,
  words: string,
  shownOf: (row: number) => string | undefined,
): Promise<Int32Array> {
  const found = new Int32Array(rows.length);
  let count = 0;
  for await (const row of all.dataset.rows(rows)) {
    const fields = all.prompt?.fields ?? [];
    const isFound =
      shownOf(row.index)?.toLowerCase().includes(words) === true ||
      fields.some(({ name }) => row.get(name)?.toLowerCase().includes(words) === true);
    if (isFound) found[count++] = row.index;
  }
  return found.slice(0, count);
}

function answerOf({ delivery, table }: RunRows, row: number): string | undefined {
  const model = delivery.model[row]!;
  return model < 0 ? undefined : table.textOf(model, row);
}

/** Of the answers delivered: a correction is no answer of the run. */
function* countAnswers(all: RunRows, rows: Int32Array): Resting<AnswerCounts> {
  const counts = new Map<string, number>();
  let unanswered = 0;
  yield* inBlocks(rows.length, (from, to) => {
    for (const row of rows.subarray(from, to)) {
      const answer = answerOf(all, row);
      if (answer === undefined) unanswered++;
      else counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
  });
  yield rest;
  const most = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, mostAnswers);
  return { distinct: counts.size, unanswered, most: most.map(([text, rows]) => ({ text, rows })) };
}

/** Rows of which the column says nothing stand last, whichever way it is sorted; equal ones keep the order of the file. */
function* sorted(
  all: RunRows,
  rows: Int32Array,
  { by, isDescending }: NonNullable<RowQuery['sort']>,
  shownOf: (row: number) => string | undefined,
): Resting<Int32Array> {
  const { delivery, table } = all;
  const way = isDescending ? -1 : 1;
  if (by === 'row') return isDescending ? rows.slice().reverse() : rows;
  if (by === 'answer') {
    const answers = new Array<string | undefined>(table.rowCount);
    yield* inBlocks(rows.length, (from, to) => {
      for (const row of rows.subarray(from, to)) answers[row] = shownOf(row);
    });
    return yield* sortInTurns(rows, (a, b) => compare(answers[a], answers[b], way) || a - b);
  }
  const keyOf: Record<'model' | 'reason' | 'trust' | 'cost', (row: number) => number | undefined> = {
    model: (row) => (delivery.model[row]! < 0 ? undefined : delivery.model[row]),
    reason: (row) => delivery.reason[row],
    trust: (row) => known(delivery.trust?.[row]),
    cost: (row) => known(costOfRow(all, row)),
  };
  const keys = new Float64Array(table.rowCount).fill(NaN);
  yield* inBlocks(rows.length, (from, to) => {
    for (const row of rows.subarray(from, to)) keys[row] = keyOf[by](row) ?? NaN;
  });
  return yield* sortInTurns(rows, (a, b) => compare(known(keys[a]), known(keys[b]), way) || a - b);
}

function compare<T extends string | number>(a: T | undefined, b: T | undefined, way: number): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -way : way;
}

const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? undefined : value);

/** Dollars of all models asked about the row; undefined where one of them is unknown or none was asked. */
export function costOfRow({ table }: Pick<RunRows, 'table'>, row: number): number | undefined {
  let sum: number | undefined;
  for (let model = 0; model < table.modelCount; model++) {
    if (!table.isAsked(model, row)) continue;
    const usd = table.costOf(model, row);
    if (Number.isNaN(usd)) return undefined;
    sum = (sum ?? 0) + usd;
  }
  return sum;
}
