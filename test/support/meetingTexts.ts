// Different texts that meet in a fast hash made on purpose, as anybody can make them within seconds who writes rows of a table. The hash is of the kind
// that hash tables use: two 32-bit lanes over the words of the text, each step of which can be undone. One lane is made to meet block after block
// (Joux 2004: k blocks of two ways each give 2^k texts for the price of k searches); among so many texts some meet in the other lane by chance.
import { makeRandom, type Random } from '../../src/engine/random';

const step1 = (h: number, word: number) => {
  const mixed = Math.imul(h ^ word, 2654435761);
  return mixed ^ (mixed >>> 15);
};
const step2 = (h: number, word: number) => {
  const mixed = Math.imul(h ^ word, 1597334677);
  return mixed ^ (mixed >>> 13);
};

/** The hash, of ASCII whose length is a multiple of four. */
export function fastHash(text: string): string {
  let [h1, h2] = [0xdeadbeef ^ text.length, 0x41c6ce57 ^ text.length];
  for (const word of wordsOf(text)) [h1, h2] = [step1(h1, word), step2(h2, word)];
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return `${String(h2 >>> 0)} ${String(h1 >>> 0)}`;
}

function wordsOf(text: string): number[] {
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i));
}

const letters = 'abcdefghijklmnopqrstuvwxyz      ';

type Lanes = readonly [lane1: number, lane2: number];

const startOf = (length: number): Lanes => [0xdeadbeef ^ length, 0x41c6ce57 ^ length];
const after = (text: string, [lane1, lane2]: Lanes): Lanes => {
  const words = wordsOf(text);
  return [words.reduce(step1, lane1), words.reduce(step2, lane2)];
};

/** Pairs of texts of one hash that differ. @param blocks 2^blocks texts are looked through; 18 give 8 pairs on the average, each more four times as many. */
export function meetingTexts(blocks = 18): (readonly [string, string])[] {
  return meetingParts(startOf(8 * blocks), blocks, makeRandom(1, 'meeting texts'));
}

/**
 * 2^doublings texts of one hash, all different: a pair that meets, behind it another that does, and so on. Which of each pair stands in text i are
 * the bits of i.
 */
export function textsOfOneHash(doublings: number): string[] {
  const blocks = 18;
  const random = makeRandom(1, 'texts of one hash');
  let lanes = startOf(8 * blocks * doublings);
  const ways: (readonly [string, string])[] = [];
  while (ways.length < doublings) {
    const [pair] = meetingParts(lanes, blocks, random);
    if (pair === undefined) continue;
    ways.push(pair);
    lanes = after(pair[0], lanes);
  }
  return Array.from({ length: 2 ** doublings }, (_, i) => ways.map((way, at) => way[(i >> at) & 1]!).join(''));
}

/** Pairs of texts that differ and leave the lanes alike, begun in these. */
function meetingParts(start: Lanes, blocks: number, random: Random): (readonly [string, string])[] {
  const block = () => Array.from({ length: 8 }, () => letters[random.below(letters.length)]!).join('');
  let lane1 = start[0];
  const ways: [string, string][] = [];
  while (ways.length < blocks) {
    const seen = new Map<number, string>();
    for (;;) {
      const text = block();
      const end = wordsOf(text).reduce(step1, lane1);
      const other = seen.get(end);
      if (other === undefined || other === text) {
        seen.set(end, text);
        continue;
      }
      ways.push([other, text]);
      lane1 = end;
      break;
    }
  }
  const ends = new Map<number, number>();
  const pairs: [string, string][] = [];
  const textOf = (choice: number) => ways.map((way, at) => way[(choice >> at) & 1]!).join('');
  const words = ways.map((way) => way.map(wordsOf));
  for (let choice = 0; choice < 2 ** blocks; choice++) {
    let lane2 = start[1];
    for (let at = 0; at < blocks; at++) for (const word of words[at]![(choice >> at) & 1]!) lane2 = step2(lane2, word);
    const other = ends.get(lane2);
    if (other !== undefined) pairs.push([textOf(other), textOf(choice)]);
    ends.set(lane2, choice);
  }
  return pairs;
}
