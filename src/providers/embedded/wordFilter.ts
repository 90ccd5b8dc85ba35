// Rules most words out of word lists by a hash of their letters, before any string is made of them: what makes the lexicon scorers fast.
// A byte per hash value; a word of a list always passes, one in twenty of the others does too and is then looked up.

const slots = 1 << 17;
const start = 0x811c9dc5;

/** One step of the hash (FNV-1a over UTF-16 units); begin with `emptyWord`. */
export const emptyWord = start;
export const addUnit = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/** Bits of the lists that the word of this hash may be in: 1 for the first list, 2 for the second, 4, ... */
export type WordFilter = (hash: number) => number;

/** @param lists of words spelled as they will be hashed, in lower case. */
export function makeWordFilter(...lists: readonly Iterable<string>[]): WordFilter {
  const flags = new Uint8Array(slots);
  const slot = (hash: number) => (hash ^ (hash >>> 15)) & (slots - 1);
  lists.forEach((words, list) => {
    for (const word of words) {
      let hash = emptyWord;
      for (let i = 0; i < word.length; i++) hash = addUnit(hash, word.charCodeAt(i));
      flags[slot(hash)]! |= 1 << list;
    }
  });
  return (hash) => flags[slot(hash)]!;
}
