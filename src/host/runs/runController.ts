// One run under way, from its start (or resume) to its end, whatever happens to panels and toasts: holds the abort, folds the events into
// the state that all views show, and hands events on in batches. Knows nothing of VS Code; the job's ports are composed in startRun.ts.
import type { JobResult } from '../../app/runJob';
import { raisedCaps, type RaisedCaps } from '../../app/thresholds';
import type { RunEvent } from '../../engine/events';
import type { Job } from '../../engine/job';
import { emptyRunState, foldEvent, goingOn, type RunState } from '../../engine/runState';
import type { RunFiles } from '../../protocol';
import { createEventBatcher } from './eventBatcher';

export type RunOutcome =
  { readonly type: 'ended'; readonly result: JobResult } | { readonly type: 'failed'; readonly error: unknown };

export type RunController = {
  readonly job: Job;
  /** Folder of runs that it is kept in. */
  readonly folder: string;
  /** Known once the run has started. */
  readonly runId: () => string | undefined;
  readonly state: () => RunState;
  readonly files: () => RunFiles;
  readonly isRunning: () => boolean;
  /** Told to stop, and not yet at its end. */
  readonly isStopping: () => boolean;
  /** Calls back with batches of events, at most ten a second, and once more (perhaps empty) when a session of the run ends. */
  readonly onEvents: (listener: (events: readonly RunEvent[]) => void) => () => void;
  /** Resolves when the run has begun and has an id, or its first session has ended without ever beginning. */
  readonly begun: Promise<void>;
  /** Resolves when the run's present session has ended; never rejects. */
  readonly ended: () => Promise<RunOutcome>;
  /** @param reason of the abort: `windowClosing`, or the user's wish. */
  readonly stop: (kind: 'pause' | 'cancel', reason?: string) => Promise<RunOutcome>;
  /** Goes on where a paused run stopped; one that is just stopping goes on when it has stopped. */
  readonly resume: (caps?: RaisedCaps) => void;
  /** As `resume`, from another process that seems to write the run: the user knows that it is gone. */
  readonly takeOver: () => void;
};

export type SessionPorts = {
  readonly emit: (event: RunEvent) => void;
  /** Aborts what is under way. */
  readonly signal: AbortSignal;
  /** Lets what is under way finish, then stops. */
  readonly pauseSignal: AbortSignal;
};

/** Runs the job once: anew, or going on with a run, whose lock may be taken over. */
export type RunSession = (job: Job, ports: SessionPorts, resume?: string, takesOver?: boolean) => Promise<JobResult>;

/** Starts at once. @param folder of runs; @param resume id of the run to go on with; @param earlier what its journal tells, shown until it tells more itself. */
export function createRunController(
  firstJob: Job,
  folder: string,
  session: RunSession,
  resume?: string,
  earlier: RunState = emptyRunState,
): RunController {
  let job = firstJob;
  let state = earlier;
  let runId = resume;
  let files: RunFiles = {};
  let cancel = new AbortController();
  let pause = new AbortController();
  let isRunning = false;
  let tellBegun: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    tellBegun = resolve;
  });
  const listeners = new Set<(events: readonly RunEvent[]) => void>();
  const tell = (events: readonly RunEvent[]) => {
    for (const listener of [...listeners]) listener(events);
  };
  const batcher = createEventBatcher(tell);

  const emit = (event: RunEvent) => {
    if (event.type === 'run-started') {
      runId = event.runId;
      tellBegun();
    }
    if (event.type === 'run-finished') files = filesOf(event);
    state = foldEvent(state, event);
    batcher.add(event);
  };
  async function go(from: string | undefined, takesOver = false): Promise<RunOutcome> {
    isRunning = true;
    // Reading a large run back takes seconds: its page shows at once that it goes on.
    if (from !== undefined) {
      state = goingOn(state);
      tell([]);
    }
    cancel = new AbortController();
    pause = new AbortController();
    let outcome: RunOutcome;
    try {
      const result = await session(job, { emit, signal: cancel.signal, pauseSignal: pause.signal }, from, takesOver);
      runId = result.runId;
      files = { ...files, ...filesOf(result) };
      outcome = { type: 'ended', result };
    } catch (error) {
      outcome = { type: 'failed', error };
    }
    isRunning = false;
    tellBegun();
    batcher.flush();
    tell([]);
    return outcome;
  }
  const isStopping = () => isRunning && (cancel.signal.aborted || pause.signal.aborted);
  let ended = go(resume);
  return {
    get job() {
      return job;
    },
    folder,
    runId: () => runId,
    state: () => state,
    files: () => files,
    isRunning: () => isRunning,
    isStopping,
    onEvents(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begun,
    ended: () => ended,
    stop(kind, reason) {
      (kind === 'pause' ? pause : cancel).abort(reason);
      return ended;
    },
    resume(caps) {
      if (isRunning && !isStopping()) return;
      if (caps !== undefined) job = raisedCaps(job, caps);
      ended = isRunning ? ended.then(() => go(runId)) : go(runId);
    },
    takeOver() {
      if (!isRunning) ended = go(runId, true);
    },
  };
}

function filesOf({ output, report }: RunFiles): RunFiles {
  return { ...(output === undefined ? {} : { output }), ...(report === undefined ? {} : { report }) };
}
