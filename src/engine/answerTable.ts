// What has been asked and answered so far: one column set per model, one entry per row. Columnar, because a replay reads a million of them.
// The driver writes answers; strategies read them. Rows are indices 0 .. rowCount - 1 in file order, models indices into the ladder.
import { NumberedTexts } from './numberedTexts';

/** `unasked`; `valid`; `invalid`: answered but not readable as the task's kind; `failed`: could not be asked (named in the report). */
export type AnswerStatus = 'unasked' | 'valid' | 'invalid' | 'failed';
const statuses: readonly AnswerStatus[] = ['unasked', 'valid', 'invalid', 'failed'];

export type Answer = {
  readonly status: Exclude<AnswerStatus, 'unasked'>;
  /** What equivalence looks at; interned by the table. Absent unless valid. */
  readonly key?: string;
  /** What is delivered. Absent unless valid. */
  readonly text?: string;
  /** US dollars as decisions count them; undefined: unknown. */
  readonly costUsd?: number;
  /** In [0, 1]; undefined: the provider tells none. */
  readonly confidence?: number;
  /** Why there is no valid answer, a sentence. */
  readonly cause?: string;
};

/** Equivalence of two answer keys; not assumed transitive (a number's tolerance is not). The second is the reference's. */
export type Equivalence = (key: string, referenceKey: string) => boolean;

/** What a judge made of an answer beside the reference's to the same row. */
export type Verdict = {
  /** Where no verdict could be had the answers count as different, which is the cautious side. */
  readonly same: boolean;
  /** The judge's own words. */
  readonly reason?: string;
  /** Why there is none: `unreadable` came and was paid, `failed` never came. Absent: there is one. */
  readonly none?: 'unreadable' | 'failed';
  /** Of a verdict that is none: a sentence. */
  readonly cause?: string;
  /** US dollars as decisions count them; undefined: unknown. */
  readonly costUsd?: number;
};

export class AnswerTable {
  private readonly status: Uint8Array[];
  private readonly keys: Int32Array[];
  private readonly costs: Float64Array[];
  private readonly confidences: Float32Array[];
  private readonly texts: (string | undefined)[][];
  /** By model * rows + row: few rows have one. */
  private readonly causes = new Map<number, string>();
  private readonly keyTexts = new NumberedTexts();
  /** Per model: rows answered in any way, those answered validly, and dollars so far. */
  readonly asked: number[];
  readonly valid: number[];
  readonly spentUsd: number[];
  /** By given key * rows + row: the wanted key is the reference's on that row, so equal answers of several models share a verdict. */
  private readonly verdicts = new Map<number, Verdict>();
  /** Verdicts that were asked for, and dollars for them so far. */
  verdictsAsked = 0;
  verdictsUsd = 0;
  private verdictsDifferent = 0;
  private verdictsUnread = 0;

  constructor(
    readonly modelCount: number,
    readonly rowCount: number,
    /** Index of the reference in the ladder. */
    readonly reference: number,
    private readonly equivalent: Equivalence = (a, b) => a === b,
    /** Of two keys that are not equivalent: whether a judge decides, who may find them the same. Absent: nobody judges. */
    private readonly isForJudge?: Equivalence,
  ) {
    const perModel = <T>(make: () => T) => Array.from({ length: modelCount }, make);
    this.status = perModel(() => new Uint8Array(rowCount));
    this.keys = perModel(() => new Int32Array(rowCount).fill(-1));
    this.costs = perModel(() => new Float64Array(rowCount).fill(NaN));
    this.confidences = perModel(() => new Float32Array(rowCount).fill(NaN));
    this.texts = perModel(() => []);
    this.asked = perModel(() => 0);
    this.valid = perModel(() => 0);
    this.spentUsd = perModel(() => 0);
  }

  record(model: number, row: number, answer: Answer): void {
    if (this.status[model]![row] !== 0) throw new RangeError(`row ${row} already has an answer of model ${model}`);
    this.status[model]![row] = statuses.indexOf(answer.status);
    if (answer.key !== undefined) this.keys[model]![row] = this.keyTexts.numberOf(answer.key);
    if (answer.costUsd !== undefined) {
      this.costs[model]![row] = answer.costUsd;
      this.spentUsd[model]! += answer.costUsd;
    }
    if (answer.confidence !== undefined) this.confidences[model]![row] = answer.confidence;
    if (answer.text !== undefined && answer.text !== answer.key) this.texts[model]![row] = answer.text;
    if (answer.cause !== undefined) this.causes.set(model * this.rowCount + row, answer.cause);
    this.asked[model]!++;
    if (answer.status === 'valid') this.valid[model]!++;
  }

