// Numbers of a JSON text as the text says them. JSON.parse turns 1e999 into Infinity, which JSON.stringify writes as null, and long ids into
// their neighbours; here each number stands in the parsed value as a marked string that is equal for equal numbers alone.

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** No JSON string begins so unless it spells it out, and then one more is put before it. */
const mark = '\\u0000';

/** Every integer of so many digits, and every decimal number of so many, has a double of its own. */
const digitsOfDouble = 15;

/** The JSON text with its numbers as marked strings; `unmarked` says what such a string stands for. */
export function markNumbers(source: string): string {
  return source.replace(stringOrNumber, (token) =>
    !token.startsWith('"')
      ? `"${mark}${sameNumber(token)}"`
      : token.startsWith(`"${mark}`)
        ? `"${mark}${token.slice(1)}`
        : token,
  );
}

/** JSON of what a string of a marked text was: the number, or the string. */
export function unmarked(text: string, write: (text: string) => string): string {
  if (!text.startsWith('\0')) return write(text);
  return text.startsWith('\0\0') ? write(text.slice(1)) : text.slice(1);
}

/** Whether a value of a marked text is a number. */
export function isMarked(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('\0') && !value.startsWith('\0\0');
}

/** One spelling of a JSON number: as JavaScript writes it where a double holds it exactly enough, else digits and exponent. */
function sameNumber(token: string): string {
  const [, sign, whole, decimals = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token)!;
  const all = `${whole!}${decimals}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  const value = Number(token);
  const size = Math.abs(value);
  if (digits.length <= digitsOfDouble && size > 1e-300 && size < 1e300) return JSON.stringify(value);
  // The exponent of 123, for 1.23e2: whatever its length, it is exact.
  const shift = BigInt(exponent) - BigInt(decimals.length) + BigInt(all.length - digits.length);
  return `${sign!}${digits}e${String(shift)}`;
}
