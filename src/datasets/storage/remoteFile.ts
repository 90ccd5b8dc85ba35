// A file behind a protocol that gives parts of it: what HTTP and S3 are to the rest.

/** What a request for a part brought. */
export type Part = {
  /** Bytes of the whole file; undefined: the server does not say, and gives all of it. */
  readonly size: number | undefined;
  /** What tells one content from another: an ETag, or the time of the last change. Empty: the server says nothing. */
  readonly tag: string;
  /** The first byte given: what was asked for, or 0 where the server gives the whole file whatever one asks. */
  readonly from: number;
  readonly bytes: AsyncIterable<Uint8Array>;
};

export type RemoteFile = {
  readonly name: string;
  /** How sentences call it. */
  readonly label: string;
  /**
   * Bytes [from, to) of it.
   * @throws {InputError} for what another try does not mend; {Transient} for what may pass
   */
  readonly get: (from: number, to: number, signal: AbortSignal) => Promise<Part>;
};

/** Something that may pass: no connection, a server in trouble. The message says what it is, without the file's name. */
export class Transient extends Error {}
