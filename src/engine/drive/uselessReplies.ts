// Stops a run that pays for nothing: counts per model the replies in a row that were no answers, and lets no more requests out than may still turn
// out useless before the run pauses. A model that answers is not held back.
import { onAbort } from '../onAbort';
import type { Model } from '../model';
import { ProviderError } from '../provider';

/** So many useless replies in a row pause the run. */
export const mostUselessReplies = 20;

/** Fewer than this in a row is chance, once the model has answered. */
const chanceReplies = 5;

type Streak = {
  useless: number;
  hasAnswered: boolean;
  /** What has paused the run. */
  pause?: ProviderError;
  underWay: number;
  readonly reasons: Map<string, { count: number; example: string }>;
  readonly waiting: Set<() => void>;
};

export class UselessReplies {
  private readonly streaks: Streak[];

  constructor(private readonly models: readonly Model[]) {
    this.streaks = models.map(() => ({
      useless: 0,
      hasAnswered: false,
      underWay: 0,
      reasons: new Map(),
      waiting: new Set(),
    }));
  }

  /**
   * Resolves when a request may go out. Batches are submitted whole and are not held back.
   * @throws what has paused the run, or the signal's reason
   */
  async enter(model: number, signal: AbortSignal): Promise<void> {
    const streak = this.streaks[model]!;
    while (!this.models[model]!.settings.batch && !streak.pause && !mayGo(streak)) await this.freed(streak, signal);
    // Who had to wait must not send anything after the pause.
    if (streak.pause) throw streak.pause;
    streak.underWay++;
  }

  leave(model: number): void {
    this.streaks[model]!.underWay--;
    this.wake(model);
  }

  answered(model: number): void {
    const streak = this.streaks[model]!;
    streak.useless = 0;
    streak.hasAnswered = true;
    streak.reasons.clear();
    this.wake(model);
  }

  /**
   * @param reason a sentence why a reply was no answer; @param replies so many of them
   * @returns what pauses the run, where it is one too many.
   */
  useless(model: number, reason: string, replies = 1): ProviderError | undefined {
    const streak = this.streaks[model]!;
    streak.useless += replies;
    const kind = kindOf(reason);
    const seen = streak.reasons.get(kind)?.count ?? 0;
    streak.reasons.set(kind, { count: seen + replies, example: reason });
    if (streak.useless < mostUselessReplies) return undefined;
    const { id, settings } = this.models[model]!;
    const kinds = [...streak.reasons].sort((a, b) => b[1].count - a[1].count);
    const counts = kinds.slice(0, 3).map(([kind, { count }]) => `${String(count)} times: ${kind}`);
    streak.pause = new ProviderError(
      'no-answers',
      `The last ${String(streak.useless)} replies of ${id} were no answers (${counts.join('; ')}). The run pauses rather than pay for more. ` +
        `${remedyOf(kinds[0]![1].example, id, settings.maxOutputTokens)} Resuming asks these rows again. Last: ${reason}`,
      { isRetryable: false },
    );
    return streak.pause;
  }

  private freed(streak: Streak, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        streak.waiting.delete(wake);
        reject(signal.reason as Error);
      });
      const wake = () => {
        streak.waiting.delete(wake);
        forget();
        resolve();
      };
      streak.waiting.add(wake);
    });
  }

  private wake(model: number): void {
    for (const wake of [...this.streaks[model]!.waiting]) wake();
  }
}

function mayGo({ useless, hasAnswered, underWay }: Streak): boolean {
  const isChance = hasAnswered && useless < chanceReplies;
  return isChance || underWay === 0 || useless + underWay < mostUselessReplies;
}

/** A reason without what differs from reply to reply. */
function kindOf(reason: string): string {
  return reason
    .replace(/ of [\d,]+ tokens/, '')
    .replace(/ ?\([^)]*\)/g, '')
    .replace(/: .*/s, '')
    .replace(/\.$/, '');
}

/** What to do about a reason. */
function remedyOf(reason: string, id: string, limit: number | undefined): string {
  if (/cut at the output limit|thought|thinking/i.test(reason))
    return limit === undefined
      ? `Give ${id} a larger "maxOutputTokens" or a lower "reasoningEffort" in the ladder, in a new run that takes over this one's answers, or take it out.`
      : `Its "maxOutputTokens" of ${String(limit)} is too small: raise it in the ladder, in a new run that takes over this one's answers.`;
  if (/withheld|refused/i.test(reason)) return `Change the prompt, or take ${id} out of the ladder.`;
  if (/only a part of the prompt|of about/i.test(reason)) return `Give the server of ${id} a larger context.`;
  if (/broke off|not JSON|not of the form|malformed/i.test(reason))
    return `See whether the service of ${id} works, and whether its base URL is right.`;
  return `See whether the prompt and the kind of answer fit ${id}; a few rows can be tried before a run.`;
}
