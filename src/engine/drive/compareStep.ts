// Carries out one `compare` step of a strategy: asks the judge about pairs of answers with bounded concurrency, journals each verdict before it
// counts, and records verdicts in a fixed order. What the judge cannot say counts as different; what ends the step is a pause, a cancel or a broken disk.
import type { AnswerTable, Verdict } from '../answerTable';
import type { Row } from '../dataset';
import type { RunEvent } from '../events';
import type { Journal } from '../journal';
import type { JudgedPair } from '../judge/judgeRequest';
import { isSame } from '../judge/readVerdict';
import type { Model } from '../model';
import { ProviderError, runStoppingKinds } from '../provider';
import type { Pair } from '../comparing';
import { idOfColumn } from '../strategy';
import type { TwinGroups } from '../twinGroups';
import type { Asked } from './asked';
import type { EarlierAnswers } from './earlierAnswers';
import { noMore, type Stop } from './stop';
import { hasSameReference } from '../rowLabels';
import type { Totals } from './totals';
import { Window } from './window';

/** Asks about two answers to a row. @throws {ProviderError} or a signal's reason */
export type AskVerdict = (row: Row, pair: JudgedPair, signal: AbortSignal, pauseSignal?: AbortSignal) => Promise<Asked>;

export type JudgePort = {
  /** Under the id that journal and bill have for it. */
  readonly model: Model;
  readonly ask: AskVerdict;
  /** Requests under way at once. */
  readonly concurrency: number;
};

export type CompareStepPorts = {
  readonly models: readonly Model[];
  readonly judge: JudgePort;
  readonly rows: (indices: Int32Array) => AsyncIterable<Row>;
  readonly journal: Journal;
  readonly earlier: Pick<EarlierAnswers, 'verdicts'>;
  readonly totals: Totals;
  readonly stop: Stop;
  readonly emit: (event: RunEvent) => void;
  /** Called after each live verdict. */
  readonly answered: () => void;
};

/** Those of the pairs that no earlier session has a verdict on. */
export function openPairs(
  planned: readonly Pair[],
  { verdicts }: Pick<EarlierAnswers, 'verdicts'>,
  models: readonly Model[],
): Pair[] {
  return planned.filter(({ model, row }) => !verdicts.has(verdictName(idOfColumn(models, model), row)));
}

/** What tells a verdict among those of a journal. */
export function verdictName(candidate: string, row: number): string {
  return `${String(row)} ${candidate}`;
}

/** Resolves when every pair has its verdict, or when the run is to stop and nothing is under way any more. */
export async function carryOutComparison(
  planned: readonly Pair[],
  table: AnswerTable,
  twins: TwinGroups | undefined,
  ports: CompareStepPorts,
): Promise<void> {
  const { earlier, models, stop } = ports;
  const found = new Map<Pair, Verdict>();
  const openOn = new Map<number, Pair[]>();
  for (const pair of planned) {
    const known = earlier.verdicts.get(verdictName(idOfColumn(models, pair.model), pair.row));
    if (known) found.set(pair, known);
    else openOn.set(pair.row, [...(openOn.get(pair.row) ?? []), pair]);
  }
  const window = new Window(ports.judge.concurrency);
  const ask = (row: Row, pair: Pair) => {
    window.enter();
    void judgeOne(row, pair, table, ports)
      .then((verdict) => {
        if (verdict) found.set(pair, verdict);
      })
      .catch((error: unknown) => {
        stop.fail(error);
      })
      .finally(() => {
        window.leave();
      });
  };
  try {
    if (openOn.size > 0)
      for await (const row of ports.rows(Int32Array.from(openOn.keys()).sort()))
        for (const pair of openOn.get(row.index)!) {
          while (window.isFull && !stop.isRequested) await window.freed();
          if (stop.isRequested) break;
          ask(row, pair);
        }
  } catch (error) {
    stop.fail(error);
  }
  await window.drained();
  if (stop.isRequested) return;
  recordVerdicts(planned, (pair) => found.get(pair)!, table, twins);
}

/** Records them in the order planned. */
export function recordVerdicts(
  planned: readonly Pair[],
  found: (pair: Pair) => Verdict,
  table: AnswerTable,
  twins: TwinGroups | undefined,
): void {
  for (const pair of planned) {
    const verdict = found(pair);
    table.recordVerdict(pair.model, pair.row, verdict);
    twins?.forEachOther(pair.row, (twin) => {
      if (hasSameReference(table, pair.row, twin)) table.recordVerdict(pair.model, twin, verdict, false);
    });
  }
}

/** The verdict once it is on disk; undefined when the run stops before there is one. */
async function judgeOne(
  row: Row,
  { model, row: index }: Pair,
  table: AnswerTable,
  ports: CompareStepPorts,
): Promise<Verdict | undefined> {
  const { judge, journal, stop, totals } = ports;
  const candidate = idOfColumn(ports.models, model);
  const record = { type: 'verdict', model: judge.model.id, candidate, row: index } as const;
  const answers = { reference: table.textOf(table.reference, index)!, candidate: table.textOf(model, index)! };
  try {
    const { answer, ...paid } = await judge.ask(row, answers, stop.signal, stop.pauseSignal);
    const verdict: Verdict = {
      same: answer.status === 'valid' && isSame(answer.key),
      ...(answer.status === 'valid'
        ? { ...(answer.text !== undefined && answer.text !== '' && { reason: answer.text }) }
        : { none: 'unreadable', ...(answer.cause !== undefined && { cause: answer.cause }) }),
      ...(answer.costUsd !== undefined && { costUsd: answer.costUsd }),
    };
    await journal.append({ ...record, verdict, ...paid });
    totals.add(ports.models.length, { ...paid });
    ports.answered();
    return verdict;
  } catch (error) {
    if (stop.signal.aborted || error === noMore) return undefined;
    if (!(error instanceof ProviderError)) throw error;
    if (runStoppingKinds.has(error.kind)) {
      stop.pause(error, judge.model.provider);
      return undefined;
    }
    const verdict: Verdict = { same: false, none: 'failed', cause: error.message };
    await journal.append({ ...record, verdict, usage: {} });
    ports.emit({ type: 'row-failed', row: index, model: judge.model.id, kind: error.kind, message: error.message });
    ports.answered();
    return verdict;
  }
}
