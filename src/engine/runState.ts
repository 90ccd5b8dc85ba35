// Folds the events of a run into what there is to see: the panel, the command line's progress and the report read this, nothing else.
import type { DecisionEvent, LabelsWanted, RunEvent, WorkersSeen } from './events';
import type { TrafficNotice } from './trafficNotice';
import { reason, type Why } from './reasons';
import type { Phase } from './strategy';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

export type RunPhase = 'idle' | 'plan' | 'profile' | 'apply' | 'paused' | 'finished';

export type RunState = {
  readonly phase: RunPhase;
  /** The phase that was started last; also told while the run is paused. */
  readonly lastPhase?: Phase;
  readonly started?: EventOf<'run-started'>;
  /** Latest profile of each model, by model id. */
  readonly profiles: Readonly<Record<string, EventOf<'model-profiled'>>>;
  /** Agreement so far per model, for the closing-in interval plot; bounded. */
  readonly history: readonly EventOf<'model-profiled'>[];
  readonly looks: readonly EventOf<'look-taken'>[];
  readonly paths?: EventOf<'paths-considered'>;
  readonly forecast?: EventOf<'forecast-made'>;
  readonly stop?: EventOf<'profiling-stopped'>;
  readonly mix?: EventOf<'mix-decided'>;
  readonly notes: readonly Why[];
  readonly progress?: EventOf<'progressed'>;
  /** What keeps a model's requests waiting now, by model name at its host. */
  readonly waiting?: Readonly<Record<string, TrafficNotice>>;
  /** Who sends the requests, where workers do and while the run is under way. */
  readonly workers?: WorkersSeen;
  /** The round of labels that was asked for last. */
  readonly labelsWanted?: LabelsWanted;
  /** First failures; `failedRows` counts all. */
  readonly failures: readonly EventOf<'row-failed'>[];
  readonly failedRows: number;
  readonly paused?: EventOf<'run-paused'>;
  readonly finished?: EventOf<'run-finished'>;
};

export const emptyRunState: RunState = {
  phase: 'idle',
  profiles: {},
  history: [],
  looks: [],
  notes: [],
  failures: [],
  failedRows: 0,
};

const historyKept = 2000;
const failuresKept = 200;
/** Notes and looks of a journal that somebody made up; a run has a few. */
const notesKept = 1000;

export function foldEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'run-started':
      // What a run had done stays in view while it is read back.
      return {
        ...emptyRunState,
        phase: 'plan',
        started: event,
        // They are met before the run begins.
        ...(state.workers && { workers: state.workers }),
        ...(event.isResumed && state.progress && { progress: withoutPace(state.progress) }),
      };
    case 'phase-started':
      return { ...withoutPause(state), phase: event.phase, lastPhase: event.phase };
    case 'progressed':
      return { ...state, progress: event };
    case 'traffic':
      return withNotice(state, event);
    case 'workers-seen':
      return { ...state, workers: event };
    case 'labels-wanted':
      return { ...state, labelsWanted: event };
    case 'row-failed':
      return {
        ...state,
        failedRows: state.failedRows + 1,
        failures: state.failures.length < failuresKept ? [...state.failures, event] : state.failures,
      };
    case 'run-paused':
      return { ...atRest(state), phase: 'paused', paused: event };
    case 'run-finished':
      return { ...atRest(withoutPause(state)), phase: 'finished', finished: event };
    default:
      return foldDecision(state, event);
  }
}

function foldDecision(state: RunState, event: DecisionEvent): RunState {
  switch (event.type) {
    case 'model-profiled':
      return {
        ...state,
        profiles: { ...state.profiles, [event.model]: event },
        history: [...(state.history.length < historyKept ? state.history : state.history.slice(1)), event],
      };
    case 'paths-considered':
      return { ...state, paths: event };
    case 'forecast-made':
      return { ...state, forecast: event };
    case 'look-taken':
      return state.looks.length < notesKept ? { ...state, looks: [...state.looks, event] } : state;
    case 'sample-judged':
      return state; // read from the journal by whoever audits
    case 'profiling-stopped':
      return { ...state, stop: event };
    case 'mix-decided':
      return { ...state, mix: event };
    case 'ladder-reordered':
      return { ...state, notes: [...state.notes, costsOtherwise(event.why)] };
    case 'noted':
      return state.notes.length < notesKept ? { ...state, notes: [...state.notes, event.message] } : state;
  }
}

const costsOtherwise = (why: Why): Why =>
  typeof why === 'string'
    ? `The models did not cost what was expected: ${why}.`
    : reason('costs-turned-out-otherwise', { because: why });

function withNotice(state: RunState, notice: TrafficNotice): RunState {
  const { [`${notice.host} ${notice.model}`]: _, ...others } = state.waiting ?? {};
  return {
    ...state,
    waiting: notice.code === 'clear' ? others : { ...others, [`${notice.host} ${notice.model}`]: notice },
  };
}

function atRest(state: RunState): RunState {
  const { waiting: _, workers: _workers, ...rest } = state;
  return rest;
}

/** Answers that are read back tell nothing of the pace. */
function withoutPace(progress: EventOf<'progressed'>): EventOf<'progressed'> {
  const { perSecond: _, ...rest } = progress;
  return rest;
}

/** A run that is gone on with, before it tells anything itself. */
export function goingOn(state: RunState): RunState {
  const { progress, ...rest } = withoutPause(state);
  return { ...rest, phase: 'plan', ...(progress && { progress: withoutPace(progress) }) };
}

function withoutPause(state: RunState): RunState {
  const { paused: _, ...rest } = state;
  return rest;
}

/** Whether a run that goes on is to go no further than its plan: it was begun as a scan, which is not done yet. */
export function isScanning({ started, paused }: Pick<RunState, 'started' | 'paused'>): boolean {
  return started?.until === 'plan' && paused?.reason !== 'scanned';
}

/** How a run stands that nobody works on. `interrupted`: it was cut off; that, a `paused` and a `cancelled` one can be resumed. */
export type RestingPlace = 'paused' | 'cancelled' | 'interrupted' | 'finished';

export function standingAtRest({ phase, paused }: Pick<RunState, 'phase' | 'paused'>): RestingPlace {
  if (phase !== 'paused') return phase === 'finished' ? 'finished' : 'interrupted';
  return paused?.reason === 'cancelled' ? 'cancelled' : paused?.reason === 'closed' ? 'interrupted' : 'paused';
}
