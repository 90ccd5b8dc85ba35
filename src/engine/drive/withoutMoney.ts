// Decision events of a run in which a price is unknown: what a strategy weighs then are stand-ins, which order the models and are no dollars,
// so no figure of money may leave the run. One event in, one event out: resuming counts them.
import type { RunEvent } from '../events';

/** @param unpriced ids of the models whose price is unknown, at least one */
export function withoutMoney(event: RunEvent, unpriced: readonly string[]): RunEvent {
  switch (event.type) {
    case 'forecast-made':
      return {
        type: 'noted',
        message: `No costs are forecast, because the price of ${unpriced.join(', ')} is not known.`,
      };
    case 'paths-considered': {
      const ways = event.paths.map(({ name, isChosen }) => `${name}${isChosen ? ' (chosen)' : ''}`);
      return {
        type: 'noted',
        message: `Ways to answer, compared by the order of the models because not every price is known: ${ways.join(', ')}.`,
      };
    }
    case 'profiling-stopped':
      return { type: event.type, why: worded(event.why) };
    case 'ladder-reordered':
      return { ...event, models: event.models.map(({ model }) => ({ model })), why: worded(event.why) };
    case 'mix-decided':
      return { ...event, shares: event.shares.map(({ model, rows }) => ({ model, rows })), why: worded(event.why) };
    case 'model-profiled':
      return event.why === undefined ? event : { ...event, why: worded(event.why) };
    case 'noted':
      return { ...event, message: worded(event.message) };
    default:
      return event;
  }
}

/** Sentences of strategies quote amounts. */
function worded(text: string): string {
  return text.replace(/\$\d[\d,]*(\.\d+)?(e[+-]?\d+)?/g, 'an unknown amount');
}
