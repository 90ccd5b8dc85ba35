// What happens when a machine lacks something that tests need and it cannot be installed: those tests are skipped and named, never silently
// passed. Under CI=true a missing thing is a failure, except where no machine of that kind can have it.

/** Something that tests need and that this machine does not have. The message says what is missing and what to do about it. */
export class Unavailable extends Error {
  /** @param isImpossible no machine of this system or architecture can have it: skipped under CI as well. */
  constructor(
    message: string,
    readonly isImpossible = false,
  ) {
    super(message);
    this.name = 'Unavailable';
  }
}

/** Whether tests that fail to start for this reason are skipped; else the error stands. */
export function isSkippable(error: unknown, env: NodeJS.ProcessEnv = process.env): error is Unavailable {
  const isCi = env.CI !== undefined && !['', '0', 'false'].includes(env.CI);
  return error instanceof Unavailable && (error.isImpossible || !isCi);
}
