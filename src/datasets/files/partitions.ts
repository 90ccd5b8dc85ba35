// Columns that stand in the folders' names of a partitioned dataset, as Hive, Spark, DuckDB and pyarrow write it: `city=Rome/part-0.parquet`.

/** What Hive writes for a missing value. */
const nothing = '__HIVE_DEFAULT_PARTITION__';

/** @param path of a file, with `/` */
export function partitionsOf(path: string): ReadonlyMap<string, string | undefined> {
  const values = new Map<string, string | undefined>();
  for (const folder of path.split('/').slice(0, -1)) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(folder) ?? [];
    if (key !== undefined && value !== undefined)
      values.set(decoded(key), value === nothing ? undefined : decoded(value));
  }
  return values;
}

/** Characters that a folder's name cannot hold are written as in addresses: `a%2Fb`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
