// What the n-gram classifier sees of a text: hashed words, pairs of words and character n-grams inside words (bag, so word order beyond pairs is
// lost), and three sums of lexicon valences with negation. Hashing: FNV-1a of UTF-16 units, seeded per kind, into a power of two of buckets.

export const ngramBuckets = 8192;
/** Dense features after the hashed ones: AFINN valence, VADER valence, negations. */
export const denseFeatures = 3;

export type NgramFeatures = {
  /** Buckets, one entry per n-gram, repeats included; valid until the next call. */
  readonly buckets: Uint16Array;
  readonly count: number;
  readonly dense: readonly [afinn: number, vader: number, negations: number];
};

const shortestNgram = 3;
const longestNgram = 5;
const seeds = { word: 0x811c9dc5, pair: 0x2f0b4c47, ngram: 0x1b873593 };
const negationReach = 3;
const negations = new Set(
  `not no never none nor neither without hardly cannot dont didnt doesnt isnt wasnt arent cant wont wouldnt couldnt shouldnt aint`.split(
    ' ',
  ),
);

const isNegation = (word: string) => negations.has(word) || word.endsWith("n't");

export function makeNgramReader(
  afinn: Readonly<Record<string, number>>,
  vader: Readonly<Record<string, number>>,
): (text: string) => NgramFeatures {
  const valences = new Map<string, readonly [number, number]>();
  for (const word of new Set([...Object.keys(afinn), ...Object.keys(vader)])) {
    valences.set(word, [afinn[word] ?? 0, vader[word] ?? 0]);
  }
  let buckets = new Uint16Array(4096);
  return (source) => {
    const text = source.toLowerCase();
    // At most four n-grams begin at a character, and a word adds two features.
    if (buckets.length < text.length * 6 + 64) buckets = new Uint16Array(text.length * 12 + 64);
    let count = 0;
    let words = 0;
    let afinnSum = 0;
    let vaderSum = 0;
    let negated = 0;
    let sinceNegation = negationReach + 1;
    let before = seeds.pair;
    for (let at = 0; at < text.length;) {
      if (!isWordPart(text.charCodeAt(at))) {
        at++;
        continue;
      }
      const start = at;
      let hash = seeds.word;
      let pair = Math.imul(before ^ 32, 0x01000193);
      const isMark = isEmphasis(text.charCodeAt(at));
      do {
        const code = text.charCodeAt(at);
        hash = Math.imul(hash ^ code, 0x01000193);
        pair = Math.imul(pair ^ code, 0x01000193);
        at++;
      } while (!isMark && at < text.length && isWordPart(text.charCodeAt(at)) && !isEmphasis(text.charCodeAt(at)));
      buckets[count++] = bucketOf(hash);
      buckets[count++] = bucketOf(pair);
      before = hash ^ seeds.pair;
      words++;
      if (isMark) continue;
      count = addNgrams(text, start, at, buckets, count);
      const word = text.slice(start, at);
      const valence = valences.get(word);
      if (valence) {
        const isTurned = sinceNegation <= negationReach;
        afinnSum += isTurned ? -valence[0] : valence[0];
        vaderSum += isTurned ? -0.74 * valence[1] : valence[1];
      }
      sinceNegation++;
      if (isNegation(word)) {
        negated++;
        sinceNegation = 1;
      }
    }
    const scale = Math.sqrt(words + 1);
    return { buckets, count, dense: [(0.4 * afinnSum) / scale, (0.5 * vaderSum) / scale, negated / 3] };
  };
}

/** N-grams of `<word>`, the marks standing for its ends. */
function addNgrams(text: string, start: number, end: number, buckets: Uint16Array, from: number): number {
  let count = from;
  const codeAt = (at: number) => (at < start ? 60 : at >= end ? 62 : text.charCodeAt(at));
  for (let first = start - 1; first + shortestNgram <= end + 1; first++) {
    let hash = seeds.ngram;
    const last = Math.min(first + longestNgram, end + 1);
    for (let at = first; at < last; at++) {
      hash = Math.imul(hash ^ codeAt(at), 0x01000193);
      if (at - first + 1 >= shortestNgram) buckets[count++] = bucketOf(hash);
    }
  }
  return count;
}

/** FNV's high bits are the better mixed ones. */
const bucketOf = (hash: number) => ((hash >>> 13) ^ hash) & (ngramBuckets - 1);

const isEmphasis = (code: number) => code === 33 || code === 63;
const isWordPart = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39 || isEmphasis(code) || code >= 0xc0;
