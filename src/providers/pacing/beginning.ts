// What an account has shown before its first answers, whoever asked: what is refused for all rows pauses a run after a few requests, and a second
// provider of the same account begins with what the first has seen.

export class Beginning {
  /** Whether the address has ever replied, if only with an error. */
  hasReplied = false;
  private readonly answered = new Set<string>();
  private readonly failures = new Map<string, number>();

  hasAnswered(model: string): boolean {
    return this.answered.has(model);
  }

  answeredBy(model: string): void {
    this.hasReplied = true;
    this.answered.add(model);
  }

  /** Counts a request that the model did not answer. @returns so many of the model, or of all models where none has answered yet */
  failed(model: string): number {
    const ofModel = (this.failures.get(model) ?? 0) + 1;
    this.failures.set(model, ofModel);
    if (this.answered.size > 0) return ofModel;
    let sum = 0;
    for (const count of this.failures.values()) sum += count;
    return sum;
  }
}
