// Answers that were there at once (models that compute here): each is appended to the journal by itself, but they are waited for and counted
// many at a time, because a promise a row would cost more than the answer.
import type { Journal } from '../journal';
import { answerRecord, type Asked } from './asked';

/** Also how long the process is kept from other work: some milliseconds. */
const waitedForTogether = 256;

export class AnswersAtOnce {
  private readonly held: { readonly row: number; readonly asked: Asked }[] = [];
  private written: Promise<void> | undefined;

  /** @param count is told each answer once the journal has it. */
  constructor(
    private readonly modelId: string,
    private readonly journal: Journal,
    private readonly count: (row: number, asked: Asked) => void,
  ) {}

  get isFull(): boolean {
    return this.held.length >= waitedForTogether;
  }

  add(row: number, asked: Asked): void {
    this.held.push({ row, asked });
    this.written = this.journal.append(answerRecord('answer', this.modelId, row, asked));
  }

  /** Resolves when all are counted. @throws what the journal throws; then none of them counts. */
  async settle(): Promise<void> {
    // Records reach the disk in order: the last one's promise speaks for all.
    await this.written;
    for (const { row, asked } of this.held.splice(0)) this.count(row, asked);
  }
}
