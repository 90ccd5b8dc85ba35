// Looking a name from outside up in a plain object: a model, a column or a word may be called `constructor`, which every object answers to.

/** The object's own value under the name; undefined where it has none. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
