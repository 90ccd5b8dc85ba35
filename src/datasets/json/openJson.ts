// Opens JSON lines and JSON arrays of objects: validates every record, gathers the columns, keeps the source text of every value.
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { NoRows } from '../noRows';
import type { OpenedDataset } from '../openedDataset';
import { indexRecords, textDataset, textStart, type MakeScanner } from '../recordFile';
import { decodeScanned } from '../textEncoding';
import type { TextLayout } from '../textStream';
import { whyNotJson } from './jsonTrouble';
import { cellOfJson, jsonAt, membersOf, type Member } from './jsonText';
import { scanJsonArray, scanJsonLines } from './scanJson';

/** @throws {InputError} with file, line and mend */
export async function openJson(layout: TextLayout, kind: 'jsonl' | 'json'): Promise<OpenedDataset> {
  const { label, name } = layout.source;
  const makeScanner: MakeScanner = (sink, from) =>
    kind === 'jsonl' ? scanJsonLines(sink, from) : scanJsonArray(label, sink, from);
  const columns = new Set<string>();
  const warnings: string[] = [];
  let isTwiceTold = false;
  let isTransposed: boolean | undefined;

  const file = await indexRecords(layout, makeScanner, textStart, 0, (batch, place) => {
    const line = batch.lines[place]!;
    const [start, end] = [batch.starts[place]! - batch.base, batch.ends[place]! - batch.base];
    const text = decodeScanned(batch.bytes, start, end, layout.encoding.name);
    checkRecord(text, label, line);
    const members = membersOf(text);
    isTransposed ??= holdsColumns(members.map(({ start, end }) => text.slice(start, end)));
    const before = columns.size;
    for (const { key } of members) columns.add(key);
    // More keys than this are data in the place of names (an object keyed by id), not columns.
    if (columns.size > limits.columns)
      throw new InputError(
        `${label}, line ${String(line)}: more than ${limits.columns.toLocaleString('en')} different field names; give each row the same few fields.`,
      );
    if (
      !isTwiceTold &&
      columns.size - before < members.length &&
      new Set(members.map(({ key }) => key)).size < members.length
    ) {
      isTwiceTold = true;
      warnings.push(`${name}, line ${String(line)}: a field name stands twice in one object; the last value counts.`);
    }
  });
  if (file.rowCount === 0)
    throw new NoRows(
      `${label} holds no rows; it needs at least one object${kind === 'jsonl' ? ' a line' : ' in its array'}.`,
    );
  if (file.rowCount === 1 && isTransposed)
    warnings.push(
      `${name} is read as one row whose fields are objects of the same names; if these are the rows, write them as such (pandas: to_json(orient="records")).`,
    );
  if (columns.size === 0) throw new InputError(`${label}: its objects have no fields; a row needs at least one.`);

  return textDataset({
    format: kind,
    file,
    form: { kind },
    columns: [...columns],
    warnings,
    readCells: (record) => {
      let members: Map<string, Member> | undefined;
      const memberOf = (column: string) => {
        members ??= new Map(membersOf(record).map((member) => [member.key, member]));
        const member = members.get(column);
        return member && record.slice(member.start, member.end);
      };
      return {
        get: (column) => {
          const raw = memberOf(column) ?? jsonAt(record, column);
          return raw === undefined ? undefined : cellOfJson(raw);
        },
        raw: memberOf,
      };
    },
  });
}

/** pandas' layouts by column or by row, whose labels are no numbers, look like one row of objects. */
function holdsColumns(values: readonly string[]): boolean {
  if (values.length < 2 || !values.every((value) => value.startsWith('{'))) return false;
  const keys = values.map((value) => JSON.stringify(membersOf(value).map(({ key }) => key)));
  return keys.every((names) => names === keys[0]) && keys[0] !== '[]';
}

function checkRecord(text: string, label: string, line: number): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message;
    const at = /at position (\d+)/.exec(reason);
    const place = at ? line + text.slice(0, Number(at[1])).split('\n').length - 1 : line;
    const known = whyNotJson(text);
    throw new InputError(
      `${label}, line ${String(place)}: not valid JSON${known === undefined ? ` (${shortened(reason)}); mend or remove it` : `: ${known}`}.`,
    );
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const met =
      value === null
        ? 'null'
        : Array.isArray(value)
          ? 'an array'
          : typeof value === 'string'
            ? 'a text'
            : `a ${typeof value}`;
    throw new InputError(
      `${label}, line ${String(line)}: ${met} where an object should be; each row must be an object such as {"text": "..."}.`,
    );
  }
}

/** V8 quotes the whole text after its reason. */
function shortened(reason: string): string {
  return reason
    .replace(/,? ?(\.\.\.)?"[\s\S]{20,}$/, '')
    .replace(/ \(line \d+ column \d+\)$/, '')
    .slice(0, 120);
}
