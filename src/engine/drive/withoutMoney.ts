// Decision events of a run in which a price is unknown: what a strategy weighs then are stand-ins, which order the models and are no dollars,
// so no figure of money may leave the run. One event in, one event out: resuming counts them.
import type { RunEvent } from '../events';
import { reason, withoutDollars } from '../reasons';

/** @param unpriced ids of the models whose price is unknown, at least one */
export function withoutMoney(event: RunEvent, unpriced: readonly string[]): RunEvent {
  switch (event.type) {
    case 'forecast-made':
      return { type: 'noted', message: reason('no-forecast', { models: unpriced }) };
    case 'paths-considered': {
      const chosen = event.paths.findIndex(({ isChosen }) => isChosen);
      const ways = event.paths.map(({ name }) =>
        typeof name === 'string' ? reason('one-model', { model: name }) : name,
      );
      return {
        type: 'noted',
        message: reason('ways-by-order', { ways, chosen: chosen < 0 ? undefined : chosen }),
      };
    }
    case 'profiling-stopped':
      return { type: event.type, why: withoutDollars(event.why) };
    case 'ladder-reordered':
      return { ...event, models: event.models.map(({ model }) => ({ model })), why: withoutDollars(event.why) };
    case 'mix-decided':
      return {
        ...event,
        shares: event.shares.map(({ model, rows }) => ({ model, rows })),
        why: withoutDollars(event.why),
      };
    case 'model-profiled':
      return event.why === undefined ? event : { ...event, why: withoutDollars(event.why) };
    case 'noted':
      return { ...event, message: withoutDollars(event.message) };
    default:
      return event;
  }
}
