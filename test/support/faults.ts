// Misbehaviour of a test server, drawn with seeded probabilities per request.

export type Faults = {
  /** 429 with Retry-After; not billed. */
  readonly rateLimit?: number;
  /** 500; not billed. */
  readonly serverError?: number;
  /** The connection is reset; half of them after the generation was done and billed. */
  readonly reset?: number;
  /** No answer ever; half of them after the generation was done and billed. */
  readonly hang?: number;
  /** Headers and half a body, then the connection ends; billed. */
  readonly truncate?: number;
  /** A complete body that is not JSON; billed. */
  readonly malformedBody?: number;
  /** A proper reply whose text is not an answer; billed and delivered. */
  readonly malformedAnswer?: number;
};

export type Fault = keyof Faults | 'none';

export function drawFault(faults: Faults, uniform: number): Fault {
  let from = 0;
  for (const [name, share] of Object.entries(faults) as [keyof Faults, number][]) {
    from += share;
    if (uniform < from) return name;
  }
  return 'none';
}
