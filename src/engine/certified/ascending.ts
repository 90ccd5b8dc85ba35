// Sorts places by their keys, a million of them in a blink: a positive float's bits grow with it, and a radix sort orders 32-bit words in four passes.
import { byWord } from '../radixSort';
import { blockNumbers, filled, type Resting } from '../turns';
import { places } from './places';

/** Places of the keys from the smallest to the largest; keys that are equal to 19 binary digits stay in order. @param keys not negative. */
export function* ascending(keys: Float32Array): Resting<Int32Array> {
  const words = wordsOf(keys);
  yield* filled(words, blockNumbers, dropDigits);
  return yield* byWord(words, places(words.length));
}

/** The same, of keys of either sign, told apart to the last digit; unknown ones (NaN) last. */
export function* ascendingExactly(keys: Float32Array): Resting<Int32Array> {
  const words = wordsOf(keys);
  yield* filled(words, blockNumbers, signWords, keys);
  return yield* byWord(words, places(words.length));
}

/** The same, of doubles that are not negative, told apart to the last digit. */
export function* ascendingDoubles(keys: Float64Array): Resting<Int32Array> {
  const words = new Uint32Array(keys.slice().buffer);
  const half = (first: number) => {
    const halves = new Uint32Array(keys.length);
    for (let i = 0; i < keys.length; i++) halves[i] = words[2 * i + first]!;
    return halves;
  };
  return yield* byWord(half(1), yield* byWord(half(0), places(keys.length)));
}

function dropDigits(words: Uint32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) words[i]! >>>= 4;
}

/** The bits of a negative float fall as it grows; those of NaN may have either sign. */
function signWords(words: Uint32Array, from: number, to: number, keys: Float32Array): void {
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    words[i] = Number.isNaN(keys[i]) ? 0xffffffff : word >>> 31 ? ~word : word | 0x80000000;
  }
}

function wordsOf(keys: Float32Array): Uint32Array {
  return new Uint32Array(keys.slice().buffer);
}
