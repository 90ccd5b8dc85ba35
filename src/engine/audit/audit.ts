// The user's audit of a judge: of the rows in the order of the draw the first ones, those among them that the judge called the same although their letters
// differ, and what the user makes of these. Pure: the run's events and answers come in, figures go out.
import type { DecisionEvent } from '../events';
import { auditBound } from './auditBound';

type SampleJudged = Extract<DecisionEvent, { type: 'sample-judged' }>;

/** A row of the draw. `model` is undefined where nothing but the reference's answer was proposed for it. */
export type DrawnRow = { readonly row: number; readonly model: string | undefined };

export type JudgedSample = { readonly population: number; readonly rows: readonly DrawnRow[] };

/** The draw of a run, from its events; undefined: no judge took part in a draw. A run that was resumed tells the same parts again. */
export function judgedSample(events: Iterable<SampleJudged>): JudgedSample | undefined {
  const rows: DrawnRow[] = [];
  let population: number | undefined;
  for (const event of events) {
    population = event.population;
    event.rows.forEach((row, at) => {
      const model = event.models[at];
      rows[event.from + at] = { row, model: model === '' ? undefined : model };
    });
  }
  return population === undefined ? undefined : { population, rows };
}

export type AuditFigures = {
  /** M, rows that the sample was drawn from. */
  readonly population: number;
  /** m, rows of the audit; the user saw those that the judge called the same although their letters differ. */
  readonly audited: number;
  readonly shown: number;
  /** k, rows that the user calls different. */
  readonly disagreed: number;
  /** Of the audit alone, 1 - alpha2. */
  readonly confidence: number;
  /** R: of the rows that were not audited the judge called at most so many the same that the user would call different. */
  readonly bound: number;
};

export function auditFigures(facts: Omit<AuditFigures, 'bound'>): AuditFigures {
  return { ...facts, bound: auditBound(facts, facts.confidence) };
}

/** The confidence of an audit where none is said: with the run's 95 % both hold together with 92.5 %. */
export const auditConfidence = 0.975;
