// What typed values say as text, the same whether a Parquet or an Arrow file holds them: decimals with all their digits, times and points in time as
// ISO text, intervals in words, bytes as text where they are some.
import { isUtf8 } from 'node:buffer';

/** A number by its digits, which JSON can hold and a JavaScript number cannot. */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Time of day, or a span of time in hours: `12:34:56.5`, `-30:15:00`. @param digits of the fraction of a second that one unit of the value is */
export function timeText(value: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const size = value < 0n ? -value : value;
  const seconds = Number(size / perSecond);
  const two = (number: number) => String(number).padStart(2, '0');
  const whole = `${value < 0n ? '-' : ''}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(size % perSecond)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** A point in time as ISO text with all its digits, which a JavaScript Date would cut to milliseconds. @param value since 1970, in units as of `timeText` */
export function isoTime(value: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const seconds = Number((value - fraction) / perSecond);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(value);
  const whole = date.toISOString().replace(/\.\d+Z$/, '');
  return fraction === 0n ? whole : `${whole}.${String(fraction).padStart(digits, '0')}`;
}

/** @param days since 1970 @returns `2024-01-31`; the number itself where no calendar goes so far */
export function isoDate(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().replace(/T.*$/, '');
}

/** The shortest number that is this one in 32 bits: 0.1, not 0.10000000149011612. */
export function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The shortest number that is this one in 16 bits: 0.1, not 0.0999755859375. */
export function shortHalf(value: number): number {
  if (Number.isInteger(value)) return value;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), leastHalfExponent) - halfDigits);
  for (let digits = 1; digits < 5; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.round(short / unit) * unit === value) return short;
  }
  return value;
}

/** IEEE 754 binary16: bits behind the point, and the exponent below which they get fewer. */
const halfDigits = 10;
const leastHalfExponent = -14;

/** Text where the bytes are UTF-8, else base64. */
export function bytesText(stored: Uint8Array): string {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');
}

/** @param unscaled the decimal's digits as a whole number @param scale digits behind the point; below 0: zeros in front of it */
export function decimal(unscaled: bigint, scale: number): ExactNumber {
  if (scale < 0) return new ExactNumber(String(unscaled * 10n ** BigInt(-scale)));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return new ExactNumber(`${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`);
}

export type Interval = { readonly months: number; readonly days: number; readonly time: bigint };

/** `1 year 2 months 3 days 04:05:06.789`, as PostgreSQL and DuckDB print it. @param digits as of `timeText`, of the interval's time */
export function intervalText({ months, days, time }: Interval, digits: number): string {
  const parts = [
    counted(Math.trunc(months / 12), 'year'),
    counted(months % 12, 'month'),
    counted(days, 'day'),
    time === 0n ? '' : timeText(time, digits),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '00:00:00' : parts.join(' ');
}

const counted = (count: number, noun: string) =>
  count === 0 ? '' : `${String(count)} ${noun}${Math.abs(count) === 1 ? '' : 's'}`;
