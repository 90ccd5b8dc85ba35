/** Bad input of a user: the message is a whole sentence that names the file, the line and the mend. The command line exits 2 on it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
