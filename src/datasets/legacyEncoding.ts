// Which older encoding a text has that is not UTF-8. The detector (chardet, after ICU's) is asked about the lines that are not ASCII; what it
// says is taken only if the decoded text is plausible, since a wrong guess is sent to a model and paid for.
import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { guessLatin } from './latinEncoding';

/** Detector's name -> name for iconv-lite, and the letters that a text in this encoding is made of. */
const nonLatin: Readonly<Record<string, { readonly name: string; readonly letters: RegExp }>> = {
  GB18030: { name: 'gb18030', letters: /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”‘’…—·]/u },
  Big5: { name: 'big5', letters: /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u },
  Shift_JIS: {
    name: 'shift_jis',
    letters: /[\p{Script=Han}\u3000-\u30ff\uff00-\uff60]/u,
  },
  'EUC-JP': {
    name: 'euc-jp',
    letters: /[\p{Script=Han}\u3000-\u30ff\uff00-\uff60]/u,
  },
  'EUC-KR': { name: 'euc-kr', letters: /[\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u },
  'windows-1251': { name: 'windows-1251', letters: /[\p{Script=Cyrillic}«»№“”„—–]/u },
  'KOI8-R': { name: 'koi8-r', letters: /\p{Script=Cyrillic}/u },
  'ISO-8859-5': { name: 'iso-8859-5', letters: /\p{Script=Cyrillic}/u },
  'windows-1253': { name: 'windows-1253', letters: /[\p{Script=Greek}«»“”—–]/u },
  'ISO-8859-7': { name: 'windows-1253', letters: /[\p{Script=Greek}«»“”—–]/u },
  'windows-1255': { name: 'windows-1255', letters: /[\u05d0-\u05ea“”–]/u },
  'ISO-8859-8': { name: 'windows-1255', letters: /[\u05d0-\u05ea“”–]/u },
  'windows-1256': { name: 'windows-1256', letters: /[\p{Script=Arabic}،؛؟]/u },
  'ISO-8859-6': { name: 'iso-8859-6', letters: /[\p{Script=Arabic}،؛؟]/u },
};

/** Encodings that the detector does not know: taken where nearly all that is beyond ASCII is of their script. */
const unknownToDetector: readonly { readonly name: string; readonly letters: RegExp }[] = [
  { name: 'koi8-u', letters: /\p{Script=Cyrillic}/u },
  { name: 'cp866', letters: /[\p{Script=Cyrillic}№]/u },
  { name: 'windows-874', letters: /[\p{Script=Thai}“”‘’–—…]/u },
  { name: 'maccyrillic', letters: /[\p{Script=Cyrillic}«»№“”„—–]/u },
];

/** Bytes that the detector needs to count frequencies; shorter samples are repeated up to it. */
const fairSample = 200;
/**
 * @param sample lines that hold bytes beyond ASCII
 * @returns a name for iconv-lite, `windows-1252` among them; undefined where nothing fits well enough
 */
export function guessLegacyEncoding(sample: Buffer): string | undefined {
  const list = highWords(sample);
  const words = Buffer.from(list.join(' '), 'latin1');
  if (words.length === 0) return 'windows-1252';
  const repeated = Buffer.concat(Array<Buffer>(Math.max(1, Math.ceil(fairSample / words.length))).fill(words));
  const matches = analyse(repeated);
  const high = words.filter((byte) => byte >= 0x80).length;
  const isMostlyHigh = high >= 0.45 * words.filter((byte) => byte !== 0x20).length;
  // Katakana in Shift_JIS: every second byte is ASCII.
  const isKatakana = matches[0]?.name === 'Shift_JIS' && matches[0].confidence >= 50;
  if (!isMostlyHigh || (clusteredShare(sample) < 0.5 && !isKatakana)) {
    return guessLatin(sample, list.length, matches);
  }
  const wide = guessClustered(sample, matches);
  if (wide !== undefined) return wide;
  // Few words, each with many accents.
  const other = guessLatin(sample, list.length, matches);
  return other === 'windows-1252' ? undefined : other;
}

