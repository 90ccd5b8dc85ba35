// Carries out one `ask` step of a strategy: reads the rows in file order, asks with bounded concurrency, journals each answer before it
// counts, and records answers in a fixed order. One bad row never ends a step; what ends it is a pause, a cancel or a broken disk.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import type { RunEvent } from '../events';
import type { Journal } from '../journal';
import type { Model } from '../model';
import { ProviderError, runStoppingKinds } from '../provider';
import type { Step } from '../strategy';
import { answerRecord, type AskRow, type AskRowNow } from './asked';
import { AnswersAtOnce } from './answersAtOnce';
import type { Ahead } from './ahead';
import type { EarlierAnswers } from './earlierAnswers';
import { InOrder } from './inOrder';
import { noMore, type Stop } from './stop';
import type { Totals } from './totals';
import { Window } from './window';

export type AskStepPorts = {
  readonly models: readonly Model[];
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  readonly ask: AskRow;
  /** Characters of a row's prompt. */
  readonly lengthOf?: ((row: Row) => number) | undefined;
  readonly askNow?: AskRowNow | undefined;
  readonly journal: Journal;
  readonly earlier: EarlierAnswers;
  readonly ahead: Ahead;
  readonly totals: Totals;
  readonly stop: Stop;
  /** Requests under way at once for a model. */
  readonly concurrencyOf: (model: number) => number;
  readonly emit: (event: RunEvent) => void;
  /** Called after each live answer. */
  readonly answered: () => void;
};

/** Of prompts under way for a model, whatever their number: 40,000 rows of 100 KB, as batches would gather, are 4 GB. */
const charactersAtOnce = 64 * 2 ** 20;

type AskStep = Extract<Step, { type: 'ask' }>;
type Planned = {
  readonly model: number;
  /** All rows of the call, ascending. */
  readonly rows: Int32Array;
  /** Those that the journal does not know and nobody has begun to ask, ascending. */
  readonly open: Int32Array;
};

/** The pairs of a step that the table lacks; identical rows stand once. */
export function planStep(
  step: AskStep,
  rowCount: number,
  isAsked: (model: number, row: number) => boolean,
  earlier: EarlierAnswers,
  ahead: Ahead,
  twins?: Int32Array,
): Planned[] {
  // A step may name the same row twice, for one model in several calls too.
  const takenBy = new Map<number, Uint8Array>();
  return step.calls.map(({ model, rows }) => {
    let taken = takenBy.get(model);
    if (!taken) takenBy.set(model, (taken = new Uint8Array(rowCount)));
    const wanted = new Int32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = twins?.[rows[i]!] ?? rows[i]!;
      if (taken[row] !== 0 || isAsked(model, row)) continue;
      taken[row] = 1;
      wanted[count++] = row;
    }
    const ascending = wanted.slice(0, count).sort();
    return {
      model,
      rows: ascending,
      open: ascending.filter((row) => !earlier.isKnown(model, row) && !ahead.has(model, row)),
    };
  });
}

/** Resolves when every pair is answered, or when the run is to stop and nothing is under way any more. */
export async function carryOut(
  planned: readonly Planned[],
  record: (model: number, row: number, answer: Answer) => void,
  ports: AskStepPorts,
): Promise<void> {
  // Recording goes call by call, within a call row by row; answers of later calls wait their turn.
  const calls = new InOrder<() => void>((recordHeld) => {
    recordHeld();
  });
  await Promise.all(
    planned.map(async ({ model, rows, open }, call) => {
      const held: [number, Answer][] = [];
      const recordHeld = () => {
        for (const [row, answer] of held.splice(0)) record(model, row, answer);
      };
      const ordered = new InOrder<readonly [number, Answer]>(([row, answer]) => {
        held.push([row, answer]);
        if (calls.nextPosition === call) recordHeld();
      });
      let at = 0;
      const begun: Promise<void>[] = [];
      for (let position = 0; position < rows.length; position++) {
        const row = rows[position]!;
        const arrived = (answer: Answer | undefined) => {
          if (answer) ordered.arrive(position, [row, answer]);
        };
        if (row === open[at]) at++;
        else if (ports.ahead.has(model, row)) begun.push(ports.ahead.take(model, row).then(arrived));
        else arrived(ports.earlier.find(model, row));
      }
      const positionOf = (row: number) => lowerBound(rows, row);
      await askAll(
        model,
        open,
        (row, answer) => {
          ordered.arrive(positionOf(row), [row, answer]);
        },
        ports,
      );
      await Promise.all(begun);
      calls.arrive(call, recordHeld);
    }),
  );
}

/** First position whose value is not below the wanted one. */
function lowerBound(ascending: Int32Array, wanted: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Resolves when all are answered, or the run is to stop and nothing of them is under way any more. */
export async function askAll(
  model: number,
  open: Int32Array,
  arrived: (row: number, answer: Answer) => void,
  ports: AskStepPorts,
): Promise<void> {
  if (open.length === 0) return;
  const window = new Window(ports.concurrencyOf(model), charactersAtOnce);
  const atOnce = new AnswersAtOnce(ports.models[model]!.id, ports.journal, (row, asked) => {
    ports.totals.add(model, asked);
    ports.answered();
    arrived(row, asked.answer);
  });
  try {
    for await (const row of ports.rows(open)) {
      while (window.isFull && !ports.stop.isRequested) await window.freed();
      if (ports.stop.isRequested) break;
      const asked = ports.askNow?.(model, row);
      if (asked) {
        atOnce.add(row.index, asked);
        if (atOnce.isFull) await atOnce.settle();
        continue;
      }
      const characters = ports.lengthOf?.(row) ?? 0;
      window.enter(characters);
      void askOne(model, row, ports)
        .then((answer) => {
          if (answer) arrived(row.index, answer);
        })
        .catch((error: unknown) => {
          ports.stop.fail(error);
        })
        .finally(() => {
          window.leave(characters);
        });
    }
    await atOnce.settle();
  } catch (error) {
    ports.stop.fail(error);
  }
  await window.drained();
}

/** The row's answer once it is on disk; undefined when the run stops before there is one. */
async function askOne(model: number, row: Row, ports: AskStepPorts): Promise<Answer | undefined> {
  const id = ports.models[model]!.id;
  try {
    const asked = await ports.ask(model, row, ports.stop.signal, ports.stop.pauseSignal);
    await ports.journal.append(answerRecord('answer', id, row.index, asked));
    ports.totals.add(model, asked);
    ports.answered();
    return asked.answer;
  } catch (error) {
    if (ports.stop.signal.aborted || error === noMore) return undefined;
    if (!(error instanceof ProviderError)) throw error;
    if (runStoppingKinds.has(error.kind)) {
      ports.stop.pause(error, ports.models[model]!.provider);
      return undefined;
    }
    await ports.journal.append({
      type: 'failure',
      model: id,
      row: row.index,
      kind: error.kind,
      message: error.message,
    });
    ports.emit({ type: 'row-failed', row: row.index, model: id, kind: error.kind, message: error.message });
    ports.answered();
    return { status: 'failed', cause: error.message };
  }
}
