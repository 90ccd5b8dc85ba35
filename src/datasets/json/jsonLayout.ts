// Tables that a JSON document holds in another layout than an array of objects: as pandas, DuckDB and web services write them. Values keep
// their source text, so that numbers keep their digits. One rule for a document on one line and on many.
import { elementsOf, membersOf, type Member } from './jsonText';

export type JsonTable = {
  /** The rows as one JSON array of objects. */
  readonly text: string;
  /** What was understood, for a warning: "the rows are the list "data"". */
  readonly found: string;
};

/** @returns the table inside; the names of several lists that could each be it; undefined where there is none. @param text valid JSON */
export function tableInside(text: string): JsonTable | { readonly several: readonly string[] } | undefined {
  return text.trimStart().startsWith('[') ? tableOfLists(text) : tableOfObject(text);
}

type Valued = { readonly key: string; readonly raw: string };

function tableOfObject(text: string): JsonTable | { readonly several: readonly string[] } | undefined {
  const members = membersOf(text).map((member) => ({ key: member.key, raw: text.slice(member.start, member.end) }));
  const lists = members.filter(({ raw }) => raw.startsWith('[') && firstOf(raw)?.startsWith('{'));
  if (lists.length > 1) return { several: lists.map(({ key }) => key) };
  if (lists.length === 1) return { text: lists[0]!.raw, found: `the rows are the list "${lists[0]!.key}"` };
  return splitLayout(members) ?? columnsOfLists(members) ?? nestedObjects(members);
}

/** pandas, orient="split": {"columns": [...], "index": [...], "data": [[...], ...]}. */
function splitLayout(members: readonly Valued[]): JsonTable | undefined {
  const raw = (key: string) => members.find((member) => member.key === key)?.raw;
  const [columns, data] = [raw('columns'), raw('data')];
  if (columns === undefined || data === undefined || !firstOf(data)?.startsWith('[')) return undefined;
  const names = JSON.parse(columns) as unknown[];
  const index = raw('index');
  const labels = index === undefined ? [] : slices(index);
  const rows = slices(data).map((row, at) =>
    objectOf([
      ...indexMember(labels, at),
      ...slices(row).map((value, place) => ({ key: String(names[place]), raw: value })),
    ]),
  );
  return { text: arrayOf(rows), found: 'its columns and rows stand apart ("columns", "data")' };
}

/** {"text": ["a", "b"], "id": [1, 2]}: lists of one length. */
function columnsOfLists(members: readonly Valued[]): JsonTable | undefined {
  if (members.length === 0 || !members.every(({ raw }) => raw.startsWith('['))) return undefined;
  const columns = members.map(({ key, raw }) => ({ key, values: slices(raw) }));
  const length = columns[0]!.values.length;
  if (length === 0 || columns.some(({ values }) => values.length !== length)) return undefined;
  const rows = Array.from({ length }, (_, at) =>
    objectOf(columns.map(({ key, values }) => ({ key, raw: values[at]! }))),
  );
  return { text: arrayOf(rows), found: `each of its ${String(columns.length)} lists is a column` };
}

/** pandas' default, {"text": {"0": "a", "1": "b"}}, and orient="index", {"0": {"text": "a"}, "1": {"text": "b"}}. */
function nestedObjects(members: readonly Valued[]): JsonTable | undefined {
  if (members.length === 0 || !members.every(({ raw }) => raw.startsWith('{'))) return undefined;
  const outer = members.map(({ key }) => key);
  const inner = members.map(({ raw }) => valuesOf(raw));
  const first = [...inner[0]!.keys()];
  if (first.length === 0) return undefined;
  if (
    first.every(isCount) &&
    inner.every((column) => column.size === first.length && first.every((key) => column.has(key)))
  ) {
    const rows = first.map((key, at) =>
      objectOf([
        ...indexMember(
          first.map((label) => JSON.stringify(label)),
          at,
        ),
        ...outer.map((name, place) => ({ key: name, raw: inner[place]!.get(key)! })),
      ]),
    );
    return { text: arrayOf(rows), found: "its columns are objects by row number, pandas' default layout" };
  }
  if (!outer.every(isCount)) return undefined;
  const labels = outer.map((label) => JSON.stringify(label));
  const rows = inner.map((row, at) =>
    objectOf([...indexMember(labels, at), ...[...row].map(([key, raw]) => ({ key, raw }))]),
  );
  return { text: arrayOf(rows), found: 'its rows are objects by row number (orient="index")' };
}

/** ["a", "b"], or rows as lists under a list of names: [["id", "text"], [1, "a"]]. */
function tableOfLists(text: string): JsonTable | undefined {
  const elements = slices(text);
  if (elements.length === 0) return undefined;
  if (elements.every((raw) => raw.startsWith('"')))
    return {
      text: arrayOf(elements.map((raw) => objectOf([{ key: 'text', raw }]))),
      found: 'its texts are the column "text"',
    };
  const [header, ...rows] = elements;
  if (rows.length === 0 || !elements.every((raw) => raw.startsWith('['))) return undefined;
  const names = JSON.parse(header!) as unknown[];
  if (!names.every((name) => typeof name === 'string') || new Set(names).size < names.length) return undefined;
  const values = rows.map(slices);
  if (values.some((row) => row.length !== names.length)) return undefined;
  const objects = values.map((row) => objectOf(row.map((raw, place) => ({ key: names[place]!, raw }))));
  return { text: arrayOf(objects), found: 'its first list names the columns' };
}

/** The row's label, unless labels only count 0, 1, 2, ... */
function indexMember(labels: readonly string[], at: number): Valued[] {
  const counts = labels.every((label, place) => label.replaceAll('"', '') === String(place));
  return counts || labels[at] === undefined ? [] : [{ key: 'index', raw: labels[at] }];
}

const isCount = (key: string) => /^\d+$/.test(key);

function firstOf(list: string): string | undefined {
  const [first] = elementsOf(list);
  return first && list.slice(first.start, first.end);
}

function slices(list: string): string[] {
  return elementsOf(list).map(({ start, end }) => list.slice(start, end));
}

function valuesOf(object: string): Map<string, string> {
  return new Map(membersOf(object).map(({ key, start, end }: Member) => [key, object.slice(start, end)]));
}

function objectOf(members: readonly Valued[]): string {
  return `{${members.map(({ key, raw }) => `${JSON.stringify(key)}:${raw}`).join(',')}}`;
}

function arrayOf(rows: readonly string[]): string {
  return `[\n${rows.join(',\n')}\n]\n`;
}
