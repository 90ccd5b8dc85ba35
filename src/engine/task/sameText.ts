// When two texts are the same: letter by letter, by their words in any order, or by how many words they share.
import type { Equivalence } from '../answerTable';

export type TextRule =
  /** The same characters, spacing, enclosing quotes and one final full stop aside. */
  | { readonly by: 'exact' }
  /** The same words, each as often, in any order; case and punctuation aside. */
  | { readonly by: 'words' }
  /** Token F1 of the words of at least `from`, in (0, 1]. */
  | { readonly by: 'similar'; readonly from: number }
  /** As a judge says, who is asked where the characters differ. */
  | { readonly by: 'judge' };

export const textRules = ['exact', 'words', 'similar', 'judge'] as const satisfies readonly TextRule['by'][];

/**
 * A word: letters and digits, apostrophes inside; a number with its sign, separators and fractions; a sign that changes what is said, such as a
 * currency or a percent sign. Everything else is punctuation.
 */
const word =
  /(?<![\p{L}\p{N}])[-−+](?=\p{N})\p{N}+(?:[.,:/]\p{N}+)*|\p{N}+(?:[.,:/]\p{N}+)*\p{L}*|\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*|[\p{Sc}%‰<>=≠≤≥]/gu;

/** Scripts that are written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The words of a text in their order, in one spelling: compatibility characters composed, lower case, `’` as `'`. */
export function wordsOf(text: string): readonly string[] {
  const spelled = text.normalize('NFKC').toLowerCase().replaceAll('’', "'").replaceAll('−', '-');
  const words = spelled.match(word) ?? [];
  if (!unspaced.test(spelled)) return words;
  return words.flatMap((run) =>
    unspaced.test(run) ? Array.from(segmenter.segment(run), ({ segment }) => segment) : [run],
  );
}

/** Equal for texts of the same words, each as often, in any order; undefined where a text has no word. */
export function wordsKey(text: string): string | undefined {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : [...words].sort().join(' ');
}

/**
 * F1 of the words that two texts share, each counted as often as it stands in both: 2 x shared / (words of a + words of b), in [0, 1]. The measure
 * that SQuAD's evaluation made usual (Rajpurkar et al., 2016), without its list of English articles. Two texts without words: 0.
 */
export function tokenF1(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of a) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of b) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    shared++;
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}

/** Of keys as `similarKey` makes them. Symmetric, not transitive. */
export function similarEquivalence(from: number): Equivalence {
  // Rounding must not decide at the very edge: 9 of 10 words are .9.
  const least = from - 1e-12;
  return (key, referenceKey) => key === referenceKey || tokenF1(key.split(' '), referenceKey.split(' ')) >= least;
}

/** The words of a text in their order; undefined where it has none. */
export function similarKey(text: string): string | undefined {
  const words = wordsOf(text);
  return words.length === 0 ? undefined : words.join(' ');
}
