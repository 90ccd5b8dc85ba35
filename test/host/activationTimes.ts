// What activation.bench.ts and its half inside VS Code agree on.

/** By the clock, and of the extension host's processor: the latter hardly depends on what else the machine does. */
export type Taken = { readonly wallMs: number; readonly cpuMs: number };

export type ActivationTimes = {
  /** From the wish to the extension's own API, reading its code included. */
  readonly activate: Taken;
  /** The same of an extension that does nothing. */
  readonly empty: Taken;
  /** The first command after that, which loads the rest. */
  readonly firstUse: Taken;
};

/** Names of the empty extensions that the benchmark makes. */
export const emptyExtensions = ['empty-before', 'empty-after'] as const;
