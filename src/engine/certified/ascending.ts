// Sorts places by their keys, a million of them in a blink: a positive float's bits grow with it, and a radix sort orders 32-bit words in four
// passes (3 times the speed of the native sort of numbers with key and place packed into one, at 5,000 places and at 1,000,000).
import { inBlocks, type Resting } from '../turns';
import { places } from './places';

/** Places of the keys from the smallest to the largest; keys that are equal to 19 binary digits stay in order. @param keys not negative. */
export function* ascending(keys: Float32Array): Resting<Int32Array> {
  const words = wordsOf(keys);
  yield* inBlocks(words.length, (from, to) => {
    for (let i = from; i < to; i++) words[i]! >>>= 4;
  });
  return yield* byWord(words);
}

/** The same, of keys of either sign, told apart to the last digit; unknown ones (NaN) last. */
export function* ascendingExactly(keys: Float32Array): Resting<Int32Array> {
  const words = wordsOf(keys);
  yield* inBlocks(words.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const word = words[i]!;
      // The bits of a negative float fall as it grows; those of NaN may have either sign.
      words[i] = Number.isNaN(keys[i]) ? 0xffffffff : word >>> 31 ? ~word : word | 0x80000000;
    }
  });
  return yield* byWord(words);
}

function wordsOf(keys: Float32Array): Uint32Array {
  return new Uint32Array(keys.slice().buffer);
}

// Larger digits need one pass less and sort 1,000,000 places a quarter faster, and 100 places at a third of the speed.
const digitBits = 8;
const digits = 1 << digitBits;

/** Stable, from the last digit to the first. */
function* byWord(words: Uint32Array): Resting<Int32Array> {
  const { length } = words;
  let sorted = places(length);
  let free: Int32Array = new Int32Array(length);
  const begins = new Int32Array(digits + 1);
  for (let shift = 0; shift < 32; shift += digitBits) {
    const [order, next] = [sorted, free];
    begins.fill(0);
    yield* inBlocks(length, (from, to) => {
      for (let i = from; i < to; i++) begins[((words[i]! >>> shift) & (digits - 1)) + 1]!++;
    });
    for (let digit = 1; digit < digits; digit++) begins[digit]! += begins[digit - 1]!;
    yield* inBlocks(length, (from, to) => {
      for (let i = from; i < to; i++) {
        const place = order[i]!;
        next[begins[(words[place]! >>> shift) & (digits - 1)]!++] = place;
      }
    });
    [sorted, free] = [next, order];
  }
  return sorted;
}
