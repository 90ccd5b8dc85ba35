// One spelling of a JSON value, so that equal values are equal text.
import { unmarked } from './jsonNumbers';

/**
 * JSON with sorted keys and NFC strings: equal for equal values. Numbers may be marked strings (jsonNumbers.ts).
 * @param spell what becomes of each string, keys aside
 */
export function canonicalJson(value: unknown, spell: (text: string) => string = (text) => text): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, spell)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, inner]) => `${JSON.stringify(key.normalize())}:${canonicalJson(inner, spell)}`,
    );
    return `{${entries.sort().join(',')}}`;
  }
  if (typeof value === 'string') return unmarked(value, (text) => JSON.stringify(spell(text.normalize().trim())));
  return JSON.stringify(value === 0 ? 0 : value);
}
