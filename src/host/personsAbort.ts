// The user gave up a pick list, an input box or a dialog: a command ends there without a word.
export class PersonsAbort extends Error {
  override readonly name = 'PersonsAbort';
}

/** @throws {PersonsAbort} when nothing was chosen. */
export function chosen<T>(value: T | undefined): T {
  if (value === undefined) throw new PersonsAbort('given up');
  return value;
}
