// Turns the log-probabilities of a reply's tokens into one probability of the answer itself: only tokens that overlap the answer count, since
// with schema decoding the tokens around it are forced while their reported (pre-grammar) log-probabilities can be anything.

export type ScoredToken = {
  readonly token: string;
  readonly logprob: number | null | undefined;
  /** UTF-8 bytes, where a token is part of a character. */
  readonly bytes?: readonly number[] | null | undefined;
};

/** OpenAI reports -9999 and llama.cpp -3.4e38 for "too unlikely to say"; neither is a probability. */
const sentinel = -9999;

/**
 * Probability in [0, 1] of the answer's tokens, the product of theirs. Undefined where tokens do not spell the reply, where one has no
 * proper log-probability, or where nothing overlaps.
 * @param start and `end`: the answer's UTF-16 offsets in the reply
 */
export function tokenConfidence(
  tokens: readonly ScoredToken[] | null | undefined,
  reply: string,
  start: number,
  end: number,
): number | undefined {
  if (!tokens || tokens.length === 0 || end <= start) return undefined;
  const pieces = tokens.map(({ token, bytes }) => Buffer.from(bytes ?? Buffer.from(token)));
  // Where the reply begins in what the tokens spell: servers trim white space off the reply (llama.cpp) or add an end marker to the tokens.
  const spelled = Buffer.concat(pieces);
  const shift = spelled.indexOf(reply);
  // Twice, as where thinking is scored too: nobody knows which is the reply.
  if (shift < 0 || spelled.includes(reply, shift + 1)) return undefined;
  const from = shift + Buffer.byteLength(reply.slice(0, start));
  const to = from + Buffer.byteLength(reply.slice(start, end));
  let position = 0;
  let sum = 0;
  let isScored = false;
  for (const [i, { logprob }] of tokens.entries()) {
    const next = position + pieces[i]!.length;
    if (next > from && position < to && next > position) {
      if (typeof logprob !== 'number' || !(logprob > sentinel)) return undefined;
      sum += Math.min(0, logprob);
      isScored = true;
    }
    position = next;
  }
  return isScored ? Math.exp(sum) : undefined;
}
