// The user gave up a pick list, an input box or a dialog: a command ends there without a word.
export class UserCancelled extends Error {
  override readonly name = 'UserCancelled';
}

/** @throws {UserCancelled} when nothing was chosen. */
export function chosen<T>(value: T | undefined): T {
  if (value === undefined) throw new UserCancelled('given up');
  return value;
}
