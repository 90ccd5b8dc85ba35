// How many answers of a run were paid for before it: they are no requests of its own, and cost it nothing.
import type { ModelTotals } from './events';

export function reusedOf(perModel: Readonly<Record<string, ModelTotals>> = {}): number {
  return Object.values(perModel).reduce((sum, { reused = 0 }) => sum + reused, 0);
}
