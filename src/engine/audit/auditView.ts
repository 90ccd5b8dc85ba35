// What the panel shows of a user's audit, and what it may be begun with.
import type { AuditFigures } from './audit';
import { auditBound, smallestAudit } from './auditBound';

/** An audit of a finished run, blind: of a pair nothing tells which answer is whose. */
export type AuditView = {
  /** Rows that the sample was drawn from; 0: there is nothing to audit, as no judge took part in a draw. */
  readonly population: number;
  /** Rows that were drawn; an audit can be about so many at most. */
  readonly drawn: number;
  readonly confidence: number;
  /** It is asked which answer is worse, not whether the two differ. */
  readonly noWorse?: true;
  /** Absent: none was begun. */
  readonly begun?: {
    /** Rows that it is about, of which only `shown` need a look: the others are the same by their letters, or count as different already. */
    readonly audited: number;
    readonly shown: number;
    /** Those that the user has said something of. */
    readonly said: number;
  };
  /** Absent: none was begun, or it is done. */
  readonly next?: {
    readonly row: number;
    readonly cells: readonly { readonly column: string; readonly text: string }[];
    readonly answers: readonly [string, string];
  };
  /** Once it is done. */
  readonly figures?: AuditFigures;
  /** Rows of which the user overruled a verdict that they had seen. */
  readonly overruled: Overruled;
};

/**
 * What a user says of a pair that they see blind. Where it is asked whether an answer is worse, they say which of the two is, or that neither is (`same`);
 * `different` then counts as the candidate's being worse, which is the cautious side.
 */
export const auditWords = ['same', 'different', 'first-worse', 'second-worse'] as const;
export type AuditWord = (typeof auditWords)[number];

/** By what the user calls the pair. */
export type Overruled = { readonly same: number; readonly different: number };

/** What an audit of so many rows bounds where it finds nothing. */
export type AuditSize = {
  readonly rows: number;
  /** Of the table at most so many, or this share, are overlooked. */
  readonly bound: number;
  readonly share: number;
};

/** Shares that are offered. */
const shares = [0.05, 0.02, 0.01] as const;

/** The fewest rows for each usual share; those that would take more rows than there are to be had are left out. */
export function auditSizes(population: number, confidence: number, most = population): readonly AuditSize[] {
  return shares.flatMap((share) => {
    const bound = Math.floor(share * population);
    if (bound < 1) return [];
    const rows = smallestAudit(population, bound, confidence);
    return rows > most ? [] : [{ rows, bound, share }];
  });
}

/** What an audit bounds where it finds nothing. */
export function sizeOf(rows: number, population: number, confidence: number): AuditSize {
  const bound = auditBound({ population, audited: rows, disagreed: 0 }, confidence);
  return { rows, bound, share: population === 0 ? 0 : bound / population };
}
