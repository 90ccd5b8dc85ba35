// A limit that no server tells, estimated from what passed and what was refused: each kind that servers keep is a hypothesis (limitHypothesis.ts), and
// the one that was contradicted least is believed, as long as it explains what happened. Time is an argument, in milliseconds.
import type { Sent } from './learnedPace';
import { type HypothesisOptions, LimitHypothesis } from './limitHypothesis';
import { OutcomeLog } from './outcomeLog';

/** Contradicted no more than this, by what happened of late, a kind is believed. */
const believedBelow = 0.5;
/** Contradictions that differ by less say nothing. */
const alike = 0.02;
/** A request without a reply is taken to have passed when so many later ones have theirs. */
const mostWaiting = 200;

const kinds: readonly HypothesisOptions[] = [60_000, 10_000, 1000].flatMap((windowMs) =>
  (['sliding', 'bucket'] as const).flatMap((kind) =>
    [false, true].map((countsRefusals) => ({ kind, windowMs, countsRefusals })),
  ),
);
const singles: readonly HypothesisOptions[] = [false, true].map((countsRefusals) => ({
  kind: 'single',
  windowMs: 1000,
  countsRefusals,
}));

/** Requests a millisecond: at least, and below; and when the next one passes. */
export type KnownLimit = {
  readonly least: number;
  readonly below: number;
  readonly freeAtMs: number;
  /** No more than one request is ever left over, and one that comes too early costs nothing. */
  readonly holdsOne: boolean;
  /** How often and how lately what happened contradicted it. */
  readonly contradictions: number;
};

type Outcome = { readonly number: number; readonly sentMs: number; isPassed: boolean | undefined };

export class UntoldLimit {
  readonly hypotheses = [...kinds, ...singles].map((options) => new LimitHypothesis(options));
  private readonly log = new OutcomeLog();
  /** From the first without a reply on. */
  private waiting: Outcome[] = [];

  sent({ number, sentMs }: Sent): void {
    this.waiting.push({ number, sentMs, isPassed: undefined });
  }

  replied({ number }: Sent, isPassed: boolean): void {
    const outcome = this.waiting.find((each) => each.number === number);
    if (outcome) outcome.isPassed = isPassed;
    // What was used up by a request depends on all before it.
    while (this.waiting.length > 0 && (this.waiting[0]!.isPassed !== undefined || this.waiting.length > mostWaiting))
      this.settle(this.waiting.shift()!);
  }

  private settle({ sentMs, isPassed = true }: Outcome): void {
    for (const hypothesis of this.hypotheses)
      if (isPassed) hypothesis.passed(sentMs, this.log);
      else hypothesis.refused(sentMs, this.log);
    if (isPassed) this.log.passed(sentMs);
    else this.log.refused(sentMs);
  }

  /** Undefined: no kind explains what happened. Of several that do the one that lets most through: a refusal tells soon where it is not that one. */
  get known(): KnownLimit | undefined {
    const able = this.hypotheses.filter(({ rate, contradictions }) => rate && contradictions <= believedBelow);
    const fewest = Math.min(...able.map(({ contradictions }) => contradictions));
    let best: LimitHypothesis | undefined;
    for (const each of able)
      if (each.contradictions <= fewest + alike && !(best && best.rate!.least >= each.rate!.least)) best = each;
    return (
      best && {
        ...best.rate!,
        freeAtMs: best.freeAtMs(this.log),
        holdsOne: best.holdsOne,
        contradictions: best.contradictions,
      }
    );
  }
}
