// How many labels a run is likely to take, from what its strategy tells on the way: the chosen way's rows that need none, and in the end the mix.
import type { DecisionEvent } from '../events';

export class LabelForecast {
  private free: number | undefined;

  /** @param distinctRows rows that a label can be asked of; identical ones once. */
  constructor(
    private readonly distinctRows: number,
    private readonly reference: string,
    private readonly limit: number,
  ) {}

  note(event: DecisionEvent): void {
    if (event.type === 'paths-considered') this.free = event.paths.find(({ isChosen }) => isChosen)?.acceptedRows ?? 0;
    else if (event.type === 'profiling-stopped' && event.stopUsd === undefined) this.free ??= 0;
    else if (event.type === 'mix-decided')
      this.free = event.shares.reduce((sum, { model, rows }) => sum + (model === this.reference ? 0 : rows), 0);
  }

  /** @param needed labels given and asked for by now: it takes them at least. */
  of(needed: number): { readonly free?: number; readonly expected?: number } {
    if (this.free === undefined) return {};
    const expected = Math.min(this.limit, Math.max(needed, this.distinctRows - this.free));
    return { free: this.free, expected };
  }
}
