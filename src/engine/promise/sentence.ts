// The clauses of a promise written out: as text, or as a template with its figures for whoever emphasises them.
import type { AuditFigures } from '../audit/audit';
import type { RunPromise } from '../events';
import { formatCount, formatPercent } from '../text/figures';
import { auditClauses } from './auditClauses';
import {
  besideClauses,
  fewRowsClauses,
  limitClauses,
  plannedClauses,
  promiseClauses,
  type Clause,
  type Figure,
  type PlannedPromise,
} from './clauses';
import { english } from './english';

export type PromiseWords = Readonly<Record<keyof typeof english, string>>;

/** How figures are written in a language. */
export type FigureFormat = {
  readonly count: (count: number) => string;
  /** Of a share in [0, 1]. */
  readonly share: (share: number) => string;
};

const englishFormat: FigureFormat = { count: formatCount, share: (share) => formatPercent(share, 4) };

/** A clause's template, and its figures as text. */
export function wordsOf(
  { name, figures }: Clause,
  words: PromiseWords,
  format: FigureFormat,
): { readonly template: string; readonly values: Readonly<Record<string, string>> } {
  const values = Object.entries(figures).map(([key, figure]) => [key, figureText(figure, words, format)]);
  return { template: words[name], values: Object.fromEntries(values) as Record<string, string> };
}

function figureText(figure: Figure, words: PromiseWords, format: FigureFormat): string {
  if ('name' in figure) return figure.name;
  if ('share' in figure) return format.share(figure.share);
  if ('shares' in figure) return figure.shares.map(format.share).join(', ');
  if ('count' in figure) return format.count(figure.count);
  return (figure.rows === 1 ? words.oneRow : words.manyRows).replace('{count}', format.count(figure.rows));
}

export function clauseText(clause: Clause, words: PromiseWords = english, format = englishFormat): string {
  const { template, values } = wordsOf(clause, words, format);
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

const inEnglish = (clauses: readonly Clause[]) => clauses.map((clause) => clauseText(clause));

/** `With 95% confidence, at most 149 of these 2,982 rows differ from big's own answer.` */
export function promiseSentence(promise: RunPromise): string {
  return inEnglish(promiseClauses(promise)).join(' ');
}

/** `With 95% confidence, at most 149 of these 2,982 rows will differ from big.` */
export function plannedSentence(planned: PlannedPromise): string {
  return inEnglish(plannedClauses(planned)).join(' ');
}

/** That the table is small for its promise; empty where it is not. */
export function fewRowsSentence(planned: Parameters<typeof fewRowsClauses>[0]): string {
  return inEnglish(fewRowsClauses(planned)).join(' ');
}

/** What is said beside the promise wherever it stands, each a sentence. */
export function besidePromise(promise: RunPromise): string[] {
  return inEnglish(besideClauses(promise));
}

/** What the promise rests on and where it ends, each a sentence. */
export function promiseLimits(promise: RunPromise): string[] {
  return inEnglish(limitClauses(promise));
}

/** What a user's audit of the judge adds to the promise. */
export function auditSentence(promise: RunPromise, audit: AuditFigures): string {
  return inEnglish(auditClauses(promise, audit)).join(' ');
}
