// How many deviations a prefix of the path can still hide: what looks have certified, less what was found since, and whole rows that nobody checked
// (docs/guarantee.md, Propositions 3 and 4). The reference's answers may shrink a prefix at any time; none of this costs error probability.
import type { AnswerTable } from '../answerTable';
import { blockRows, inBlocks, rest, type Resting } from '../turns';
import type { Path } from './path';

/** What a look says unless it errs: of the prefix's rows that were not sampled by then, at most so many deviate. */
export type Certificate = {
  /** Leading rows of the path. */
  readonly prefixRows: number;
  readonly hiddenAllowed: number;
  /** Rows of the sample inside the prefix that are found to deviate, which do not count as hidden. */
  readonly visible: number;
};

/** A threshold with what its share of the error probability has certified. */
export type Goal = {
  /** Share of the covered rows that must not deviate. */
  readonly accuracy: number;
  readonly certificates: readonly Certificate[];
  /** How many deviations fewer than allowed rows without evidence may hide; absent: none (docs/guarantee.md, Theorem 3). */
  readonly reserve?: number | undefined;
};

/**
 * Whether the reference was asked about the row and did not give the proposed answer. No readable answer is none: a row is never taken to agree with
 * an answer that is not there.
 */
export function isDeviation(table: AnswerTable, proposer: number, row: number): boolean {
  return table.isAsked(table.reference, row) && table.agrees(proposer, row) !== true;
}

/** On how many of the rows the model was asked and no verdict is missing. */
export function countCompared(table: AnswerTable, model: number, rows: readonly number[]): number {
  let count = 0;
  for (const row of rows) if (table.isAsked(model, row) && !table.lacksVerdict(model, row)) count++;
  return count;
}

/** On how many of the rows the model's answer is known to agree with the reference's. */
export function countAgreeing(table: AnswerTable, model: number, rows: readonly number[]): number {
  let count = 0;
  for (const row of rows) if (table.agrees(model, row)) count++;
  return count;
}

/** Whether there is a deviation, seen in an answer: a call that failed may have failed for a reason of the moment, and finds nothing that a look counted as hidden. */
export function isFound(table: AnswerTable, proposer: number, row: number): boolean {
  if (!isDeviation(table, proposer, row) || table.statusOf(table.reference, row) === 'failed') return false;
  // Nor does a verdict that is not there, or whose call failed.
  return !table.lacksVerdict(proposer, row) && table.verdictOf(proposer, row)?.none !== 'failed';
}

/** Nothing is certified of no rows; every row more may deviate. */
const unchecked: Certificate = { prefixRows: 0, hiddenAllowed: 0, visible: 0 };

/** What a certificate is worth by now. */
export type Standing = {
  readonly prefixRows: number;
  /** Deviations that the prefix hides at most: what was found since the look, and identical rows of what was found, is repaired. */
  readonly hidden: number;
};

/** Of each certificate, in their order. */
export function* standings(path: Path, table: AnswerTable, certificates: readonly Certificate[]): Resting<Standing[]> {
  const { rows, proposer } = path;
  const order = certificates.map((_, i) => i).sort((a, b) => certificates[a]!.prefixRows - certificates[b]!.prefixRows);
  const found: number[] = [];
  let [counted, count] = [0, 0];
  for (const i of order) {
    const { prefixRows } = certificates[i]!;
    yield* inBlocks(prefixRows - counted, (from, to) => {
      count += countFound(table, proposer, rows.subarray(counted + from, counted + to));
    });
    counted = prefixRows;
    found[i] = count;
  }
  return certificates.map(({ prefixRows, hiddenAllowed, visible }, i) => ({
    prefixRows,
    hidden: hiddenAllowed - (found[i]! - visible),
  }));
}

function countFound(table: AnswerTable, proposer: Int16Array, rows: Int32Array): number {
  let count = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    // Most were not asked about: then it does not matter who proposed.
    if (table.isAsked(table.reference, row) && isFound(table, proposer[row]!, row)) count++;
  }
  return count;
}

/** Rows of the longest certified prefix, whatever it is worth by now; 0 where nothing is certified. */
export function certifiedRows(certificates: readonly Certificate[]): number {
  return certificates.reduce((most, { prefixRows }) => Math.max(most, prefixRows), 0);
}

/** Length of the longest prefix that hides at most `allowed` deviations, whichever certificate says so; of a prefix that none speaks of, `reserve` fewer. */
export function* longestPrefix(
  path: Path,
  table: AnswerTable,
  certificates: readonly Certificate[],
  allowed: number,
  reserve = 0,
): Resting<number> {
  const { rows } = path;
  let longest = 0;
  const all = yield* standings(path, table, [unchecked, ...certificates]);
  for (const [i, { prefixRows, hidden }] of all.entries()) {
    let left = allowed - hidden - (i === 0 ? reserve : 0);
    if (left < 0) continue;
    let length = prefixRows;
    while (length < rows.length && (table.isAsked(table.reference, rows[length]!) || left > 0)) {
      if (!table.isAsked(table.reference, rows[length++]!)) left--;
      if (length % blockRows === 0) yield rest;
    }
    longest = Math.max(longest, length);
  }
  return longest;
}

/** The one of the longest prefix, of equal ones the one that hides least; undefined where nothing is certified. */
export function* furthest(
  path: Path,
  table: AnswerTable,
  certificates: readonly Certificate[],
): Resting<Standing | undefined> {
  return (yield* standings(path, table, certificates))
    .filter(({ prefixRows }) => prefixRows > 0)
    .sort((a, b) => b.prefixRows - a.prefixRows || a.hidden - b.hidden)[0];
}
