// Carries out one `ask` step of a strategy: reads the rows in file order, asks with bounded concurrency, journals each answer before it
// counts, and records answers in a fixed order. One bad row never ends a step; what ends it is a pause, a cancel or a broken disk.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import type { Journal } from '../journal';
import { rowsPerRequestOf } from '../model';
import { ProviderError, runStoppingKinds } from '../provider';
import type { Step } from '../strategy';
import { inBlocks, rest, type Resting } from '../turns';
import type { Ahead } from './ahead';
import { answerRecord, withEarlier, type Asked, type AskStepPorts } from './asked';
import { askInPacks } from './askPacks';
import type { EarlierAnswers } from './earlierAnswers';
import { InOrder, Recording } from './recording';
import { noMore } from './stop';
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
export function* planStep(
  step: AskStep,
  rowCount: number,
  isAsked: (model: number, row: number) => boolean,
  earlier: EarlierAnswers,
  ahead: Ahead,
  twins?: Int32Array,
): Resting<Planned[]> {
  // A step may name the same row twice, for one model in several calls too.
  const takenBy = new Map<number, Uint8Array>();
  const planned: Planned[] = [];
  for (const { model, rows } of step.calls) {
    let taken = takenBy.get(model);
    if (!taken) takenBy.set(model, (taken = new Uint8Array(rowCount)));
    const wanted = new Int32Array(rows.length);
    let count = 0;
    let isAscending = true;
    yield* inBlocks(rows.length, (from, to) => {
      for (let i = from; i < to; i++) {
        const row = twins?.[rows[i]!] ?? rows[i]!;
        if (taken[row] !== 0 || isAsked(model, row)) continue;
        taken[row] = 1;
        if (count > 0 && wanted[count - 1]! > row) isAscending = false;
        wanted[count++] = row;
      }
    });
    const ascending = wanted.slice(0, count);
    if (!isAscending) ascending.sort();
    yield rest;
    const open = new Int32Array(count);
    let openCount = 0;
    yield* inBlocks(count, (from, to) => {
      for (let i = from; i < to; i++) {
        const row = ascending[i]!;
        if (!earlier.isKnown(model, row) && !ahead.has(model, row)) open[openCount++] = row;
      }
    });
    planned.push({ model, rows: ascending, open: open.slice(0, openCount) });
  }
  return planned;
}

/** Resolves when every pair is answered, or when the run is to stop and nothing is under way any more. */
export async function carryOut(
  planned: readonly Planned[],
  record: (model: number, row: number, answer: Answer) => void,
  ports: AskStepPorts,
): Promise<void> {
  // Recording goes call by call, within a call row by row; answers of later calls wait their turn.
  let before: Promise<void> | undefined;
  const all = planned.map(({ model, rows, open }) => {
    const recording = new Recording((row, answer) => {
      record(model, row, answer);
    }, ports.turns);
    const asked = askCall(model, rows, open, recording, ports);
    const recorded = recording.begin(before).then(() => asked);
    before = recorded;
    return [asked, recorded];
  });
  await Promise.all(all.flat());
}

/** Asks about the open rows; the others' answers are there, or on their way. */
async function askCall(
  model: number,
  rows: Int32Array,
  open: Int32Array,
  recording: Recording,
  ports: AskStepPorts,
): Promise<void> {
  const { turns } = ports;
  const ordered = new InOrder<readonly [number, Answer]>(([row, answer]) => {
    recording.add(row, answer);
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
    if (turns.isDue()) await turns.next();
  }
  const isArrived = (row: number, answer: Answer) => {
    ordered.arrive(lowerBound(rows, row), [row, answer]);
  };
  if (ports.packs && rowsPerRequestOf(ports.models[model]!) > 1)
    await askInPacks({ model, rows, open }, isArrived, ports, ports.packs, (row, usd) =>
      askOne(model, row, ports, usd),
    );
  else await askAll(model, open, isArrived, ports);
  await Promise.all(begun);
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

/**
 * The row's answer once it is on disk; undefined when the run stops before there is one.
 * @param earlierUsd dollars that decisions count for the row beside those of the answer: of requests that did not answer it.
 */
async function askOne(model: number, row: Row, ports: AskStepPorts, earlierUsd = 0): Promise<Answer | undefined> {
  const id = ports.models[model]!.id;
  try {
    const asked = withEarlier(await ports.ask(model, row, ports.stop.signal, ports.stop.pauseSignal), earlierUsd);
    await ports.journal.append(answerRecord('answer', id, row.index, asked));
    asked.onKept?.();
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

/** Also how long the process is kept from other work: some milliseconds. */
const waitedForTogether = 256;

/**
 * Answers that were there at once (models that compute here): each is appended to the journal by itself, but they are waited for and counted
 * many at a time, because a promise a row would cost more than the answer.
 */
class AnswersAtOnce {
  private readonly held: { readonly row: number; readonly asked: Asked }[] = [];
  private written: Promise<void> | undefined;

  /** @param count is told each answer once the journal has it. */
  constructor(
    private readonly modelId: string,
    private readonly journal: Journal,
    private readonly count: (row: number, asked: Asked) => void,
  ) {}

  get isFull(): boolean {
    return this.held.length >= waitedForTogether;
  }

  add(row: number, asked: Asked): void {
    this.held.push({ row, asked });
    this.written = this.journal.append(answerRecord('answer', this.modelId, row, asked));
  }

  /** Resolves when all are counted. @throws what the journal throws; then none of them counts. */
  async settle(): Promise<void> {
    // Records reach the disk in order: the last one's promise speaks for all.
    await this.written;
    for (const { row, asked } of this.held.splice(0)) this.count(row, asked);
  }
}
