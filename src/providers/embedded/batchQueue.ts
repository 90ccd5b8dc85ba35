// Collects texts that wait for a slow model and hands them over a few at a time, one batch after the other, with a turn for the rest of the
// process in between. First come, first served; a text whose signal aborts leaves the queue at once.

export type BatchQueue<T> = (text: string, signal: AbortSignal) => Promise<T>;

type Waiting<T> = {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly resolve: (result: T) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * @param run answers texts in order; when it throws, every text of the batch fails with its error.
 * @param longest most texts per batch.
 */
export function makeBatchQueue<T>(
  run: (texts: readonly string[]) => Promise<readonly T[]>,
  longest: number,
): BatchQueue<T> {
  let waiting: Waiting<T>[] = [];
  let isRunning = false;

  const work = async (): Promise<void> => {
    isRunning = true;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.slice(0, longest);
      if (batch.length === 0) break;
      waiting = waiting.slice(longest);
      try {
        const results = await run(batch.map(({ text }) => text));
        batch.forEach(({ resolve }, i) => {
          resolve(results[i]!);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };

  // One listener per signal, however many texts wait under it: a run has one signal and many rows.
  const heard = new WeakSet<AbortSignal>();
  const hear = (signal: AbortSignal) => {
    heard.add(signal);
    const dismiss = () => {
      const gone = waiting.filter((entry) => entry.signal === signal);
      waiting = waiting.filter((entry) => entry.signal !== signal);
      for (const { reject } of gone) reject(signal.reason);
    };
    signal.addEventListener('abort', dismiss, { once: true });
  };

  return (text, signal) =>
    new Promise<T>((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (!heard.has(signal)) hear(signal);
      waiting.push({ text, signal, resolve, reject });
      if (!isRunning) void work();
    });
}
