// One listener per signal for all who want to hear of its abort. A run's signal is waited on by every request under way, and adding a listener to an
// AbortSignal walks all earlier ones: 40,000 of them, as batches have, took 9.5 s. Whoever has left is let go at once: V8 keeps what a long-lived Set
// has held, and what the values of a WeakMap reach, until its next full collection (docs/decisions/0118-what-outlives-a-request.md).

type Hearer = { tell: (() => void) | undefined };

const hearersOf = Symbol('who hears of the abort');
type Heard = AbortSignal & { [hearersOf]?: Set<Hearer> };

/** @param tell called once, at the abort; not at all where the signal is aborted already. @returns what to call when it is of no interest any more */
export function onAbort(signal: AbortSignal, tell: () => void): () => void {
  const all = (signal as Heard)[hearersOf] ?? listenTo(signal);
  const hearer: Hearer = { tell };
  all.add(hearer);
  return () => {
    hearer.tell = undefined;
    all.delete(hearer);
  };
}

function listenTo(signal: AbortSignal): Set<Hearer> {
  const all = new Set<Hearer>();
  (signal as Heard)[hearersOf] = all;
  const tellAll = () => {
    for (const hearer of all) {
      all.delete(hearer);
      hearer.tell?.();
    }
  };
  signal.addEventListener('abort', tellAll, { once: true });
  return all;
}
