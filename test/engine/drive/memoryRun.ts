// Ports in memory for driving a strategy: a journal that can be cut off, rows by number, and answers after seeded random delays.
import type { Answer } from '../../../src/engine/answerTable';
import type { Row } from '../../../src/engine/dataset';
import { drive, type DriveInput, type DriveResult } from '../../../src/engine/drive/drive';
import { readEarlierAnswers } from '../../../src/engine/drive/readEarlierAnswers';
import { Totals } from '../../../src/engine/drive/totals';
import type { RunEvent } from '../../../src/engine/events';
import type { Journal, JournalRecord } from '../../../src/engine/journal';
import type { Model } from '../../../src/engine/model';
import type { Random } from '../../../src/engine/random';
import type { Problem, Strategy } from '../../../src/engine/strategy';
import type { Turns } from '../../../src/engine/turns';

export function memoryJournal(earlier: readonly JournalRecord[] = []): Journal & { readonly records: JournalRecord[] } {
  const records: JournalRecord[] = [];
  return {
    records,
    earlier,
    append: (record) => {
      records.push(record);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

export function ladder(...ids: string[]): Model[] {
  return ids.map((id) => ({ id, provider: 'test', modelId: id, price: { type: 'unknown' }, settings: {} }));
}

export type MemoryRun = {
  readonly strategy: Strategy;
  readonly models: readonly Model[];
  readonly rowCount: number;
  readonly accuracy?: number;
  readonly answerOf: (model: number, row: number) => Answer;
  readonly random: Random;
  readonly twins?: Int32Array;
  /** Beside what is said here. */
  readonly problem?: Partial<Problem>;
  readonly capUsd?: number;
  readonly earlier?: readonly JournalRecord[];
  readonly concurrency?: number;
  /** Awaited before each answer. */
  readonly hold?: (model: number, row: number) => Promise<void> | undefined;
  /** Called before each answer; may throw what a provider throws. */
  readonly beforeAnswer?: (model: number, row: number, asked: number) => void;
  readonly signal?: AbortSignal;
  readonly pauseSignal?: AbortSignal;
  readonly retryFailed?: boolean;
  /** Time that passes with each request. @default 1 */
  readonly msPerRequest?: number;
  readonly turns?: Turns;
};

export async function driveInMemory(run: MemoryRun) {
  const journal = memoryJournal(run.earlier);
  const events: RunEvent[] = [];
  const asked: string[] = [];
  const totals = new Totals(run.models);
  const problem: Omit<Problem, 'table'> = {
    models: run.models,
    reference: run.models.length - 1,
    rowCount: run.rowCount,
    accuracy: run.accuracy ?? 0.9,
    confidence: 0.95,
    seed: 1,
    features: { length: () => 10 },
    ...(run.twins && { twins: run.twins }),
    ...run.problem,
  };
  const input: DriveInput = {
    capUsd: run.capUsd,
    strategy: run.strategy,
    problem,
    equivalence: (a, b) => a === b,
    rows: async function* (indices): AsyncGenerator<Row> {
      for (const index of indices) {
        await Promise.resolve();
        yield { index, get: () => undefined };
      }
    },
    ask: async (model, row, signal) => {
      const delay = Math.floor(run.random.next() * 5);
      for (let i = 0; i < delay; i++) await new Promise((resolve) => setImmediate(resolve));
      await run.hold?.(model, row.index);
      signal.throwIfAborted();
      asked.push(`${String(model)}:${String(row.index)}`);
      run.beforeAnswer?.(model, row.index, asked.length);
      const answer = run.answerOf(model, row.index);
      return { answer, usage: {}, ...(answer.costUsd !== undefined && { billedUsd: answer.costUsd }) };
    },
    journal,
    clock: { nowMs: () => asked.length * (run.msPerRequest ?? 1), sleep: () => Promise.resolve() },
    emit: (event) => events.push(event),
    signal: run.signal ?? new AbortController().signal,
    ...(run.pauseSignal && { pauseSignal: run.pauseSignal }),
    ...(run.turns && { turns: run.turns }),
    earlier: await readEarlierAnswers(journal, run.models, run.rowCount, totals, {
      retryFailed: run.retryFailed ?? false,
      turns: run.turns,
    }),
    concurrencyOf: () => run.concurrency ?? 8,
    totals,
  };
  const result: DriveResult = await drive(input);
  return { result, journal, events, asked, totals };
}
