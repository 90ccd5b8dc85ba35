// Which rows share a request: fixed by the rows of the step and the seed alone, before anything of it is asked, so that no answer shapes a group and
// a resumed run makes the same groups.
import { makeRandom, shuffle } from '../random';

/**
 * Rows are mixed within blocks of so many, so that a sorted file does not put alike rows side by side; a block's rows are held in memory. Of a run of
 * 10,000 rows all are mixed.
 */
const blockRows = 10_000;

/**
 * @param rows all rows of the call that the strategy has no answer to, ascending.
 * @param size rows per request.
 * @returns blocks, one after the other in the file; of each its groups, as equal in size as they come.
 */
export function* packBlocks(rows: Int32Array, size: number, seed: number): Generator<readonly Int32Array[]> {
  const block = Math.max(size, blockRows - (blockRows % size));
  for (let from = 0; from < rows.length; from += block) {
    const mixed = shuffle(rows.slice(from, from + block), makeRandom(seed, `packs ${String(from)}`));
    const count = Math.ceil(mixed.length / size);
    const groups: Int32Array[] = [];
    for (let group = 0; group < count; group++) {
      const [start, end] = [group, group + 1].map((each) => Math.round((each * mixed.length) / count));
      groups.push(mixed.slice(start, end));
    }
    yield groups;
  }
}

/** Rows that a request holds when the rows of one with so many were not answered so often. */
export function packSize(size: number, unanswered: number): number {
  return unanswered === 0 ? size : unanswered === 1 ? Math.ceil(size / 2) : 1;
}
