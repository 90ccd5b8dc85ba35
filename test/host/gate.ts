// Holds a test server's requests, so that a run stands still where a test wants it, however slow or fast the machine is.

export type Gate = {
  /** For the server: awaited before each request is looked at. */
  readonly hold: () => Promise<void> | undefined;
  /** Lets this many more requests through, and holds the others. */
  readonly closeAfter: (requests: number) => void;
  /** Lets everything through, what is held first. */
  readonly open: () => void;
  /** Requests that are held. */
  readonly held: () => number;
};

export function makeGate(): Gate {
  let free = Infinity;
  let waiting: (() => void)[] = [];
  return {
    hold() {
      if (free > 0) {
        free--;
        return undefined;
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    closeAfter(requests) {
      free = requests;
    },
    open() {
      free = Infinity;
      const held = waiting;
      waiting = [];
      for (const release of held) release();
    },
    held: () => waiting.length,
  };
}
