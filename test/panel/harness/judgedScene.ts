// A finished run whose answers a judge compared: every third row with summaries that it called different, and an audit of three pairs.
import type { RunEvent } from '../../../src/engine/events';
import type { PanelRequests, ResultRow, RowExplanation, ShownPair } from '../../../src/protocol';
import type { RequestHandlers } from '../../../src/rpc';
import { depotPairs, fakeAudit } from './fakeAudit';

const judge = 'gpt-5-mini (judge)';

export const judgedPair: ShownPair = {
  model: 'gpt-5-nano',
  answer: 'The pump at the north depot failed on Friday and was replaced.',
  reference: 'The pump at the north depot failed on Monday and was repaired.',
  isSame: false,
  verdict: { judge, same: false, reason: 'The day and what was done about it differ.' },
};

/** The run's end, with its judge. */
export function withJudge(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.map((event) =>
    event.type === 'run-finished'
      ? { ...event, promise: { ...event.promise, judge: { id: judge, verdicts: 420, different: 31, unread: 0 } } }
      : event,
  );
}

export const judgedRows = (rows: readonly ResultRow[]): readonly ResultRow[] =>
  rows.map((row) => (row.row % 3 === 0 ? { ...row, judged: judgedPair } : row));

export function judgedHandlers(): Partial<RequestHandlers<PanelRequests>> {
  const overruled = new Set<number>();
  const explain = (row: number): RowExplanation => ({
    row,
    cells: [{ column: 'text', text: 'Log of the north depot.' }],
    answers: [
      { model: 'gpt-5-nano', text: judgedPair.answer, status: 'valid', costUsd: 0.000031 },
      { model: 'gpt-5', text: judgedPair.reference, status: 'valid', costUsd: 0.0017 },
    ],
    why: ['The row was in the sample that the models were measured on, so the answer of gpt-5 is delivered.'],
    differing: {
      reference: 'gpt-5',
      pairs: [{ ...judgedPair, ...(overruled.has(row) && { overruled: { same: true } }) }],
    },
    ...{ delivered: judgedPair.reference, askable: ['gpt-5-nano', 'gpt-5'], again: [] },
  });
  return {
    ...fakeAudit({ population: 4960, drawn: 212 }, depotPairs),
    explainRow: ({ row }) => explain(row),
    overruleVerdict: ({ row, isOverruled }) => {
      if (isOverruled) overruled.add(row);
      else overruled.delete(row);
      return explain(row);
    },
  };
}
