// Two runs of the same rows side by side: which delivered answers changed, and what each run cost and promises. A row is itself by its place in the
// dataset, so both runs must have read the same bytes.
import type { RunPromise } from '../events';
import { InputError } from '../inputError';
import type { Equivalence } from '../answerTable';
import type { StrategyName } from '../strategy';
import type { Costs } from './savings';

/** What is set side by side of a run, beside its answers. */
export type ComparedRun = {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly prompt: string;
  readonly models: readonly string[];
  readonly reference: string;
  readonly strategy: StrategyName;
  /** Rows that it was about: fewer than the dataset has, where it was limited. */
  readonly rows: number;
  /** Rows without an answer. */
  readonly failedRows: number;
  readonly costs: Costs;
  readonly promise: RunPromise;
};

/** A delivered answer: `key` is what equivalence compares, `text` what stands in the result. */
export type DeliveredAnswer = { readonly key: string; readonly text: string; readonly model: string };

export type RunToCompare = ComparedRun & {
  readonly dataset: { readonly name: string; readonly hash: string };
  /** Undefined: the row failed. */
  readonly answerAt: (row: number) => DeliveredAnswer | undefined;
};

export type RunComparison = {
  readonly dataset: string;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** Rows that both were about. */
  readonly rows: number;
  /** Of those, both answered; the answers are equivalent or they changed. */
  readonly same: number;
  readonly changed: number;
  /** Of those, answered by one run alone. */
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  /** What was asked differently; the promise and the answers may differ for it. */
  readonly differences: readonly RunDifference[];
};

export type RunDifference = 'prompt' | 'rows' | 'models' | 'reference' | 'strategy' | 'threshold' | 'confidence';

/**
 * @param equivalent the tasks' rule, where both runs have the same task; absent: answers are the same where their texts are.
 * @returns the figures, and the rows that have another answer or an answer in one run alone, ascending.
 * @throws {InputError} where the runs read different bytes: then nobody can say which rows belong together.
 */
export function compareRuns(
  before: RunToCompare,
  after: RunToCompare,
  equivalent?: Equivalence,
): { readonly comparison: RunComparison; readonly changedRows: Int32Array } {
  if (before.dataset.hash !== after.dataset.hash)
    throw new InputError(
      `Run ${before.runId} read ${before.dataset.name} and run ${after.runId} ${after.dataset.name} with other content; only runs of the same rows can be compared.`,
    );
  const rows = Math.min(before.rows, after.rows);
  const changedRows = new Int32Array(rows);
  let listed = 0;
  const counts = { same: 0, changed: 0, onlyBefore: 0, onlyAfter: 0 };
  for (let row = 0; row < rows; row++) {
    const [one, other] = [before.answerAt(row), after.answerAt(row)];
    if (one === undefined && other === undefined) continue;
    if (one !== undefined && other !== undefined && isSame(one, other, equivalent)) {
      counts.same++;
      continue;
    }
    if (one === undefined) counts.onlyAfter++;
    else if (other === undefined) counts.onlyBefore++;
    else counts.changed++;
    changedRows[listed++] = row;
  }
  const comparison = {
    dataset: before.dataset.name,
    before: factsOf(before),
    after: factsOf(after),
    rows,
    ...counts,
    differences: differencesOf(before, after),
  };
  return { comparison, changedRows: changedRows.slice(0, listed) };
}

/** Equivalence need not be symmetric in form, so the later answer is held against the earlier one. */
function isSame(before: DeliveredAnswer, after: DeliveredAnswer, equivalent: Equivalence | undefined): boolean {
  return before.text === after.text || (equivalent?.(after.key, before.key) ?? false);
}

function factsOf(run: RunToCompare): ComparedRun {
  const { dataset: _, answerAt: __, ...facts } = run;
  return facts;
}

function differencesOf(before: ComparedRun, after: ComparedRun): RunDifference[] {
  const facts: Record<RunDifference, (run: ComparedRun) => unknown> = {
    prompt: ({ prompt }) => prompt,
    rows: ({ rows }) => rows,
    models: ({ models }) => [...models].sort(),
    reference: ({ reference }) => reference,
    strategy: ({ strategy }) => strategy,
    threshold: ({ promise }) => promise.accuracy,
    confidence: ({ promise }) => promise.confidence,
  };
  const told = (run: ComparedRun, name: RunDifference) => JSON.stringify(facts[name](run));
  return (Object.keys(facts) as RunDifference[]).filter((name) => told(before, name) !== told(after, name));
}
