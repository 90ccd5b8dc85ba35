// Running totals per model: what was asked, billed and counted. A sum stays known only while each of its parts is known.
import type { ModelTotals } from '../events';
import type { Answered } from '../journal';
import type { Model } from '../model';
import { LostAttempts } from '../money/lostAttempts';
import type { Usage } from '../provider';

const counts = ['inputTokens', 'cachedInputTokens', 'outputTokens', 'cpuSeconds'] as const;

/** Versions kept of a model; a provider that names a new one with each answer tells nothing. */
const mostVersions = 10;

type Sum = {
  asked: number;
  cached: number;
  billedUsd: number | undefined;
  knownUsd: number;
  readonly versions: Set<string>;
} & Record<(typeof counts)[number], number | undefined>;

type Paid = Pick<Answered, 'billedUsd' | 'usage' | 'isCached' | 'modelVersion'>;

export class Totals {
  private readonly sums: Sum[];
  /** Attempts that broke off after they may have been billed; the budget adds to them. */
  readonly lost = new LostAttempts();

  constructor(private readonly models: readonly Model[]) {
    this.sums = models.map(() => ({
      asked: 0,
      cached: 0,
      billedUsd: 0,
      knownUsd: 0,
      versions: new Set<string>(),
      inputTokens: undefined,
      cachedInputTokens: undefined,
      outputTokens: undefined,
      cpuSeconds: undefined,
    }));
  }

  /** A cached answer was paid for earlier, by another run: billed nothing now, and no measure of what an answer costs. */
  add(model: number, { billedUsd, usage, isCached, modelVersion }: Paid): void {
    const sum = this.sums[model]!;
    sum.asked++;
    if (isCached) sum.cached++;
    if (modelVersion !== undefined && sum.versions.size < mostVersions) sum.versions.add(modelVersion);
    this.addBill(model, billedUsd, usage);
  }

  /** The same by the model's id. */
  addBillOf(id: string, billedUsd: number | undefined, usage: Usage): void {
    const model = this.models.findIndex((each) => each.id === id);
    if (model >= 0) this.addBill(model, billedUsd, usage);
  }

  /** Money and tokens of a reply that answered no row. */
  addBill(model: number, billedUsd: number | undefined, usage: Usage): void {
    const sum = this.sums[model]!;
    sum.billedUsd = sum.billedUsd === undefined || billedUsd === undefined ? undefined : sum.billedUsd + billedUsd;
    sum.knownUsd += billedUsd ?? 0;
    for (const count of counts) {
      const value = usage[count];
      if (value !== undefined) sum[count] = (sum[count] ?? 0) + value;
    }
  }

  /** Dollars of attempts that broke off after they may have been billed. */
  get possiblyBilledUsd(): number {
    return this.lost.usd;
  }

  get callsAsked(): number {
    return this.sums.reduce((total, sum) => total + sum.asked, 0);
  }

  /** Dollars billed by all models; undefined when one's bill is unknown. */
  get spentUsd(): number | undefined {
    return this.sums.reduce<number | undefined>(
      (total, sum) => (total === undefined || sum.billedUsd === undefined ? undefined : total + sum.billedUsd),
      0,
    );
  }

  /** Dollars of the bills that are known. */
  get knownSpentUsd(): number {
    return this.sums.reduce((total, sum) => total + sum.knownUsd, 0);
  }

  /** Whether every answer of the model so far has a known bill. */
  isBillKnown(model: number): boolean {
    return this.sums[model]!.billedUsd !== undefined;
  }

  /** What a model would cost on so many rows, from its mean bill so far; undefined until it is known. */
  estimateUsd(model: number, rows: number): number | undefined {
    const { asked, cached, billedUsd } = this.sums[model]!;
    return asked === cached || billedUsd === undefined ? undefined : (billedUsd / (asked - cached)) * rows;
  }

  /** @param delivered per model the rows that get its answer; absent before the end. */
  perModel(delivered?: readonly number[]): Record<string, ModelTotals> {
    return Object.fromEntries(
      this.models.map((model, index) => {
        const { asked, billedUsd, versions, knownUsd: _, cached, ...rest } = this.sums[index]!;
        const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
        const totals: ModelTotals = {
          asked,
          ...(cached > 0 && { reused: cached }),
          delivered: delivered?.[index] ?? 0,
          ...(billedUsd !== undefined && { costUsd: billedUsd }),
          ...known,
          ...(versions.size > 0 && { versions: [...versions] }),
        };
        return [model.id, totals];
      }),
    );
  }
}
