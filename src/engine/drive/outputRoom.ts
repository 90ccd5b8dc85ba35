// How many output tokens a model is allowed beyond what the answer itself needs: room to think. Learned from what models do, not from their names,
// once for the whole run: a model that thinks gets room before it is cut, one that was cut gets more, up to a bound.
import type { Model } from '../model';
import type { Reply } from '../provider';

/** Recorded thinking on short rows took up to 1,500 tokens; hard ones of the largest models some 30,000. */
const steps = [4096, 16_384, 32_768] as const;

/** Less room than this is not worth another try where a server refuses more. */
const leastRoom = 256;

/** Output tokens that no visible text explains: a token stands for a character at least, and structured output takes some around the answer. */
const unexplainedTokens = 32;

export class OutputRoom {
  private readonly rooms: number[];
  /** Largest room with which the model has replied: the server takes it. */
  private readonly proven: number[];
  /** Smallest room that the server has refused. */
  private readonly refusedAt: number[];

  /**
   * @param earlier tokens by model id, learned in earlier sessions
   * @param onLearned told of each change
   */
  constructor(
    private readonly models: readonly Model[],
    earlier: ReadonlyMap<string, number> = new Map(),
    private readonly onLearned: (model: number, tokens: number) => void = () => undefined,
  ) {
    this.rooms = models.map(({ id }) => earlier.get(id) ?? 0);
    this.proven = this.rooms.map(() => 0);
    this.refusedAt = this.rooms.map(() => Infinity);
  }

  /** Tokens; 0 while nothing is learned. */
  of(model: number): number {
    return this.rooms[model]!;
  }

  /**
   * Learns from a reply to a request that allowed so much room.
   * @returns whether the reply was cut and asking again allows more.
   */
  learn(model: number, allowed: number, reply: Reply): boolean {
    const { settings, price } = this.models[model]!;
    // What the user states as the limit is the limit.
    if (price.type === 'cpu' || settings.maxOutputTokens !== undefined) return false;
    this.proven[model] = Math.max(this.proven[model]!, allowed);
    if (!isCut(reply)) {
      if (thinks(reply) && this.rooms[model] === 0) this.grow(model, 0);
      return false;
    }
    // Another row may have taught it in the meantime. What was used up counts too: a model may be known by its name to need room.
    if (this.rooms[model]! <= allowed) this.grow(model, Math.max(allowed, reply.usage.outputTokens ?? 0));
    return this.rooms[model]! > allowed;
  }

  /** The server refused a request with so much room. @returns whether asking again with less may do. */
  refused(model: number, allowed: number): boolean {
    const proven = this.proven[model]!;
    if (allowed <= proven) return false;
    this.refusedAt[model] = Math.min(this.refusedAt[model]!, allowed);
    if (this.rooms[model]! >= allowed) {
      const between = Math.floor((proven + allowed) / 2);
      this.set(model, between - proven < leastRoom ? proven : between);
    }
    return true;
  }

  private grow(model: number, beyond: number): void {
    const next = steps.find((step) => step > beyond);
    if (next !== undefined && next < this.refusedAt[model]!) this.set(model, next);
  }

  private set(model: number, tokens: number): void {
    this.rooms[model] = tokens;
    this.onLearned(model, tokens);
  }
}

function isCut({ finish, text, hasThought }: Reply): boolean {
  return (
    finish.unified === 'length' || (finish.unified !== 'content-filter' && text.trim() === '' && hasThought === true)
  );
}

function thinks({ text, hasThought, usage }: Reply): boolean {
  const { outputTokens = 0, reasoningTokens = 0 } = usage;
  return hasThought === true || reasoningTokens > 0 || outputTokens > text.length + unexplainedTokens;
}