/** Scripts whose letters are all beyond ASCII, so that they stand side by side. */
function guessClustered(sample: Buffer, matches: ReturnType<typeof analyse>): string | undefined {
  for (const { name, confidence } of matches) {
    const candidate = nonLatin[name];
    if (candidate && confidence >= 10 && isPlausible(iconv.decode(sample, candidate.name), candidate.letters))
      return relativeOf(candidate.name, sample);
  }
  return unknownToDetector.find(({ name, letters }) => isPlausible(iconv.decode(sample, name), letters))?.name;
}

/** An encoding that differs in few letters from the one that the detector takes it for. */
function relativeOf(name: string, sample: Buffer): string {
  const bytes = sample.toString('latin1');
  // Ukrainian letters stand where KOI8-R has lines for drawing.
  if (name === 'koi8-r' && /[\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd]/.test(bytes)) return 'koi8-u';
  // A Mac's Cyrillic capitals stand where Windows has letters of Serbian and Macedonian, which come beside Windows' own capitals.
  const capitals = (range: RegExp) => (bytes.match(range) ?? []).length;
  const isOfMac = name === 'windows-1251' && capitals(/[\xc0-\xcf]/g) === 0 && capitals(/[\x80-\x9f]/g) > 0;
  return isOfMac && isPlausible(iconv.decode(sample, 'maccyrillic'), /[\p{Script=Cyrillic}«»№“”„—–]/u)
    ? 'maccyrillic'
    : name;
}

/** The different words that hold high bytes: ASCII columns beside them would speak for English. */
function highWords(sample: Buffer): string[] {
  return [...new Set(sample.toString('latin1').match(/[^\s,;"]*[\x80-\xff][^\s,;"]*/g) ?? [])];
}

/** Of the high bytes, the share with another high byte beside it: low in Latin alphabets, where accents stand alone. */
function clusteredShare(sample: Buffer): number {
  let high = 0;
  let clustered = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at]! < 0x80) continue;
    high++;
    if ((sample[at - 1] ?? 0) >= 0x80 || (sample[at + 1] ?? 0) >= 0x80) clustered++;
  }
  return high === 0 ? 0 : clustered / high;
}

function isPlausible(text: string, letters: RegExp): boolean {
  const beyond = [...text].filter((character) => character > '\x7f');
  const fitting = beyond.filter((character) => letters.test(character)).length;
  // A Cyrillic text in the wrong one of its encodings has its letter case turned round.
  const capitals = beyond.filter((character) => /\p{Lu}/u.test(character)).length;
  const small = beyond.filter((character) => /\p{Ll}/u.test(character)).length;
  return (
    !text.includes('\ufffd') &&
    fitting >= 0.9 * beyond.length &&
    small >= capitals &&
    !mixesScripts(text, beyond.length)
  );
}

/** Latin letters inside words of an alphabet that is not: an alphabet with accents read as another one. Chinese and its like put no blanks around Latin words. */
function mixesScripts(text: string, beyond: number): boolean {
  const joints =
    /[A-Za-z](?=[\p{sc=Cyrl}\p{sc=Grek}\p{sc=Hebr}\p{sc=Arab}\p{sc=Thai}])|[\p{sc=Cyrl}\p{sc=Grek}\p{sc=Hebr}\p{sc=Arab}\p{sc=Thai}](?=[A-Za-z])/gu;
  return (text.match(joints) ?? []).length > 0.3 * beyond;
}

const pair = /\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]/g;

/** UTF-8 whose characters beyond U+FFFF are two surrogates of three bytes each (CESU-8): how Java, older MySQL and Oracle write emoji. */
export function isSurrogatePairs(sample: Buffer): boolean {
  const bytes = sample.toString('latin1');
  return bytes.search(pair) >= 0 && isUtf8(Buffer.from(bytes.replace(pair, ''), 'latin1'));
}

/** @returns up to three words beyond ASCII, for a user to judge the guess by */
export function sampleWords(sample: Buffer, encoding: string): string[] {
  const words = iconv.decode(sample, encoding).match(/[^\s,;"]*[^\s,;"\0-\x7f][^\s,;"]*/g) ?? [];
  return [...new Set(words)].slice(0, 3).map((word) => (word.length > 24 ? `${word.slice(0, 24)}...` : word));
}
