// How much of a model may be enqueued at a service: unlimited until a refusal teaches a limit, which is read from its message where it states
// one and halved otherwise. Counted in tokens as estimated from bytes, with the ratio that the model's own answers show.
import type { Usage } from '../../engine/provider';
import type { BatchRefusal } from './batchService';

/** Until answers show the true ratio: English has about 4 bytes to a token, Chinese 3. */
const firstBytesPerToken = 3;
/** An estimate that is a little too low ends in a refusal and another upload. */
const margin = 1.05;
/** After a refusal without a stated limit, or below it (others use the account too), the allowance grows so with each batch that ends. */
const growth = 1.25;

type Known = {
  allowed: number;
  stated: number | undefined;
  out: number;
  bytes: number;
  tokens: number;
};

export type Learned = { readonly model: string; readonly tokens: number; readonly stated?: number };

export class Room {
  private readonly models = new Map<string, Known>();

  private known(modelId: string): Known {
    let known = this.models.get(modelId);
    if (!known)
      this.models.set(modelId, (known = { allowed: Infinity, stated: undefined, out: 0, bytes: 0, tokens: 0 }));
    return known;
  }

  /** What an earlier session learned. */
  restore({ model, tokens, stated }: Learned): void {
    Object.assign(this.known(model), { allowed: tokens, stated });
  }

  tokensOf(modelId: string, bytes: number): number {
    const { bytes: seen, tokens } = this.known(modelId);
    return Math.ceil(tokens > 0 ? (margin * bytes * tokens) / seen : bytes / firstBytesPerToken);
  }

  /** An answer's own count. */
  counted(modelId: string, bytes: number, { inputTokens }: Usage): void {
    if (inputTokens === undefined || inputTokens <= 0) return;
    const known = this.known(modelId);
    known.bytes += bytes;
    known.tokens += inputTokens;
  }

  hasAnswered(modelId: string): boolean {
    return this.known(modelId).tokens > 0;
  }

  /** Tokens that may be submitted now, and the most there may be. */
  of(modelId: string): { readonly left: number; readonly allowed: number; readonly isAnythingOut: boolean } {
    const { allowed, out } = this.known(modelId);
    return { left: allowed - out, allowed, isAnythingOut: out > 0 };
  }

  handedIn(modelId: string, tokens: number): void {
    this.known(modelId).out += tokens;
  }

  /** The batch of so many tokens is not enqueued any more. @param isRun whether the service took it */
  ended(modelId: string, tokens: number, isRun: boolean): void {
    const known = this.known(modelId);
    known.out = Math.max(0, known.out - tokens);
    if (isRun) known.allowed = Math.min(known.stated ?? Infinity, known.allowed * growth);
  }

  /** To be called while the refused batch still counts as out. @returns what is worth remembering */
  refused(modelId: string, { limitTokens }: BatchRefusal): Learned {
    const known = this.known(modelId);
    known.stated = limitTokens ?? known.stated;
    const halved = Math.max(1, Math.floor(known.out / 2));
    const isAboveStated = known.stated !== undefined && known.out > known.stated;
    known.allowed = Math.min(known.allowed, isAboveStated ? known.stated! : halved);
    return {
      model: modelId,
      tokens: known.allowed,
      ...(known.stated !== undefined && { stated: known.stated }),
    };
  }
}
