// Which rows the grid shows, and in which order: those of a filter, narrowed by a model and by words, sorted by a column. Numbers of rows only, so that a
// million of them are a few arrays; the rows themselves are read a page at a time. What the next question may need is kept: numbers of the answers, and the
// rows last narrowed, which another order only sorts.
import { ascendingNumbers } from '../../engine/radixSort';
import { inBlocks, inTurns, type Resting } from '../../engine/turns';
import type { PanelRequests } from '../../protocol';
import { othersFirst, processTurns } from '../../store/processTurns';
import { AnswerNumbers, type AnswerCounts } from './answerNumbers';
import type { RunRows } from './rowReader';

export type RowQuery = Pick<PanelRequests['rowsPage']['params'], 'filter' | 'model' | 'search' | 'sort'>;
export type RowView = { readonly rows: Int32Array; readonly answers: AnswerCounts };

/** What the user put in place of answers, by row. */
type Corrected = ReadonlyMap<number, string>;

/** @returns rows and counts of one question after the other. */
export function createRowViews(all: RunRows): (corrected: Corrected, query: RowQuery) => Promise<RowView> {
  const numbersOf = (answerFor: (row: number) => string | undefined) =>
    inTurns(AnswerNumbers.read(all.table.rowCount, answerFor), processTurns);
  let delivered: Promise<AnswerNumbers> | undefined;
  /** With the corrections in their places. */
  let shown: { readonly by: Corrected; readonly numbers: Promise<AnswerNumbers> } | undefined;
  let narrowed: { readonly by: Corrected; readonly key: string; readonly view: Promise<RowView> } | undefined;
  const deliveredNumbers = () => (delivered ??= numbersOf((row) => answerOf(all, row)));
  const shownNumbers = (by: Corrected) => {
    if (by.size === 0) return deliveredNumbers();
    if (shown?.by !== by) shown = { by, numbers: numbersOf((row) => by.get(row) ?? answerOf(all, row)) };
    return shown.numbers;
  };
  const narrow = async (corrected: Corrected, { filter, model, search }: RowQuery): Promise<RowView> => {
    let rows: Int32Array = filter === 'corrected' ? Int32Array.from(corrected.keys()).sort() : all.index[filter];
    const { delivery } = all;
    if (model !== undefined) {
      const wanted = delivery.models.indexOf(model);
      rows = await inTurns(
        keepRows(rows, (row) => delivery.model[row] === wanted),
        processTurns,
      );
    }
    const words = search?.trim().toLowerCase() ?? '';
    if (words !== '') rows = await withWords(all, rows, words, (row) => corrected.get(row) ?? answerOf(all, row));
    // Of the answers delivered: a correction is no answer of the run.
    return { rows, answers: await inTurns((await deliveredNumbers()).count(rows), processTurns) };
  };
  return async (corrected, { sort, ...query }) => {
    const key = JSON.stringify(query);
    if (narrowed?.by !== corrected || narrowed.key !== key)
      narrowed = { by: corrected, key, view: narrow(corrected, query) };
    const { view } = narrowed;
    // What could not be read is tried again when it is asked for again.
    view.catch(() => {
      if (narrowed?.view === view) narrowed = undefined;
    });
    const { rows, answers } = await view;
    if (sort === undefined) return { rows, answers };
    await othersFirst();
    if (sort.by === 'row') return { rows: sort.isDescending ? rows.slice().reverse() : rows, answers };
    const keys =
      sort.by === 'answer'
        ? await inTurns((await shownNumbers(corrected)).ranksOf(rows), processTurns)
        : await inTurns(keysOf(all, rows, sort.by), processTurns);
    return { rows: await inTurns(sorted(rows, keys, sort.isDescending), processTurns), answers };
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

/** In their order. */
function* keepRows(rows: Int32Array, test: (row: number) => boolean): Resting<Int32Array> {
  const kept = new Int32Array(rows.length);
  let count = 0;
  yield* inBlocks(rows.length, (from, to) => {
    for (let at = from; at < to; at++) if (test(rows[at]!)) kept[count++] = rows[at]!;
  });
  return kept.slice(0, count);
}

/** By place among the rows; NaN where the column says nothing. */
function* keysOf(all: RunRows, rows: Int32Array, by: 'model' | 'reason' | 'trust' | 'cost'): Resting<Float64Array> {
  const { delivery } = all;
  const keyOf: Record<typeof by, (row: number) => number | undefined> = {
    model: (row) => (delivery.model[row]! < 0 ? undefined : delivery.model[row]),
    reason: (row) => delivery.reason[row],
    trust: (row) => delivery.trust?.[row],
    cost: (row) => costOfRow(all, row),
  };
  const keys = new Float64Array(rows.length);
  const key = keyOf[by];
  yield* inBlocks(rows.length, (from, to) => {
    for (let at = from; at < to; at++) keys[at] = key(rows[at]!) ?? NaN;
  });
  return keys;
}

/** Rows of which the column says nothing stand last, whichever way it is sorted; equal ones keep the order of the file. */
function* sorted(rows: Int32Array, keys: Float64Array, isDescending: boolean): Resting<Int32Array> {
  const order = new Int32Array(rows.length);
  yield* inBlocks(rows.length, (from, to) => {
    for (let at = from; at < to; at++) {
      order[at] = at;
      if (isDescending) keys[at] = -keys[at]!;
    }
  });
  const places = yield* ascendingNumbers(keys, order);
  yield* inBlocks(rows.length, (from, to) => {
    for (let at = from; at < to; at++) places[at] = rows[places[at]!]!;
  });
  return places;
}

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
