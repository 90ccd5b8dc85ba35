// Journal records that a reader can check without knowing the writer.
import type { JournalRecord } from '../../src/engine/journal';

/** An answer that depends on the row only. */
export function numberedAnswer(row: number): JournalRecord {
  const key = row % 3 === 0 ? 'positive' : 'negative';
  return {
    type: 'answer',
    model: 'tiny',
    row,
    answer: { status: 'valid', key, text: key, costUsd: row / 1e6 },
    billedUsd: row / 1e6,
    usage: { inputTokens: row },
  };
}
