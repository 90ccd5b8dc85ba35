// What attempts without an answer may have been billed. Each counts at the most it can cost until the provider's own figures settle it: once a
// model has answered twenty requests of the run, its lost attempts together count at what that many of its requests cost at most, judged by
// the share of their reservations that answered ones were billed. An attempt that was given up for its length is no such request: it stays.

type Lost = {
  /** Sum, and sum of squares, of the reservations that expire. */
  sum: number;
  squares: number;
  /** Sum of those that stay at their most. */
  stays: number;
  answers: number;
  mean: number;
  deviations: number;
  largest: number;
};

/** Fewer answers say too little of what a request may cost. */
const answersNeeded = 20;
/** Standard deviations of the sum that are held on top of its mean. */
const margin = 4;

export class LostAttempts {
  private readonly models = new Map<string, Lost>();

  /** @param usd the most it can have cost; @param expires false: it is no attempt like the answered ones */
  add(model: string, usd: number, expires = true): void {
    const lost = this.of(model);
    if (!expires) {
      lost.stays += usd;
      return;
    }
    lost.sum += usd;
    lost.squares += usd * usd;
  }

  /** It is found again (batches): not lost any more. */
  remove(model: string, usd: number): void {
    const lost = this.of(model);
    lost.sum = Math.max(0, lost.sum - usd);
    lost.squares = Math.max(0, lost.squares - usd * usd);
  }

  /** @param share of its reservation that an answered attempt was billed */
  learn(model: string, share: number): void {
    const lost = this.of(model);
    lost.answers++;
    const distance = share - lost.mean;
    lost.mean += distance / lost.answers;
    lost.deviations += distance * (share - lost.mean);
    lost.largest = Math.max(lost.largest, share);
  }

  /** Dollars that count against the cap. */
  get usd(): number {
    let sum = 0;
    for (const lost of this.models.values()) sum += lost.stays + expiring(lost);
    return sum;
  }

  private of(model: string): Lost {
    let lost = this.models.get(model);
    if (!lost) {
      lost = { sum: 0, squares: 0, stays: 0, answers: 0, mean: 0, deviations: 0, largest: 0 };
      this.models.set(model, lost);
    }
    return lost;
  }
}

function expiring({ sum, squares, answers, mean, deviations, largest }: Lost): number {
  if (answers < answersNeeded || sum === 0) return sum;
  const deviation = Math.sqrt(deviations / (answers - 1));
  return Math.min(largest * sum, mean * sum + margin * deviation * Math.sqrt(squares));
}
