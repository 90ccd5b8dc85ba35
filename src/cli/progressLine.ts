// The progress of a run on a terminal: one line that is rewritten, with rate and remaining time; decisions and notes scroll by above it. Where
// there is no terminal, notes alone are told.
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '../engine/events';
import { formatUsd } from '../engine/report/money';
import type { OutputStream } from './command';

export function createProgressLine(stream: OutputStream): (event: RunEvent) => void {
  if (!stream.isTTY)
    return (event) => {
      if (event.type === 'noted') stream.write(`${stripVTControlCharacters(event.message)}\n`);
      if (event.type === 'ladder-reordered') stream.write(`${stripVTControlCharacters(event.why)}\n`);
    };
  let rows = 0;
  let phase = '';
  const write = (line: string) => stream.write(`\r\u001b[K${line}`);
  return (event) => {
    switch (event.type) {
      case 'run-started':
        rows = event.rows;
        return;
      case 'phase-started':
        phase = event.phase;
        return;
      case 'progressed': {
        const { callsDone, callsPlanned, elapsedMs, spentUsd } = event;
        const perSecond = elapsedMs > 0 ? (callsDone / elapsedMs) * 1000 : 0;
        const left = perSecond > 0 ? `, ${seconds((callsPlanned - callsDone) / perSecond)} left in this phase` : '';
        const spent = spentUsd === undefined ? 'cost unknown' : formatUsd(spentUsd);
        write(
          `${phase}: ${String(callsDone)} of ${String(callsPlanned)} calls for ${String(rows)} rows, ${perSecond.toFixed(0)}/s${left}, ${spent}`,
        );
        return;
      }
      case 'ladder-reordered':
      case 'profiling-stopped':
      case 'mix-decided':
        write(`${stripVTControlCharacters(event.why)}\n`);
        return;
      case 'noted':
        write(`${stripVTControlCharacters(event.message)}\n`);
        return;
      case 'run-finished':
      case 'run-paused':
        write('');
        return;
      default:
        return;
    }
  };
}

function seconds(count: number): string {
  if (count < 90) return `${String(Math.ceil(count))} s`;
  return count < 5400 ? `${String(Math.round(count / 60))} min` : `${(count / 3600).toFixed(1)} h`;
}
