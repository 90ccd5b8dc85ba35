// The progress of a run: on a terminal one line that is rewritten each second, decisions and notes scroll by above it; elsewhere a line every 30
// seconds, also while nothing happens. What keeps requests waiting is told in both.
import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../engine/clock';
import type { RunEvent } from '../engine/events';
import { countOf, formatUsd } from '../engine/text/figures';
import { inEnglish } from '../engine/report/reasonsInEnglish';
import { emptyRunState, foldEvent, type RunState } from '../engine/runState';
import type { OutputStream } from './command';
import { durationText, waitingText } from './waitingText';

const terminalEveryMs = 1000;
const elsewhereEveryMs = 30_000;
/** On a terminal as often as this while answers come. */
const rewrittenEveryMs = 100;

/** Where a terminal does not tell. */
const usualColumns = 80;

/** A line that is longer than the terminal is wide leaves a piece of itself behind each time it is rewritten. */
function fitted(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 4))}...`;
}

export type ProgressLine = { readonly emit: (event: RunEvent) => void; readonly dispose: () => void };

export function createProgressLine(stream: OutputStream, clock: Clock, everyMs = elsewhereEveryMs): ProgressLine {
  let state: RunState = emptyRunState;
  let writtenMs = -Infinity;
  const isTerminal = stream.isTTY === true;
  const write = (line: string) =>
    stream.write(isTerminal ? `\r\u001b[K${fitted(line, stream.columns ?? usualColumns)}` : `${line}\n`);
  const line = () => {
    writtenMs = clock.nowMs();
    write(progressText(state));
  };
  const note = (text: string) => {
    stream.write(`${isTerminal ? '\r\u001b[K' : ''}${stripVTControlCharacters(text)}\n`);
  };
  /** Elsewhere than on a terminal the first word of each trouble is not kept back for half a minute. */
  const seen = new Set<string>();
  const isFirstOfItsKind = (event: RunEvent) => {
    if (event.type !== 'traffic' || event.message === undefined) return false;
    const before = seen.size;
    return seen.add(`${event.code} ${event.host}`).size > before;
  };
  const isUnderWay = () =>
    (state.started !== undefined || state.waiting !== undefined) &&
    state.phase !== 'paused' &&
    state.phase !== 'finished';
  const timer = setInterval(
    () => {
      if (isUnderWay()) line();
    },
    isTerminal ? terminalEveryMs : everyMs,
  );
  timer.unref();
  return {
    emit(event) {
      state = foldEvent(state, event);
      switch (event.type) {
        case 'progressed':
        case 'traffic':
          if (isTerminal ? clock.nowMs() - writtenMs >= rewrittenEveryMs : isFirstOfItsKind(event)) line();
          return;
        case 'profiling-stopped':
        case 'mix-decided':
          if (isTerminal) note(inEnglish(event.why));
          return;
        case 'noted':
          note(inEnglish(event.message));
          return;
        case 'run-finished':
        case 'run-paused':
          if (isTerminal) write('');
          return;
        default:
          return;
      }
    },
    dispose: () => {
      clearInterval(timer);
    },
  };
}

/** One line: how far, how fast, how long, how much, and what it waits for. */
function progressText(state: RunState): string {
  const { started, progress, phase } = state;
  const rows = countOf(started?.distinctRows ?? 0, 'row');
  const waiting = (leftSeconds?: number) =>
    Object.values(state.waiting ?? {}).map((notice) => stripVTControlCharacters(waitingText(notice, leftSeconds)));
  if (!started) return ['first questions, before the run', ...waiting()].join('; ');
  if (!progress) return [`${phase}: ${rows}`, ...waiting()].join('; ');
  const { callsDone, callsPlanned, perSecond, spentUsd } = progress;
  const done = `${phase}: ${callsDone.toLocaleString('en')} of ${callsPlanned.toLocaleString('en')} calls for ${rows}`;
  const left = perSecond ? (callsPlanned - callsDone) / perSecond : undefined;
  const parts = [
    ...(perSecond === undefined ? [] : [rateText(perSecond)]),
    ...(left === undefined ? [] : [`about ${durationText(left)} left in this phase`]),
    ...(spentUsd === undefined ? [] : [formatUsd(spentUsd)]),
  ];
  return [[done, ...parts].join(', '), ...waiting(left)].join('; ');
}

function rateText(perSecond: number): string {
  return perSecond >= 2 || perSecond === 0 ? `${perSecond.toFixed(0)}/s` : `${(60 * perSecond).toFixed(0)} a minute`;
}
