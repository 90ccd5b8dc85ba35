// What is wrong with a prompt, said in a sentence, with the place in the prompt where it can be mended.

export type PromptProblem = {
  /** `error`: the prompt cannot be used; `warning`: it can, but probably not as meant. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Place in the prompt, UTF-16 offsets, end exclusive; absent when the prompt as a whole is meant. */
  readonly start?: number;
  readonly end?: number;
};
