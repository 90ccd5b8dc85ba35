// Reads a reply as one number and compares numbers within a tolerance. Thousands separators, currency signs, units, percent and words like
// `million` are understood; more than one number, a range, a bound, a denial, a date or a fraction is invalid, never guessed.
import { bareReply, excerpt, plainDigits as latinDigits, wrappedValue } from './replyText';
import type { Equivalence } from '../answerTable';
import type { ParsedAnswer } from './task';
import { minus, percent, scaleCharacters, scales, undecided, unsettled, unsettling } from './numberWords';
import { own } from '../own';

/** Digits grouped by one kind of separator, or plain, with decimals and exponent. A group does not begin with 0: 0,125 is an eighth. */
const numberPattern =
  /[+-]?(?:(?!0)(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?!\d)(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[ '_]\d{3})+(?!\d)(?:[.,]\d+)?)|\d+(?:[.,]\d+)?|\.\d+)(?:e[+-]?\d{1,3})?/iy;

const currencies: Readonly<Record<string, string>> = { $: 'usd', '€': 'eur', '£': 'gbp', '¥': 'jpy' };

export function parseNumberReply(reply: string): ParsedAnswer {
  const bare = bareReply(reply);
  if (bare === '') return { type: 'invalid', reason: 'The reply is empty.' };
  const wrapped = wrappedValue(bare);
  const answer = numberKey(typeof wrapped === 'number' ? wrapped : String(wrapped ?? bare));
  return answer === undefined
    ? { type: 'invalid', reason: `The reply does not hold exactly one number: ${excerpt(bare)}` }
    : { type: 'valid', key: answer, answer };
}

/** The only number of a text, with its unit where it has one (`5 star`); undefined when there is none or more than one. */
export function numberKey(source: number | string): string | undefined {
  const read = typeof source === 'number' ? { value: source, unit: '' } : readNumber(source);
  if (!read || !Number.isFinite(read.value)) return undefined;
  const value = String(read.value === 0 ? 0 : read.value);
  return read.unit === '' ? value : `${value} ${read.unit}`;
}

/** @returns the only number of the text and its unit (empty: none); undefined when there is none or more than one, or it is in doubt. */
function readNumber(source: string): { value: number; unit: string } | undefined {
  // Plain digits after normalising: 10² would be 102.
  if (/\p{N}[²³¹⁰-₉]/u.test(source)) return undefined;
  const text = latinDigits(source.normalize('NFKC'))
    // Mathematics, no money.
    .replace(/\$\$?\s*([-+]?[\d.,]+)\s*\$\$?(?!\d)/g, '$1')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/(?<=\d)’(?=\d)/g, "'")
    .replace(/\*\*|[`"]/g, '')
    .trim();
  if (undecided.test(text)) return undefined;
  const only = onlyNumber(text) ?? markedNumber(text);
  return only && isSettled(only) ? valueOf(only) : undefined;
}

/** The number behind `Answer:`, else behind `Total:` and the like, where all of them state the same, and a number that begins the reply too. */
function markedNumber(text: string): Found | undefined {
  const marked = [...text.matchAll(/\b(answer|result|total|value)\b\s*(?:is|:|=)\s*([^\n]+)/gi)];
  const answers = marked.filter(([, noun]) => noun!.toLowerCase() === 'answer');
  const found = (answers.length > 0 ? answers : marked).map(([, , told]) => onlyNumber(told!));
  const [begin = ''] = text.split('\n');
  // A model that goes on with an example of its own states that one's number last.
  const first = /\p{L}/u.test(begin) ? undefined : onlyNumber(begin);
  const stated = new Set([...found, ...(first ? [first] : [])].map((each) => each?.digits));
  return stated.size === 1 ? found.at(-1) : undefined;
}

type Found = { readonly before: string; readonly digits: string; readonly after: string };

/** Whether the number is the answer itself: no bound, no factor, not denied, not asked about, and its sign and separators are sure. */
function isSettled({ before, digits, after }: Found): boolean {
  if (unsettling.test(before) || unsettled.test(after)) return false;
  // Two numbers of a list, or one with a decimal comma.
  if (/^[+-]?\d+,\d+$/.test(digits) && /[[({]\s*$/.test(before) && /^\s*[\])}]/.test(after)) return false;
  // A list's bullet, or a sign.
  if (/^-\s+[$€£¥]?\s*$/.test(before)) return false;
  const isMoney = /[$€£¥]\s*\(?$/.test(before) || /^\s*[$€£¥]/.test(after);
  // An amount below 0, as accountants write it, or one in brackets.
  if (/^-?\(|[$€£¥]\s*\($/.test(before) && /^[^)]*\)$/.test(after) && (isMoney || /[.,]/.test(digits))) return false;
  // A thousand, or a price to a tenth of a cent.
  return !(isMoney && /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(digits));
}

function valueOf({ before, digits, after }: Found): { value: number; unit: string } | undefined {
  // `-$5`: the sign stands before the currency.
  const isBelow = minus.test(before) || /(?<![\p{L}\p{N}])-\s*[$€£¥]\s*$/u.test(before);
  const value = Number(plainDigits(digits)) * (isBelow ? -1 : 1);
  if (percent.test(after) || /(?:[%٪]|百分之)\s*$/.test(before)) return { value: decimalShift(value, -2), unit: '' };
  const [following = '', next = ''] = after.toLowerCase().match(/[\p{L}°/$€£¥²³‰]+/gu) ?? [];
  const isBehind = following !== '' && after.trimStart().toLowerCase().startsWith(following);
  // `5M` and `5B` may be millions, metres or megabytes; `5 USD million` is read by nobody here.
  if (
    isBehind &&
    (/^(?:[mb]n?|mil|‰|(?:[mbt]n?|mil)(?:[$€£¥]|usd|eur|gbp))$/.test(following) || own(scales, next) !== undefined)
  )
    return undefined;
  const { factor, rest } = isBehind ? scaleOf(following) : { factor: 1, rest: '' };
  const currency = /[$€£¥]\s*$/.exec(before)?.[0].trim() ?? '';
  const unit = own(currencies, currency) ?? own(currencies, rest) ?? (/^(?:st|nd|rd|th)$/.test(rest) ? '' : rest);
  // In a sentence the word after the number need not be a unit ("4 because ..."); only a bare `number unit` counts as having one.
  const isBare = before.replace(/[-$€£¥~\s]/g, '') === '' && /^\s*[^\s.!]*[.!]?\s*$/.test(after);
  return { value: value * factor, unit: isBare ? unit.replace(/s$/, '') : '' };
}

/** What the word behind a number multiplies it by, and what is left of the word. */
function scaleOf(word: string): { factor: number; rest: string } {
  const factor = own(scales, word);
  if (factor !== undefined) return { factor, rest: '' };
  // `5k€` is 5,000 euros; `5m€` and `5T€` are read by nobody.
  const money = /^k([$€£¥]|usd|eur|gbp|jpy|chf)$/.exec(word)?.[1];
  if (money !== undefined) return { factor: 1e3, rest: money };
  let times = 1;
  let at = 0;
  for (let by; (by = own(scaleCharacters, word[at] ?? '')) !== undefined; at++) times *= by;
  return { factor: times, rest: word.slice(at) };
}

function onlyNumber(text: string): Found | undefined {
  let found: { start: number; end: number } | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Three dots in front of a number are none of its own.
    if (code === 46 && text[at - 1] === '.') continue;
    if (!(code >= 48 && code <= 57) && !/^[+-]?\.?\d/.test(text.slice(at, at + 3))) continue;
    numberPattern.lastIndex = at;
    const match = numberPattern.exec(text);
    if (!match) continue;
    const end = at + match[0].length;
    // Letters (of scripts that put blanks between words), digits or joiners around it: a date, a range, a fraction, a version, part of a word.
    const isPart =
      /(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{N}_]$|\p{N}\s*[-/:.,]$/u.test(
        text.slice(0, at),
      ) || /^(?:[_/:,.-]?\p{N}|\s*[-/:]\s*\d)/u.test(text.slice(end));
    if (found || isPart) return undefined;
    found = { start: at, end };
    at = end;
  }
  return (
    found && {
      before: text.slice(0, found.start),
      digits: text.slice(found.start, found.end),
      after: text.slice(found.end),
    }
  );
}

/** `1,234.5`, `1.234,5`, `1 234,5`, `3,5` -> what Number() reads. A comma before exactly three digits groups thousands. */
function plainDigits(digits: string): string {
  const joined = digits.replace(/(?<=\d)[ '_](?=\d)/g, '');
  if (/^[+-]?(?!0)\d{1,3}(?:\.\d{3})+,\d+/.test(joined) || /^[+-]?(?!0)\d{1,3}(?:\.\d{3}){2,}/.test(joined)) {
    return joined.replace(/\./g, '').replace(',', '.');
  }
  if (/^[+-]?(?!0)\d{1,3}(?:,\d{3})+(?![\d,])/.test(joined)) return joined.replace(/,/g, '');
  return joined.replace(',', '.');
}

/** Exact in decimal, where a division by 100 would leave binary dust in the delivered text. */
function decimalShift(value: number, places: number): number {
  return Number(`${String(value)}e${String(places)}`) || Number((value * 10 ** places).toPrecision(15));
}

/** |a - b| <= absolute + relative * |b|, b the reference's; units, where both have one, must be the same. */
export function numberEquivalence(absolute: number, relative: number): Equivalence {
  return (key, referenceKey) => {
    const [a, unitA] = splitKey(key);
    const [b, unitB] = splitKey(referenceKey);
    if (unitA !== '' && unitB !== '' && unitA !== unitB) return false;
    // The last factor forgives binary rounding at the very edge (|0.3 - 0.2| against a tolerance of 0.1).
    return Math.abs(a - b) <= (absolute + relative * Math.abs(b)) * (1 + 1e-12) + Math.abs(b) * 1e-15;
  };
}

/** |a - b| of two keys; undefined where their units differ. */
export function numberDistance(key: string, referenceKey: string): number | undefined {
  const [a, unitA] = splitKey(key);
  const [b, unitB] = splitKey(referenceKey);
  return unitA !== '' && unitB !== '' && unitA !== unitB ? undefined : Math.abs(a - b);
}

function splitKey(key: string): [number, string] {
  const space = key.indexOf(' ');
  return space < 0 ? [Number(key), ''] : [Number(key.slice(0, space)), key.slice(space + 1)];
}
