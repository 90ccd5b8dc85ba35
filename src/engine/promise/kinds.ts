// What a job may promise in place of an accuracy, one entry a kind: where the task states it, and in which sentences it is told. Exhaustive by type, as
// are the two other tables of kinds: how one is decided (strategies/strategyByName.ts), and how it is estimated and told when the run is finished
// (app/promiseKinds.ts).
import type { RunPromise } from '../events';
import type { FilterBounds } from '../task/filterBounds';
import type { LossBound } from '../task/lossBound';
import type { Task } from '../task/task';
import type { Clause, ClauseName } from './clauses';
import { keptFilter, plannedFilter } from './filterClauses';
import { keptLoss, plannedLoss } from './lossClauses';

/** What each kind bounds, by the name under which plans, events and promises hold it. */
export type Bounds = { readonly filter: FilterBounds; readonly loss: LossBound };
export type PromiseKind = keyof Bounds;
/** At most one of them is there; none: an accuracy is promised. */
export type Promised = { readonly [K in PromiseKind]?: Bounds[K] };

/** The same of a finished run, with what it found. */
export type Kept = {
  readonly filter: FilterBounds & {
    /** Rows answered with yes. */
    readonly kept: number;
    /** How many rows that the reference would answer so are not among them, and how many of them it would answer otherwise, at most. */
    readonly missed: number;
    readonly wrong: number;
  };
  readonly loss: LossBound;
};

/** What sentences say of a promise before it is made. */
export type PlannedFacts = { readonly rows: number; readonly confidence: number; readonly reference: string };

type KindEntry<K extends PromiseKind> = {
  /** What the task bounds; undefined: nothing of this kind. */
  readonly of: (task: Task) => Bounds[K] | undefined;
  readonly planned: (bounds: Bounds[K], facts: PlannedFacts) => Clause;
  /** Of a finished run that covers some rows. */
  readonly kept: (kept: Kept[K], promise: RunPromise) => Clause[];
  /** Whether `kept` also tells a run that the reference answered alone; if not, an accuracy's sentence does. */
  readonly tellsCertain: boolean;
  /** The sentence that what is promised is not the truth. */
  readonly isNotTruth: ClauseName;
  /** The sentence about rows whose answer of the reference cannot be read. */
  readonly unread: ClauseName;
};

export const promiseKinds: { readonly [K in PromiseKind]: KindEntry<K> } = {
  filter: {
    of: (task) => (task.type === 'labels' ? task.filter : undefined),
    planned: plannedFilter,
    kept: keptFilter,
    tellsCertain: true,
    isNotTruth: 'filterIsNotTruth',
    unread: 'filterUnread',
  },
  loss: {
    of: (task) => (task.type === 'json' ? undefined : task.loss),
    planned: plannedLoss,
    kept: (bound, promise) => [keptLoss(bound, { ...promise, rows: promise.covered })],
    tellsCertain: false,
    isNotTruth: 'lossIsNotError',
    unread: 'lossUnread',
  },
};

const kinds = Object.keys(promiseKinds) as PromiseKind[];

/** What a task promises in place of an accuracy, to be spread into plans and events. */
export function promisedBy(task: Task): Promised {
  const promised: Partial<Record<PromiseKind, Bounds[PromiseKind]>> = {};
  for (const kind of kinds) {
    const bounds = promiseKinds[kind].of(task);
    if (bounds) promised[kind] = bounds;
  }
  return promised as Promised;
}

/** Which kind is promised; undefined: an accuracy. */
export function kindOf(promised: Readonly<Partial<Record<PromiseKind, unknown>>>): PromiseKind | undefined {
  return kinds.find((kind) => promised[kind] !== undefined);
}

/** Undefined: an accuracy is promised. */
export function plannedClause(planned: Promised & PlannedFacts): Clause | undefined {
  const tell = <K extends PromiseKind>(kind: K) => promiseKinds[kind].planned(planned[kind] as Bounds[K], planned);
  const kind = kindOf(planned);
  return kind && tell(kind);
}

/** Undefined: an accuracy's sentences tell it. @param promise of a finished run that covers some rows */
export function keptClauses(promise: RunPromise): Clause[] | undefined {
  const tell = <K extends PromiseKind>(kind: K) => promiseKinds[kind].kept(promise[kind] as Kept[K], promise);
  const kind = kindOf(promise);
  return kind && (promise.basis !== 'certain' || promiseKinds[kind].tellsCertain) ? tell(kind) : undefined;
}
