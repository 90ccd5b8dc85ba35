// JSON renderings of a table -> columns and rows of text: an array of objects, or a Tabular Data Resource (frictionless; pandas with
// display.html.table_schema). Source text of values is kept.
import { z } from 'zod';
import { cellOfJson, elementsOf, membersOf } from '../json/jsonText';
import type { FoundTable } from './htmlTable';

/** What is not as the format has it says nothing: the rows name their columns themselves. */
const schemaShape = z
  .object({
    primaryKey: z.union([z.string(), z.array(z.string())]).catch([]),
    fields: z.array(z.object({ name: z.string() })).catch([]),
  })
  .catch({ primaryKey: [], fields: [] });

/** Undefined for JSON that is no table. */
export function jsonTable(text: string): FoundTable | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) return tableOf(trimmed, [], []);
  const root = new Map(membersOf(trimmed).map((member) => [member.key, trimmed.slice(member.start, member.end)]));
  const data = root.get('data');
  if (!data?.startsWith('[')) return undefined;
  const { primaryKey, fields } = schemaShape.parse(JSON.parse(root.get('schema') ?? '{}'));
  // Notebooks sort the keys of objects; the schema has the order of the columns.
  return tableOf(
    data,
    [primaryKey].flat(),
    fields.map(({ name }) => name),
  );
}

function tableOf(array: string, keys: readonly string[], order: readonly string[]): FoundTable | undefined {
  const columns = new Set(order);
  const records = elementsOf(array).map(({ start, end }) => {
    const record = array.slice(start, end);
    const cells = new Map<string, string>();
    for (const member of membersOf(record)) {
      columns.add(member.key);
      cells.set(member.key, cellOfJson(record.slice(member.start, member.end)) ?? '');
    }
    return cells;
  });
  if (records.length === 0 || columns.size === 0 || records.some((cells) => cells.size === 0)) return undefined;
  // pandas writes its index along; one that only counts carries nothing.
  const isCount = (name: string) => records.every((cells, at) => cells.get(name) === String(at));
  if (keys.length === 1 && keys[0] === 'index' && columns.size > 1 && isCount('index')) columns.delete('index');
  const names = [...columns];
  return { columns: names, rows: records.map((cells) => names.map((name) => cells.get(name) ?? '')), losses: [] };
}
