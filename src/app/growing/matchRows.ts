// Which rows of a table that has grown are rows of its earlier state: by the column that names rows, or by what models were asked about them.
import { digestName, type RowDigests } from '../../engine/rowDigests';

export type Matched = {
  /** Per row of the table now: the earlier row that it is, unchanged; -1: it is new or changed. */
  readonly was: Int32Array;
  /** The same, where the earlier row had no answer, too. */
  readonly same: Int32Array;
  /** Rows that are there as before by their key, with another content. Without keys a changed row is one that went and one that came. */
  readonly changed: number;
  /** Earlier rows that are gone; a changed one is not. */
  readonly removed: number;
  /** New rows with the content of rows that are gone: by their keys they are others. */
  readonly renamed: number;
};

/**
 * @param then what was asked about each row of the earlier state, and the keys of both where there are some, each once.
 * @param has whether the earlier row has an answer to keep.
 */
export function matchRows(
  then: { readonly digests: RowDigests; readonly keys?: RowDigests | undefined },
  now: { readonly digests: RowDigests; readonly keys?: RowDigests | undefined },
  rowsThen: number,
  rowsNow: number,
  has: (row: number) => boolean,
): Matched {
  const was = new Int32Array(rowsNow).fill(-1);
  const same = new Int32Array(rowsNow).fill(-1);
  const [namesThen, namesNow] = then.keys && now.keys ? [then.keys, now.keys] : [then.digests, now.digests];
  // Of identical rows each stands for one, in their order.
  const places = new Map<string, number[]>();
  for (let row = rowsThen - 1; row >= 0; row--) {
    const name = digestName(namesThen, row);
    const held = places.get(name);
    if (held) held.push(row);
    else places.set(name, [row]);
  }
  let [changed, found] = [0, 0];
  const added: number[] = [];
  for (let row = 0; row < rowsNow; row++) {
    const earlier = places.get(digestName(namesNow, row))?.pop();
    if (earlier === undefined) {
      added.push(row);
      continue;
    }
    found++;
    if (digestName(then.digests, earlier) !== digestName(now.digests, row)) changed++;
    else {
      same[row] = earlier;
      if (has(earlier)) was[row] = earlier;
    }
  }
  const gone = new Set([...places.values()].flat().map((row) => digestName(then.digests, row)));
  const renamed = added.filter((row) => gone.has(digestName(now.digests, row))).length;
  return { was, same, changed, removed: rowsThen - found, renamed };
}
