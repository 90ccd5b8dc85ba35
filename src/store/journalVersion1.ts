// Events of journal version 1, which had the reasons of decisions as English sentences. A sentence without figures becomes the reason that it
// says, so that it is told in the reader's language; one with figures stays as it was written, for its figures were rounded.
import type { RunEvent } from '../engine/events';
import { plainCodes, reason, type FiguresOfCode, type Reason, type Why } from '../engine/reasons';
import { inEnglish } from '../engine/report/reasonsInEnglish';

const known = new Map<string, Reason>(
  plainCodes.map((code) => {
    const plain = reason(code, {} as FiguresOfCode<typeof code>);
    return [inEnglish(plain), plain];
  }),
);

const upgraded = (why: Why): Why => (typeof why === 'string' ? (known.get(why) ?? why) : why);

/** @returns the event itself where it is of today's version. */
export function ofVersion1(event: RunEvent): RunEvent {
  switch (event.type) {
    case 'model-profiled':
      return event.why === undefined ? event : { ...event, why: upgraded(event.why) };
    case 'paths-considered':
      return { ...event, paths: event.paths.map((path) => ({ ...path, why: upgraded(path.why) })) };
    case 'forecast-made':
    case 'profiling-stopped':
    case 'mix-decided':
    case 'ladder-reordered':
      return { ...event, why: upgraded(event.why) };
    case 'noted':
    case 'run-paused':
      return { ...event, message: upgraded(event.message) };
    default:
      return event;
  }
}
