// One row asked for a step: its answer is on disk before it counts. One bad row never ends a step; what ends it is a pause, a cancel or a broken disk.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import type { RunEvent } from '../events';
import type { Journal } from '../journal';
import type { Model } from '../model';
import { ProviderError, runStoppingKinds } from '../provider';
import { answerRecord, type Asked, type AskRow, type AskRowNow, type AskTogether } from './asked';
import type { Turns } from '../turns';
import type { Ahead } from './ahead';
import type { EarlierAnswers } from './earlierAnswers';
import { noMore, type Stop } from './stop';
import type { Totals } from './totals';

export type AskStepPorts = {
  readonly models: readonly Model[];
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  readonly ask: AskRow;
  /** For models that take several rows per request; absent: every row is asked by itself. */
  readonly packs?: Packs | undefined;
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
  readonly turns: Turns;
  /** Called after each live answer. */
  readonly answered: () => void;
};

export type Packs = {
  readonly ask: AskTogether;
  /** Of the run, by which rows are put together. */
  readonly seed: number;
};

/**
 * The row's answer once it is on disk; undefined when the run stops before there is one.
 * @param earlierUsd dollars that decisions count for the row beside those of the answer: of requests that did not answer it.
 */
export async function askOne(
  model: number,
  row: Row,
  ports: AskStepPorts,
  earlierUsd = 0,
): Promise<Answer | undefined> {
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

/** Decisions count what the row has cost in all; bills are what they are. */
export function withEarlier(asked: Asked, earlierUsd: number): Asked {
  const { costUsd } = asked.answer;
  if (earlierUsd === 0 || costUsd === undefined) return asked;
  return { ...asked, answer: { ...asked.answer, costUsd: costUsd + earlierUsd } };
}
