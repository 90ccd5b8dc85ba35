// Carries out one `ask` step of a strategy: reads the rows in file order, asks with bounded concurrency, journals each answer before it
// counts, and records answers in a fixed order. One bad row never ends a step; what ends it is a pause, a cancel or a broken disk.
import type { Answer } from '../answerTable';
import { rowsPerRequestOf } from '../model';
import type { Step } from '../strategy';
import type { Ahead } from './ahead';
import { AnswersAtOnce } from './answersAtOnce';
import { askInPacks } from './askPacks';
import { askOne, type AskStepPorts } from './askOne';
import type { EarlierAnswers } from './earlierAnswers';
import { InOrder } from './inOrder';
import { charactersAtOnce, Window } from './window';

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
      const isArrived = (row: number, answer: Answer) => {
        ordered.arrive(positionOf(row), [row, answer]);
      };
      if (ports.packs && rowsPerRequestOf(ports.models[model]!) > 1)
        await askInPacks(model, rows, open, isArrived, ports, ports.packs);
      else await askAll(model, open, isArrived, ports);
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
