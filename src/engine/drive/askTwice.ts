// Asks the reference once more about a few rows that it has answered: how often it agrees with itself is the noise in every agreement with it.
// Begins when the strategy has ended, so that no decision and no promise rests on it; what prevents it never prevents the run from finishing.
import type { Equivalence } from '../answerTable';
import type { Row } from '../dataset';
import type { RunEvent, SelfAgreement } from '../events';
import type { Journal } from '../journal';
import { ProviderError, runStoppingKinds } from '../provider';
import { makeRandom, shuffle } from '../random';
import { reason, type Why } from '../reasons';
import { clopperPearson } from '../stats/clopperPearson';
import { deliveryReasons, type Problem } from '../strategy';
import { answerRecord, type AskRow } from './asked';
import type { DriveResult } from './drive';
import type { EarlierAnswers } from './earlierAnswers';
import { noMore, type Stop } from './stop';
import type { Totals } from './totals';
import { Window } from './window';

export type AskTwiceInput = {
  /** Rows, at least 1; fewer are asked about where the reference has answered fewer. */
  readonly wanted: number;
  readonly problem: Omit<Problem, 'table'>;
  readonly driven: Pick<Extract<DriveResult, { state: 'finished' }>, 'delivery' | 'table'>;
  readonly equivalence: Equivalence;
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  /** Asks past whatever keeps answers. */
  readonly ask: AskRow;
  readonly journal: Journal;
  readonly emit: (event: RunEvent) => void;
  readonly earlier: Pick<EarlierAnswers, 'repeats'>;
  readonly totals: Totals;
  readonly stop: Stop;
  readonly concurrency: number;
};

/** @throws {DiskError} when the journal cannot be written; nothing that a provider or the user does. */
export async function askTwice(input: AskTwiceInput): Promise<SelfAgreement> {
  const { wanted, problem, driven, earlier, stop } = input;
  const reference = problem.models[problem.reference]!.id;
  const drawn = drawRows(input);
  /** Per row the key of the second answer; undefined: it could not be read. */
  const second = new Map<number, string | undefined>();
  for (const row of drawn) {
    const known = earlier.repeats.get(row);
    if (known) second.set(row, known.key);
  }
  const open = drawn.filter((row) => !second.has(row));
  const failure = await askOpen(open, second, input);
  if (stop.failure !== undefined) throw stop.failure;

  const why: Why | undefined = stop.isCancelled
    ? reason('cancelled', {})
    : (stop.paused?.message ??
      (second.size < drawn.length
        ? (failure ?? reason('paused-by-user', {}))
        : drawn.length < wanted
          ? reason('rows-answered-readably', { model: reference, rows: drawn.length })
          : undefined));
  let agreed = 0;
  for (const [row, key] of second)
    if (key !== undefined && input.equivalence(key, driven.table.textKeyOf(problem.reference, row)!)) agreed++;
  const rows = second.size;
  return {
    wanted,
    ...(rows > 0 && { measured: { rows, agreed, ...clopperPearson(agreed, rows, problem.confidence) } }),
    ...(rows < wanted && why !== undefined && { why }),
  };
}

const escalated = deliveryReasons.indexOf('escalated');

/** Rows to ask about twice, in an order that the seed draws; identical rows stand once. */
function drawRows({ wanted, problem, driven, earlier }: AskTwiceInput): number[] {
  const { reference, rowCount, twins, seed } = problem;
  const { table, delivery } = driven;
  const answered = Int32Array.from({ length: rowCount }, (_, row) => row).filter(
    (row) => (twins?.[row] ?? row) === row && table.isValid(reference, row),
  );
  // What is paid for counts first. Escalated rows are the doubtful ones and would not stand for the rest: they come last.
  const rank = (row: number) => (earlier.repeats.has(row) ? 0 : delivery.reason[row] === escalated ? 2 : 1);
  return [...shuffle(answered, makeRandom(seed, 'ask twice'))].sort((a, b) => rank(a) - rank(b)).slice(0, wanted);
}

/** @returns what the first row failed with that could not be asked about, where one did. */
async function askOpen(
  open: readonly number[],
  second: Map<number, string | undefined>,
  input: AskTwiceInput,
): Promise<string | undefined> {
  const { problem, stop, totals, journal } = input;
  const { reference } = problem;
  const { id, provider } = problem.models[reference]!;
  if (open.length === 0 || stop.isRequested) return undefined;
  input.emit({
    type: 'noted',
    message: reason('asking-twice', { model: id, rows: open.length }),
  });
  // Datasets are read in file order, but asked in the drawn order, so that a measurement that is cut short still is one of random rows.
  const contents = new Map<number, Row>();
  for await (const row of input.rows(Int32Array.from(open).sort())) contents.set(row.index, row);
  let failure: string | undefined;
  const askOne = async (row: Row): Promise<void> => {
    try {
      const asked = await input.ask(reference, row, stop.signal, stop.pauseSignal);
      await journal.append(answerRecord('repeat', id, row.index, asked));
      asked.onKept?.();
      totals.add(reference, asked);
      second.set(row.index, asked.answer.key);
    } catch (error) {
      if (stop.signal.aborted || error === noMore) return;
      if (!(error instanceof ProviderError)) throw error;
      if (runStoppingKinds.has(error.kind)) stop.pause(error, provider);
      else failure ??= error.message;
    }
  };
  const window = new Window(input.concurrency);
  for (const row of open) {
    while (window.isFull && !stop.isRequested) await window.freed();
    if (stop.isRequested) break;
    window.enter();
    void askOne(contents.get(row)!)
      .catch((error: unknown) => {
        stop.fail(error);
      })
      .finally(() => {
        window.leave();
      });
  }
  await window.drained();
  return failure;
}
