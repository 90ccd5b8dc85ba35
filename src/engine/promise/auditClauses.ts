// What may be said of a user's audit of the judge, before the run, before the audit and after it; clauses.ts says the rest.
import type { AuditFigures } from '../audit/audit';
import type { RunPromise } from '../events';
import type { Clause, ClauseName } from './clauses';

const clause = (name: ClauseName, figures: Clause['figures']): Clause => ({ name, figures });

/**
 * What audits of several sizes would bound, said before the run.
 * @param sizes rows looked at, as a list in words; shares what each leaves, likewise
 */
export function auditBeforeClause(rows: number, sizes: string, shares: string, confidence: number): Clause {
  const lists = { sizes: { name: sizes }, shares: { name: shares } };
  return clause('auditBefore', { rows: { rows }, ...lists, confidence: { share: confidence } });
}

/** What an audit bounds in which the user finds nothing, said before it begins. */
export function auditWouldClause(audited: number, bound: number, rows: number, confidence: number): Clause {
  // Rounded up to a tenth of a per cent: a bound is never said to be lower than it is.
  const share = Math.ceil((1000 * bound) / Math.max(1, rows)) / 1000;
  const figures = { audited: { rows: audited }, bound: { count: bound }, rows: { rows }, share: { share } };
  return clause('auditWould', { ...figures, confidence: { share: confidence } });
}

/** What a user's audit of the judge adds: how many rows differ in the user's own eyes at most. */
export function auditClauses(promise: RunPromise, audit: AuditFigures): Clause[] {
  const { allowed, covered, confidence: promised, judge } = promise;
  const asked = judge?.noWorse ? 'Worse' : '';
  const { audited, shown, disagreed, bound, confidence } = audit;
  const looked = clause(disagreed === 0 ? (`auditedNone${asked}` as const) : (`audited${asked}` as const), {
    audited: { rows: audited },
    shown: { count: shown },
    disagreed: { count: disagreed },
  });
  // Both may err; together they err no more often than the sum says.
  const both = { share: 1 - (1 - promised) - (1 - confidence) };
  const all = { confidence: both, total: { count: allowed + bound }, rows: { rows: covered } };
  return [looked, clause(`auditHolds${asked}`, { ...all, allowed: { count: allowed }, bound: { count: bound } })];
}
