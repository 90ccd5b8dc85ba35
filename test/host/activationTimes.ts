// What activation.bench.ts and its half inside VS Code agree on.

export type ActivationTimes = {
  /** From the wish to the extension's own API, reading its code included. */
  readonly activateMs: number;
  /** The same of an extension that does nothing. */
  readonly emptyMs: number;
  /** The first command after that, which loads the rest. */
  readonly firstUseMs: number;
};

/** Names of the empty extensions that the benchmark makes. */
export const emptyExtensions = ['empty-before', 'empty-after'] as const;
