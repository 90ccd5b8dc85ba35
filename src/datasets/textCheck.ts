// Watches the bytes of a text while it is read for the first time: are they text at all, and in which encoding if there was no mark?
// A file is UTF-8 if all of it is; in an older encoding, which is guessed, if none of its non-ASCII lines is UTF-8; refused if it mixes both.
import { isAscii, isUtf8 } from 'node:buffer';
import { InputError } from '../engine/inputError';
import { UnknownEncoding } from './noRows';
import { guessLegacyEncoding, isSurrogatePairs, sampleWords } from './legacyEncoding';

const longestHeld = 1 << 20;

/** Bytes of lines that are not UTF-8, for the guess. */
const mostSampled = 1 << 16;

/** Bytes of a stretch of UTF-8 in which lines beyond ASCII are counted; the rest is taken to be like it. */
const goodSample = 1 << 14;

/** The text is in another encoding than it was read in: to be opened anew. */
export class OtherEncoding extends Error {
  /** @param words a few words of the text, decoded */
  constructor(
    readonly encoding: string,
    readonly words: readonly string[],
  ) {
    super(`The text is in ${encoding}.`);
  }
}

export interface TextCheck {
  /** @throws {InputError} for a zero byte: binary data. */
  push(bytes: Buffer): void;
  /**
   * Name of the encoding.
   * @throws {InputError} for a mix of encodings, or one that cannot be guessed
   * @throws {OtherEncoding} where the text must be read anew
   */
  end(): string;
}

export function makeTextCheck(label: string, encoding: string): TextCheck {
  let line = 1;
  /** The line that the last chunk left unfinished, unless it is ASCII so far: a character may be cut by the chunk's end. */
  let rest: Buffer = Buffer.alloc(0);
  let firstBadLine = 0;
  let badLines = 0;
  let goodLines = 0;
  const sample: Buffer[] = [];
  let sampled = 0;

  /** @param bytes whole lines, the first of which is `firstLine` */
  function judge(bytes: Buffer, firstLine: number) {
    if (isAscii(bytes)) return;
    const isGood = isUtf8(bytes);
    const sampleEnd = bytes.lastIndexOf(10, goodSample) + 1;
    if (isGood && sampleEnd > 0 && bytes.length > 2 * goodSample) {
      // How many lines are not ASCII matters only beside some that are not UTF-8, and is no exact figure then: counted in a part.
      const part = bytes.subarray(0, sampleEnd);
      const before = goodLines;
      judge(part, firstLine);
      goodLines = before + Math.max(1, Math.round(((goodLines - before) * bytes.length) / part.length));
      return;
    }
    for (let at = 0, inner = firstLine; at < bytes.length; inner++) {
      const feed = bytes.indexOf(10, at);
      const end = feed < 0 ? bytes.length : feed + 1;
      const one = bytes.subarray(at, end);
      if (!isGood && !isUtf8(one)) {
        badLines++;
        firstBadLine ||= inner;
        if (sampled < mostSampled) sample.push(Buffer.from(one.subarray(0, mostSampled)));
        sampled += one.length;
      } else if (!isAscii(one)) goodLines++;
      at = end;
    }
  }

  return {
    push(chunk) {
      const zero = chunk.indexOf(0);
      if (zero >= 0)
        throw new InputError(
          `${label}, line ${String(line + countLines(chunk.subarray(0, zero)))}: a zero byte; this is not a text file, or it is damaged.`,
        );
      if (encoding === 'utf-8' && !(rest.length === 0 && isAscii(chunk))) {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        // Of a very long line the whole characters so far are judged, so that it is not held in memory.
        const lineEnd = bytes.lastIndexOf(10) + 1;
        const cut = bytes.length - lineEnd > longestHeld ? safeEnd(bytes) : lineEnd;
        judge(bytes.subarray(0, cut), line);
        rest = bytes.subarray(cut);
        if (isAscii(rest)) rest = rest.subarray(0, 0);
      }
      line += countLines(chunk);
    },
    end() {
      judge(rest, line);
      if (badLines === 0) return encoding;
      const bytes = Buffer.concat(sample);
      if (isSurrogatePairs(bytes)) throw new OtherEncoding('cesu8', sampleWords(bytes, 'cesu8'));
      // Two letters of an older encoding may happen to form one of UTF-8; that is rare.
      if (goodLines > 0 && goodLines * 20 >= badLines)
        throw new InputError(
          `${label}, line ${String(firstBadLine)}: bytes that are not UTF-8, though other lines are; save the whole file in one encoding, UTF-8 for preference.`,
        );
      const guess = guessLegacyEncoding(bytes);
      if (guess === undefined)
        throw new UnknownEncoding(
          `${label}, line ${String(firstBadLine)}: not UTF-8, and its encoding cannot be guessed; name it (--encoding gbk, shift_jis, euc-kr, big5, windows-1251, ...), or save the file as UTF-8.`,
        );
      throw new OtherEncoding(guess, sampleWords(bytes, guess));
    },
  };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Where the last whole UTF-8 character ends: at most three bytes before the end. */
function safeEnd(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
