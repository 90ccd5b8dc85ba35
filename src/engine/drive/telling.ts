// What a driven run tells of itself, and what of it the journal keeps: a decision once, progress now and then.
import type { Clock } from '../clock';
import type { DecisionEvent, RunEvent } from '../events';
import type { Journal } from '../journal';
import type { Phase } from '../strategy';
import { isDecision } from './readEarlierAnswers';
import { RecentRate } from './recentRate';
import type { Totals } from './totals';
import { withoutMoney } from './withoutMoney';

/** Progress is told at most this often. */
const progressEveryMs = 100;
/** And kept in the journal this often, so that a run that was cut off shows at once how far it was. */
const keptEveryMs = 3000;

export type TellingPorts = {
  readonly emit: (event: RunEvent) => void;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly totals: Totals;
  /** What earlier sessions told and took. */
  readonly earlier: { readonly decisionEvents: number; readonly elapsedMs: number };
  /** Ids of models whose price is unknown. */
  readonly unpriced: readonly string[];
  /** Rows that the reference has been asked about. */
  readonly rowsDone: () => number;
  /** What the reference alone would have cost by what it has cost so far; undefined: not known. */
  readonly referenceUsd: () => number | undefined;
  readonly onDecision: (event: DecisionEvent) => void;
};

export type Telling = {
  /** Decisions that an earlier session told are shown again, and not kept again. */
  readonly tell: (event: RunEvent) => Promise<void>;
  /** @param isForced even if it was told a moment ago. */
  readonly tellProgress: (isForced: boolean) => void;
  /** A step begins that has so many requests to make; the first of a phase is told. */
  readonly begin: (phase: Phase, open: number) => Promise<void>;
};

export function makeTelling(ports: TellingPorts): Telling {
  const { emit, journal, clock, totals, earlier, unpriced } = ports;
  const startedMs = clock.nowMs();
  const rate = new RecentRate(totals.callsAsked, startedMs);
  let callsPlanned = totals.callsAsked;
  let toldMs = -Infinity;
  let keptMs = startedMs;
  let decisionsTold = 0;
  let phase: Phase | undefined;

  const tell = async (decided: RunEvent): Promise<void> => {
    if (isDecision(decided.type)) ports.onDecision(decided as DecisionEvent);
    const event = unpriced.length > 0 ? withoutMoney(decided, unpriced) : decided;
    emit(event);
    if (event.type === 'progressed') return;
    if (isDecision(event.type) && ++decisionsTold <= earlier.decisionEvents) return;
    await journal.append({ type: 'event', event });
  };
  const progress = (nowMs: number): RunEvent => ({
    type: 'progressed',
    perModel: totals.perModel(),
    rowsDone: ports.rowsDone(),
    ...optional('spentUsd', totals.spentUsd),
    ...(totals.possiblyBilledUsd > 0 && { possiblyBilledUsd: totals.possiblyBilledUsd }),
    ...optional('referenceUsd', ports.referenceUsd()),
    elapsedMs: earlier.elapsedMs + nowMs - startedMs,
    callsDone: totals.callsAsked,
    callsPlanned,
    ...optional('perSecond', rate.note(totals.callsAsked, nowMs)),
  });
  return {
    tell,
    tellProgress: (isForced) => {
      const nowMs = clock.nowMs();
      if (!isForced && nowMs - toldMs < progressEveryMs) return;
      toldMs = nowMs;
      const event = progress(nowMs);
      emit(event);
      if (!isForced && nowMs - keptMs < keptEveryMs) return;
      keptMs = nowMs;
      // Where it cannot be kept, the next answer cannot either, and that is told.
      journal.append({ type: 'event', event }).catch(() => undefined);
    },
    begin: async (next, open) => {
      callsPlanned = totals.callsAsked + open;
      if (open === 0 || next === phase) return;
      phase = next;
      await tell({ type: 'phase-started', phase, calls: open });
    },
  };
}

function optional<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, number>);
}
