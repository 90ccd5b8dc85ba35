// Tables taken out of JSON text piece by piece: values keep their source text, rows are put together anew.
import { elementsOf, membersOf, type Member } from './jsonText';

export type JsonTable = {
  /** The rows as one JSON array of objects. */
  readonly text: string;
  /** What was understood, for a warning: "the rows are the list "data"". */
  readonly found: string;
};

/** What may be meant, and cannot be told from one row or from nothing: the clause of a refusal, with its mend. */
export type JsonDoubt = { readonly doubt: string };

/** A name and the source text of its value. */
export type Valued = { readonly key: string; readonly raw: string };

/** The labels of rows as members, one or none a row: none where labels only count 0, 1, 2, ... */
export function indexMembers(labels: readonly string[]): (at: number) => Valued[] {
  const counts = labels.every((label, place) => label.replaceAll('"', '') === String(place));
  return (at) => (counts || labels[at] === undefined ? [] : [{ key: 'index', raw: labels[at] }]);
}

export const isCount = (key: string) => /^\d+$/.test(key);

export function firstOf(list: string): string | undefined {
  const [first] = elementsOf(list);
  return first && list.slice(first.start, first.end);
}

export function valuedMembers(object: string): Valued[] {
  return membersOf(object).map((member) => ({ key: member.key, raw: object.slice(member.start, member.end) }));
}

export function slices(list: string): string[] {
  return elementsOf(list).map(({ start, end }) => list.slice(start, end));
}

export function valuesOf(object: string): Map<string, string> {
  return new Map(membersOf(object).map(({ key, start, end }: Member) => [key, object.slice(start, end)]));
}

export function objectOf(members: readonly Valued[]): string {
  return `{${members.map(({ key, raw }) => `${JSON.stringify(key)}:${raw}`).join(',')}}`;
}

export function arrayOf(rows: readonly string[]): string {
  return `[\n${rows.join(',\n')}\n]\n`;
}
