// How a text file's bytes stand for characters: the byte order mark, a guess for files without one, and both directions of conversion.
// UTF-8 and windows-1252 are scanned as they are (their structural characters are single bytes); all others are turned into UTF-8 first.
import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';

export type TextEncoding = {
  /** `utf-8`, `windows-1252`, or a name that iconv-lite knows. */
  readonly name: string;
  /** Length of the byte order mark in the raw bytes; 0: none. */
  readonly bomBytes: number;
};

const marks: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe, 0, 0], name: 'utf-32le' },
  { bytes: [0, 0, 0xfe, 0xff], name: 'utf-32be' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
];

/** From the first bytes of the (unpacked) file; `utf-8` is to be confirmed by a reading of the whole. */
export function guessEncoding(head: Uint8Array): TextEncoding {
  for (const { bytes, name } of marks)
    if (bytes.every((byte, at) => head[at] === byte)) return { name, bomBytes: bytes.length };
  const wide = wideWithoutMark(head);
  if (wide !== undefined) return { name: wide, bomBytes: 0 };
  // ASCII letters as UTF-16 have a zero on every other byte; a zero in no other text is legitimate.
  const zeros = [0, 0];
  const seen = Math.min(head.length, 4096) & ~1;
  for (let at = 0; at < seen; at++) if (head[at] === 0) zeros[at & 1]!++;
  const most = seen / 2;
  if (zeros[1]! > 0.4 * most && zeros[0]! < 0.05 * most) return { name: 'utf-16le', bomBytes: 0 };
  if (zeros[0]! > 0.4 * most && zeros[1]! < 0.05 * most) return { name: 'utf-16be', bomBytes: 0 };
  return { name: 'utf-8', bomBytes: 0 };
}

/** Line ends of UTF-16 and UTF-32 hold zeros, whatever the script. @returns the only one of them in which the head is text of more than one line */
function wideWithoutMark(head: Uint8Array): string | undefined {
  if (!head.subarray(0, 4096).includes(0)) return undefined;
  const start = Buffer.from(head.subarray(0, Math.min(head.length & ~3, 4096) || head.length & ~1));
  const fitting = ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'].filter((name) => {
    const text = iconv.decode(start, name).replace(/[\ud800-\udbff]$/, '');
    return /[\r\n]/.test(text) && !neverInText.test(text) && isWellFormed(text) && !isNarrow(text);
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Mostly characters whose both bytes are ASCII: a text of single bytes with a zero in it, read two by two. */
function isNarrow(text: string): boolean {
  const beyond = text.replace(/[\0-\x7f]/g, '');
  const isAsciiPair = (unit: string) => /^[\t\n\r\x20-\x7e]$/.test(String.fromCharCode(unit.charCodeAt(0) & 0xff));
  const others = beyond.replace(/[\u0900-\u7e7e]/g, (unit) => (isAsciiPair(unit) ? '' : unit));
  return beyond.length > 0 && others.length < 0.25 * beyond.length;
}

/** Control characters and code points without a meaning. */
const neverInText = /[\0-\x08\x0e-\x1f\ufffd]|[\p{Cn}\p{Co}]/u;

/** Spellings of the two encodings that are scanned as they are; others stay in lower case. */
export function canonicalName(encoding: string): string {
  const name = encoding.toLowerCase();
  if (/^utf-?8$/.test(name)) return 'utf-8';
  return /^(windows-?1252|cp-?1252|latin-?1|iso-?8859-?1|ansi)$/.test(name) ? 'windows-1252' : name;
}

export function isScannedAsIs(encoding: string): boolean {
  return encoding === 'utf-8' || encoding === 'windows-1252';
}

/** Bytes as they are scanned -> text. */
export function decodeScanned(bytes: Buffer, start: number, end: number, encoding: string): string {
  if (encoding !== 'windows-1252') return bytes.toString('utf8', start, end);
  const text = bytes.toString('latin1', start, end);

  return text.replace(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80]!);
}

/** Text -> bytes of the file, without a byte order mark; undefined where the encoding lacks one of its characters. */
export function encodeText(text: string, encoding: string): Buffer | undefined {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'windows-1252') return encodeWindows1252(text);
  const bytes = iconv.encode(text, encoding, { addBOM: false });
  return iconv.decode(bytes, encoding, { stripBOM: false }) === text ? bytes : undefined;
}

function encodeWindows1252(text: string): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80 || (code >= 0xa0 && code < 0x100)) bytes[at] = code;
    else {
      const place = windows1252.indexOf(text[at]!);
      if (place < 0) return undefined;
      bytes[at] = 0x80 + place;
    }
  }
  return bytes;
}

/** Raw bytes after the mark -> UTF-8, chunk by chunk. Throws the number of the line where a character cannot be. */
export async function* transcodeToUtf8(
  chunks: AsyncIterable<Buffer>,
  encoding: string,
  badLine: (line: number) => Error,
) {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  let line = 1;
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    yield toUtf8(text);
  }
  const rest = decoder.end();
  if (rest) yield toUtf8(rest);

  function toUtf8(text: string): Buffer {
    const bytes = Buffer.from(text, 'utf8');
    if (!isAscii(bytes) && (text.includes('\ufffd') || !isWellFormed(text)))
      throw badLine(line + text.slice(0, firstBad(text)).split('\n').length - 1);
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) line++;
    return bytes;
  }
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

function firstBad(text: string): number {
  const places = [text.indexOf('\ufffd'), text.search(loneSurrogate)].filter((place) => place >= 0);
  return places.length === 0 ? 0 : Math.min(...places);
}

/** Code points of bytes 80 to 9f (WHATWG Encoding, index windows-1252; the five unassigned bytes map to themselves). */
const windows1252 = Array.from(
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
    '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178',
);
