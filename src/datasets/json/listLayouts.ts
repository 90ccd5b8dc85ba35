// JSON tables whose columns, or whose names and rows, stand in lists of their own.
import {
  arrayOf,
  firstOf,
  indexMembers,
  objectOf,
  slices,
  valuesOf,
  type JsonDoubt,
  type JsonTable,
  type Valued,
} from './jsonPieces';

const namesOfNames = ['columns', 'headers', 'header', 'fields', 'column_names', 'names', 'cols'];
const namesOfRows = ['data', 'rows', 'values', 'records', 'results'];

/** Names in one list, rows as lists in another: pandas, orient="split", and many services: {"columns": [...], "data": [[...], ...]}. */
export function splitLayout(members: readonly Valued[]): JsonTable | JsonDoubt | undefined {
  const among = (wanted: readonly string[]) =>
    members.find(({ key, raw }) => wanted.includes(key.toLowerCase()) && raw.startsWith('['));
  const [columns, data] = [among(namesOfNames), among(namesOfRows)];
  if (!columns || !data || !firstOf(data.raw)?.startsWith('[')) return undefined;
  const names = (JSON.parse(columns.raw) as unknown[]).map(nameOf);
  if (!names.every((name) => name !== undefined)) return undefined;
  const index = members.find(({ key }) => key === 'index')?.raw;
  const indexOf = indexMembers(index?.startsWith('[') ? slices(index) : []);
  const rows = slices(data.raw).map(slices);
  if (rows.some((row) => row.length !== names.length))
    return { doubt: `has rows in "${data.key}" with another number of values than "${columns.key}" names; mend it` };
  const text = arrayOf(
    rows.map((row, at) => objectOf([...indexOf(at), ...row.map((raw, place) => ({ key: names[place]!, raw }))])),
  );
  return { text, found: `its columns and rows stand apart ("${columns.key}", "${data.key}")` };
}

/** A name, its levels, or an object that tells it. */
function nameOf(value: unknown): string | undefined {
  const isPlain = (part: unknown) => typeof part === 'string' || typeof part === 'number';
  if (isPlain(value)) return String(value);
  if (Array.isArray(value)) return value.every(isPlain) ? value.join(',') : undefined;
  const { name } = (value ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/** One column of pandas, orient="split": {"name": "text", "index": [0, 1], "data": ["a", "b"]}. */
export function seriesLayout(members: readonly Valued[]): JsonTable | undefined {
  const raw = (key: string) => members.find((member) => member.key === key)?.raw;
  const [name, index, data] = [raw('name'), raw('index'), raw('data')];
  if (members.length !== 3 || name === undefined || !index?.startsWith('[') || !data?.startsWith('[')) return undefined;
  const indexOf = indexMembers(slices(index));
  const key = nameOf(JSON.parse(name)) ?? 'text';
  const rows = slices(data).map((value, at) => objectOf([...indexOf(at), { key, raw: value }]));
  return rows.length === 0 ? undefined : { text: arrayOf(rows), found: `its list "data" is the column "${key}"` };
}

/** Older Polars: {"columns": [{"name": "text", "values": ["a", "b"]}, ...]}. */
export function namedColumns(members: readonly Valued[]): JsonTable | undefined {
  const raw = members.find(({ key }) => key === 'columns')?.raw;
  if (!raw?.startsWith('[') || !firstOf(raw)?.startsWith('{')) return undefined;
  const columns = slices(raw).map((column) => {
    const inside = valuesOf(column);
    return { key: nameOf(JSON.parse(inside.get('name') ?? 'null')), raw: inside.get('values') };
  });
  const named = columns.filter((column): column is Valued => column.key !== undefined && column.raw !== undefined);
  const table = named.length === columns.length ? columnsOfLists(named) : undefined;
  return table && 'text' in table ? table : undefined;
}

/** {"text": ["a", "b"], "id": [1, 2]}: lists of one length. */
export function columnsOfLists(members: readonly Valued[]): JsonTable | JsonDoubt | undefined {
  if (members.length === 0 || !members.every(({ raw }) => raw.startsWith('['))) return undefined;
  const columns = members.map(({ key, raw }) => ({ key, values: slices(raw) }));
  const length = columns[0]!.values.length;
  if (columns.some(({ values }) => values.length !== length))
    return {
      doubt: `has lists of different lengths (${columns.map(({ key, values }) => `${key}: ${String(values.length)}`).join(', ')}), which are no columns; mend it, or write an array of objects`,
    };
  if (length === 0) return emptyList(members);
  const rows = Array.from({ length }, (_, at) =>
    objectOf(columns.map(({ key, values }) => ({ key, raw: values[at]! }))),
  );
  return {
    text: arrayOf(rows),
    found:
      columns.length === 1
        ? `its list "${columns[0]!.key}" is the column`
        : `each of its ${String(columns.length)} lists is a column`,
  };
}

/** Names that web services give to their lists. */
const wrapper = /^(?:data|rows|results?|items|records|hits|entries|values?|docs|documents|list|objects|elements)$/i;

export function emptyList(members: readonly Valued[]): JsonDoubt | undefined {
  const empty = members.find(({ key, raw }) => wrapper.test(key) && /^\[\s*\]$/.test(raw));
  return empty && { doubt: `has no rows: its list "${empty.key}" is empty` };
}
