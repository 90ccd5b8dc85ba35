// Puts values into a sentence of the string tables: `At most {allowed} of {rows|row|rows}`, where the word after a figure is the one for 1 or the one
// for any other.
export type Values = Readonly<Record<string, string>>;

/** The sentence as text. A name without a value stays as it is. */
export function say(template: string, values: Values): string {
  return template.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (whole, name: string, one: string | undefined, other: string | undefined) => {
      const value = values[name];
      return value === undefined ? whole : withWord(value, one, other);
    },
  );
}

/** @param one the word after the figure 1, where there is one @param other after any other figure */
export const withWord = (value: string, one?: string, other?: string) =>
  other === undefined ? value : `${value} ${(value === '1' ? one : other)!}`;
