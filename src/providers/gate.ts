// A gate per model that a refusal with Retry-After closes for a while: nobody else of that model is sent to be refused meanwhile.
import type { Clock } from '../engine/clock';

export interface Gate {
  closeFor(model: string, delayMs: number): void;
  isOpen(model: string): boolean;
  /** Resolves once the gate is open; rejects with the signal's reason. */
  pass(model: string, signal: AbortSignal): Promise<void>;
}

export function createGate(clock: Clock): Gate {
  const opensAtMs = new Map<string, number>();
  const waitMs = (model: string) => {
    const opens = opensAtMs.get(model);
    if (opens === undefined) return 0;
    const wait = opens - clock.nowMs();
    if (wait <= 0) opensAtMs.delete(model);
    return Math.max(0, wait);
  };
  return {
    closeFor(model, delayMs) {
      if (delayMs > 0) opensAtMs.set(model, Math.max(opensAtMs.get(model) ?? 0, clock.nowMs() + delayMs));
    },
    isOpen: (model) => waitMs(model) === 0,
    async pass(model, signal) {
      for (let wait = waitMs(model); wait > 0; wait = waitMs(model)) await clock.sleep(wait, signal);
    },
  };
}
