// Tables that a JSON document holds in another layout than an array of objects: as pandas, DuckDB and web services write them. Values keep
// their source text, so that numbers keep their digits. One rule for a document on one line and on many.
import { columnsOfLists, emptyList, namedColumns, seriesLayout, splitLayout } from './listLayouts';
import {
  arrayOf,
  firstOf,
  indexMembers,
  isCount,
  objectOf,
  slices,
  valuedMembers,
  valuesOf,
  type JsonDoubt,
  type JsonTable,
  type Valued,
} from './jsonPieces';

export type JsonInside = JsonTable | JsonDoubt | { readonly several: readonly string[] };

/** @returns the table inside; the names of several lists that could each be it; a doubt; undefined where there is none. @param text valid JSON */
export function tableInside(text: string): JsonInside | undefined {
  return text.trimStart().startsWith('[') ? tableOfLists(text) : tableOfObject(text);
}

function tableOfObject(text: string): JsonInside | undefined {
  const members = valuedMembers(text);
  const apart = splitLayout(members) ?? seriesLayout(members) ?? namedColumns(members);
  if (apart) return apart;
  const nested = nestedObjects(members);
  // Its cells may hold lists of objects themselves.
  if (nested && 'text' in nested) return nested;
  const lists = listsOfObjects(members);
  if (lists.length > 1) return { several: lists.map(({ key }) => key) };
  if (lists.length === 1) return { text: lists[0]!.raw, found: `the rows are the list "${lists[0]!.key}"` };
  return columnsOfLists(members) ?? nested ?? countedValues(members) ?? emptyList(members);
}

/** Web services put their lists at most so deep. */
const deepest = 4;

/** Lists of objects among the values, or inside the objects among them: {"data": {"items": [...]}} has "data.items". */
function listsOfObjects(members: readonly Valued[], depth = 1): Valued[] {
  const lists = members.filter(({ raw }) => raw.startsWith('[') && firstOf(raw)?.startsWith('{'));
  if (lists.length > 0 || depth === deepest) return lists;
  return members
    .filter(({ raw }) => raw.startsWith('{'))
    .flatMap(({ key, raw }) =>
      listsOfObjects(valuedMembers(raw), depth + 1).map((inner) => ({ key: `${key}.${inner.key}`, raw: inner.raw })),
    );
}

/** pandas' default, {"text": {"0": "a", "1": "b"}}, and orient="index", {"0": {"text": "a"}, "1": {"text": "b"}}. */
function nestedObjects(members: readonly Valued[]): JsonTable | JsonDoubt | undefined {
  if (members.length === 0 || !members.every(({ raw }) => raw.startsWith('{'))) return undefined;
  const outer = members.map(({ key }) => key);
  const inner = members.map(({ raw }) => valuesOf(raw));
  const first = [...inner[0]!.keys()];
  if (first.length === 0) return undefined;
  const countsOnly = inner.every((column) => [...column.keys()].every(isCount));
  if (
    first.every(isCount) &&
    inner.every((column) => column.size === first.length && first.every((key) => column.has(key)))
  ) {
    const indexOf = indexMembers(first.map((label) => JSON.stringify(label)));
    const rows = first.map((key, at) =>
      objectOf([...indexOf(at), ...outer.map((name, place) => ({ key: name, raw: inner[place]!.get(key)! }))]),
    );
    return { text: arrayOf(rows), found: "its columns are objects by row number, pandas' default layout" };
  }
  if (countsOnly && inner.length > 1 && !outer.every(isCount))
    return {
      doubt:
        'has columns by row number of which some lack rows that others have; write the rows as a list (pandas: to_json(orient="records"))',
    };
  if (!outer.every(isCount)) return labelled(inner.map((object) => [...object.keys()]));
  const indexOf = indexMembers(outer.map((label) => JSON.stringify(label)));
  const rows = inner.map((row, at) => objectOf([...indexOf(at), ...[...row].map(([key, raw]) => ({ key, raw }))]));
  return { text: arrayOf(rows), found: 'its rows are objects by row number (orient="index")' };
}

/** Objects of the same names under labels that are no numbers: a table by rows or by columns, or one row. */
function labelled(names: readonly (readonly string[])[]): JsonDoubt | undefined {
  const keys = names.map((each) => JSON.stringify(each));
  if (names.length < 2 || keys.some((each) => each !== keys[0])) return undefined;
  return {
    doubt:
      'holds objects of the same names, which can be rows or columns; write the rows as a list (pandas: to_json(orient="records")), or, if it is one row, name it .jsonl and put it on one line',
  };
}

/** One column of pandas, by default: {"0": "a", "1": "b"}. */
function countedValues(members: readonly Valued[]): JsonTable | undefined {
  if (!members.every(({ key, raw }, at) => key === String(at) && !/^[[{]/.test(raw))) return undefined;
  const key = members.every(({ raw }) => raw.startsWith('"')) ? 'text' : 'value';
  if (members.length === 0) return undefined;
  const rows = members.map(({ raw }) => objectOf([{ key, raw }]));
  return { text: arrayOf(rows), found: `its values by row number are the column "${key}"` };
}

/** ["a", "b"], or rows as lists under a list of names: [["id", "text"], [1, "a"]]. */
function tableOfLists(text: string): JsonInside | undefined {
  const elements = slices(text);
  if (elements.length === 0) return undefined;
  if (elements.every((raw) => raw.startsWith('"')))
    return {
      text: arrayOf(elements.map((raw) => objectOf([{ key: 'text', raw }]))),
      found: 'its texts are the column "text"',
    };
  const [header, ...rows] = elements;
  if (!elements.every((raw) => raw.startsWith('['))) return undefined;
  const names = JSON.parse(header!) as unknown[];
  const values = rows.map(slices);
  if (
    rows.length === 0 ||
    !names.every((name) => typeof name === 'string') ||
    new Set(names).size < names.length ||
    values.some((row) => row.length !== names.length)
  )
    return {
      doubt:
        'is a list of lists whose first one does not name the columns; put their names in front, or write objects (pandas: to_json(orient="records"))',
    };
  const objects = values.map((row) => objectOf(row.map((raw, place) => ({ key: names[place]!, raw }))));
  return { text: arrayOf(objects), found: 'its first list names the columns' };
}
