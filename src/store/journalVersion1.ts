// Events of journal version 1, which had the reasons of decisions as English sentences. A sentence without figures becomes the reason that it
// says, so that it is told in the reader's language; one with figures stays as it was written, for its figures were rounded.
import type { RunEvent } from '../engine/events';
import { reason, type Reason, type ReasonCode, type Why } from '../engine/reasons';

/** The sentences without figures as version 1 wrote them; today's may be worded otherwise (engine/report/reasonsInEnglish.ts). */
const sentences = {
  'no-path-saves': 'no path is expected to cost less than the reference alone',
  'nothing-pays-now': 'with what was learned no path is expected to pay',
  'too-few-rows-left': 'too few rows are left to certify',
  'larger-sample-does-not-pay': 'a larger sample is not expected to pay for itself',
  'after-planning': 'after planning, before the sample is drawn',
  'after-first-answers': 'with what the first answers to all rows showed',
  'in-cheapest-way': 'part of the cheapest expected way',
  'no-way-with-it-saves': 'no way with it is expected to cost less',
  'no-way-saves': 'no way is expected to cost less',
  'interval-spans-threshold': 'all rows are profiled and its interval still spans the threshold',
  'profiling-on-unknown':
    'what profiling on would cost cannot be told: a candidate agrees on all rows or none, or a cost is unknown',
  'costs-unknown-no-split':
    'costs are unknown, so no split can be weighed; the cheapest satisfied model answers the rest',
  'paused-by-user': 'Paused by the person.',
  'cancelled-all-kept': 'Cancelled; everything answered so far is kept.',
} as const satisfies Partial<Record<ReasonCode, string>>;

const known = new Map<string, Reason>(
  Object.entries(sentences).map(([code, sentence]) => [sentence, reason(code as keyof typeof sentences, {})]),
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
