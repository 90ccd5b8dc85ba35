// Plain numbers and truth values of typed formats, which a Parquet result keeps, by their names there.

const names = ['BOOLEAN', 'INT32', 'INT64', 'FLOAT', 'DOUBLE'] as const;

export type PlainType = (typeof names)[number];

/** By column; other columns hold texts, or values that are told as text. */
export type PlainTypes = ReadonlyMap<string, PlainType>;

export function isPlainType(name: string | undefined): name is PlainType {
  return (names as readonly (string | undefined)[]).includes(name);
}
