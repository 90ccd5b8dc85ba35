// What a command of the command line is: arguments and streams in, exit code out.

export type OutputStream = {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */ readonly columns?: number;
};
export type CommandIo = {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Bytes of standard input. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Bytes to standard output as they are, waiting while the reader is slow. */
  readonly writeData?: (bytes: Uint8Array) => Promise<void>;
  /** One line that the user types at a terminal; absent where there is none. */
  readonly ask?: (question: string) => Promise<string>;
};

/** @returns the exit code: 0 done, 2 bad input, 3 stopped at a cap, 4 provider or key, 6 done with failed rows, 130 interrupted. @throws {InputError} on usage or bad input, which exits 2. */
export type Command = (argv: string[], io: CommandIo) => Promise<number>;