  statusOf(model: number, row: number): AnswerStatus {
    return statuses[this.status[model]![row]!]!;
  }
  isAsked(model: number, row: number): boolean {
    return this.status[model]![row] !== 0;
  }
  isValid(model: number, row: number): boolean {
    return this.status[model]![row] === 1;
  }
  /** Number of the answer's key, equal for equal keys; -1 where there is no valid answer. */
  keyOf(model: number, row: number): number {
    return this.keys[model]![row]!;
  }
  keyText(key: number): string {
    return this.keyTexts.textOf(key)!;
  }
  /** The answer's key itself; undefined where there is no valid answer. */
  textKeyOf(model: number, row: number): string | undefined {
    return this.keyTexts.textOf(this.keys[model]![row]!);
  }
  /** The deliverable answer; undefined where there is no valid one. */
  textOf(model: number, row: number): string | undefined {
    return this.isValid(model, row)
      ? (this.texts[model]![row] ?? this.keyTexts.textOf(this.keys[model]![row]!))
      : undefined;
  }
  /** Why the model has no valid answer to the row, a sentence; undefined where it has one, or nobody knows. */
  causeOf(model: number, row: number): string | undefined {
    return this.causes.get(model * this.rowCount + row);
  }
  /** Dollars; NaN where unknown or unasked. */
  costOf(model: number, row: number): number {
    return this.costs[model]![row]!;
  }
  /** In [0, 1]; NaN where unknown or unasked. */
  confidenceOf(model: number, row: number): number {
    return this.confidences[model]![row]!;
  }
  /** Number of distinct keys seen, the bound of `keyOf`. */
  get keyCount(): number {
    return this.keyTexts.count;
  }

  /**
   * Whether the model's answer on the row is equivalent to the reference's. Undefined until the reference has validly answered, the model was asked and,
   * where a judge decides, its verdict is there; an invalid or failed answer never agrees.
   */
  agrees(model: number, row: number): boolean | undefined {
    const wanted = this.keys[this.reference]![row]!;
    if (wanted < 0 || this.status[model]![row] === 0) return undefined;
    const given = this.keys[model]![row]!;
    if (given < 0) return false;
    if (this.equivalentKeys(given, wanted)) return true;
    return this.isLeftToJudge(given, wanted) ? this.verdictOf(model, row)?.same : false;
  }

  /** Whether a judge decides on some answers. */
  get isJudged(): boolean {
    return this.isForJudge !== undefined;
  }

  /** Whether only a verdict that is not there yet tells if the model agrees with the reference on the row. */
  lacksVerdict(model: number, row: number): boolean {
    if (!this.isForJudge) return false;
    const [given, wanted] = [this.keys[model]![row]!, this.keys[this.reference]![row]!];
    if (given < 0 || wanted < 0 || this.equivalentKeys(given, wanted)) return false;
    return this.isLeftToJudge(given, wanted) && this.verdictOf(model, row) === undefined;
  }

  /** The verdict on the model's answer beside the reference's; undefined where none was asked for. */
  verdictOf(model: number, row: number): Verdict | undefined {
    const given = this.keys[model]![row]!;
    return given < 0 ? undefined : this.verdicts.get(given * this.rowCount + row);
  }

  /** Of the pairs that were judged, each identical row by itself left out: how many there are, are different, and have no verdict that could be had. */
  verdictCounts(): { readonly verdicts: number; readonly different: number; readonly unread: number } {
    return { verdicts: this.verdictsAsked, different: this.verdictsDifferent, unread: this.verdictsUnread };
  }

  /** @param isCharged false: of a row identical to one whose verdict is recorded. */
  recordVerdict(model: number, row: number, verdict: Verdict, isCharged = true): void {
    const given = this.keys[model]![row]!;
    if (given < 0) throw new RangeError(`row ${row} has no answer of model ${model} to judge`);
    this.verdicts.set(given * this.rowCount + row, verdict);
    if (!isCharged) return;
    this.verdictsAsked++;
    this.verdictsUsd += verdict.costUsd ?? 0;
    if (verdict.none !== undefined) this.verdictsUnread++;
    else if (!verdict.same) this.verdictsDifferent++;
  }

  private isLeftToJudge(given: number, wanted: number): boolean {
    return this.isForJudge?.(this.keyTexts.textOf(given)!, this.keyTexts.textOf(wanted)!) ?? false;
  }

  /** Equivalence of two interned keys, the second standing for the reference's. */
  equivalentKeys(given: number, wanted: number): boolean {
    return given === wanted || this.equivalent(this.keyTexts.textOf(given)!, this.keyTexts.textOf(wanted)!);
  }
}
