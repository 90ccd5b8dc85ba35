// The ladder that a job names: a file, the list of a job file, or the embedded classifiers.
import { InputError } from '../engine/inputError';
import { readNamedText } from '../files/regularFile';
import { embeddedLadder } from '../providers/embedded/embeddedLadder';
import { parseLadder, readLadder, type Ladder } from '../providers/ladder';
import { loadPriceTable } from '../providers/priceTable';
import { builtInProviders } from '../providers/providerConfig';

/** The word for the classifiers that need no key. */
export const embeddedLadderName = 'embedded';

/** @throws {InputError} naming the file and the field. */
export async function openLadder(source: string | readonly unknown[], today: Date): Promise<Ladder> {
  if (source === embeddedLadderName) {
    const models = embeddedLadder().flatMap(({ model, unavailable }) => (unavailable === undefined ? [model] : []));
    return { models, providers: builtInProviders };
  }
  const prices = await loadPriceTable(today);
  if (typeof source !== 'string') return readLadder(source, 'The models of the job', prices);
  return parseLadder(readLadderText(source), source, prices);
}

/** @throws {InputError} */
export function readLadderText(path: string): string {
  try {
    return readNamedText(path);
  } catch (error) {
    throw new InputError(
      `The ladder ${path} cannot be read (${(error as Error).message}); --models takes a file, or "embedded".`,
    );
  }
}
