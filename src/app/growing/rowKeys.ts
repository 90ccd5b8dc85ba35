// The column that names a table's rows (`--key COLUMN`), by which a run that continues an earlier one knows them again.
import type { Row } from '../../engine/dataset';
import { InputError } from '../../engine/inputError';
import { readField, resolveField, unknownColumnMessage } from '../../engine/prompt/resolveField';
import { digestName, digestWords, setDigest, type RowDigests } from '../../engine/rowDigests';
import { oneLine } from '../../engine/text/plainText';
import { sha256OfText } from '../textDigest';

export type KeyReader = {
  /** @throws {InputError} where the row has no key, or another one's. */
  add(row: Row): void;
  readonly keys: RowDigests;
};

const shownCharacters = 40;

/** @throws {InputError} where there is no such column. */
export function keyReader(
  key: string,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  rowCount: number,
): KeyReader {
  const field = resolveField(key, columns);
  if (!field) throw new InputError(`${name}: --key names no column. ${unknownColumnMessage(key, columns)}`);
  const keys = new Uint32Array(digestWords * rowCount);
  const seen = new Map<string, Row>();
  const placeOf = (row: Row) => (row.line === undefined ? `row ${String(row.index + 1)}` : `line ${String(row.line)}`);
  return {
    keys,
    add: (row) => {
      const text = readField(row, field)?.trim() ?? '';
      if (text === '')
        throw new InputError(
          `${name}, ${placeOf(row)}: the column "${key}" is empty, and --key needs a value in every row; fill it in, or leave --key out, so that rows are known again by their content.`,
        );
      setDigest(keys, row.index, sha256OfText(text));
      const held = seen.get(digestName(keys, row.index));
      const shown = oneLine(text).slice(0, shownCharacters);
      if (held)
        throw new InputError(
          `${name}: ${placeOf(held)} and ${placeOf(row)} both have "${shown}" in the column "${key}", and --key needs one that tells all rows apart; name another, or leave --key out, so that rows are known again by their content.`,
        );
      seen.set(digestName(keys, row.index), row);
    },
  };
}
