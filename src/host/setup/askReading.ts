// What only the user can say before any row can be read: the encoding of text that cannot be guessed, or another sheet than one without rows.
import { NoRows, UnknownEncoding } from '../../datasets/noRows';
import type { Reading } from '../../engine/job';

export type ReadingQuestion =
  { readonly about: 'encoding' } | { readonly about: 'sheet'; readonly sheets: readonly string[] };

/**
 * Opens, asking for each thing that is missing; what was chosen and did not work is asked for again.
 * @param ask undefined: the user leaves it @throws what `open` throws when the user leaves it, or nothing could be asked
 */
export async function openAsking<T>(
  open: (reading: Reading | undefined) => Promise<T>,
  reading: Reading | undefined,
  ask: (question: ReadingQuestion, sentence: string) => Promise<string | undefined>,
): Promise<T> {
  let chosen = reading;
  for (;;) {
    try {
      return await open(chosen);
    } catch (error) {
      const question = questionOf(error);
      const answer = question && (await ask(question, (error as Error).message));
      if (!question || answer === undefined) throw error;
      chosen = { ...chosen, [question.about]: answer };
    }
  }
}

function questionOf(error: unknown): ReadingQuestion | undefined {
  if (error instanceof UnknownEncoding) return { about: 'encoding' };
  return error instanceof NoRows && error.sheets.length > 0 ? { about: 'sheet', sheets: error.sheets } : undefined;
}
