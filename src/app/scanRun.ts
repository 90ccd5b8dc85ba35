// A run that goes as far as its plan (`smart scan`): the strategy's planning rows are asked, and what they say of the table is kept in the run's folder.
import { join } from 'node:path';
import { z } from 'zod';
import type { OwnDoubt } from '../engine/certified/ownDoubt';
import { scan, scannedRows, type Scan } from '../engine/certified/scanning';
import type { EarlierAnswers } from '../engine/drive/earlierAnswers';
import { InputError } from '../engine/inputError';
import type { SelfAgreement } from '../engine/events';
import { isPerson, isUnpriced } from '../engine/model';
import { DeliveryBuilder, type Strategy } from '../engine/strategy';
import { readRegularText } from '../files/regularFile';
import { writeFileAtomically } from '../store/atomicFile';
import { refuseFilter } from './checkedFilter';
import type { JobPlan } from './planJob';
import { unpricedIds } from './rowCosts';

/** What a scan found, and what it has cost so far. */
export type ScanResult = Scan & {
  /** Of the table. */
  readonly rows: number;
  readonly spentUsd: number;
};

const scanFile = 'scan.json';

/** @throws {InputError} where nothing could be forecast; nothing has been written or sent. */
export function assertScannable({ job, models }: Pick<JobPlan, 'job' | 'models'>): void {
  refuseFilter(job, 'A scan (--until plan)');
  if (job.strategy !== 'certified')
    throw new InputError(
      `A scan (--until plan) forecasts what the strategy certified would do; ${job.strategy} plans nothing. Leave --strategy out.`,
    );
  const person = models.find((model) => isPerson(model) && isUnpriced(model));
  if (person)
    throw new InputError(
      `A scan forecasts what the run costs in dollars, and a label of "${person.id}" has no price; give it one in the ladder, such as "price": {"perAnswer": 0.25}.`,
    );
  const unpriced = unpricedIds(models);
  if (unpriced.length > 0)
    throw new InputError(
      `A scan forecasts what the run costs, and the price of ${unpriced.join(', ')} is not known; give it in the ladder, such as "price": {"inputPerMillion": 1, "outputPerMillion": 4}.`,
    );
}

/**
 * The strategy of a scan, and what it found once it has been driven. Its decisions are not told: a run that goes on from here
 * decides by itself and tells its own.
 */
export function scanStrategy(): { readonly strategy: Strategy; readonly found: () => Scan | undefined } {
  let found: Scan | undefined;
  return {
    strategy: function* (problem) {
      const steps = scan(problem);
      for (let turn = steps.next(); ; turn = steps.next()) {
        if (turn.done) {
          found = turn.value;
          return new DeliveryBuilder(problem.rowCount);
        }
        if (turn.value.type !== 'explain') yield turn.value;
      }
    },
    found: () => found,
  };
}

/** The problem of a run that goes on: where it was scanned first, it plans with all rows that the scan has paid for. */
export function afterScan<P extends JobPlan['problem']>(
  problem: P,
  { isScanned }: Pick<EarlierAnswers, 'isScanned'>,
): P {
  return isScanned ? { ...problem, scannedRows } : problem;
}

/** What second answers of the reference say of its doubt: measured, they take the place of what its replies told. */
export function measuredDoubt({ measured }: SelfAgreement): OwnDoubt | undefined {
  if (!measured) return undefined;
  const { rows, agreed, lower, upper } = measured;
  return { rows, share: 1 - agreed / rows, low: 1 - upper, high: 1 - lower, from: 'repeats' };
}

/** Keeps the scan beside the answers that it rests on. */
export function keepScan(folder: string, found: ScanResult): void {
  writeFileAtomically(join(folder, scanFile), `${JSON.stringify(found, undefined, 2)}\n`);
}

const share = z.number().min(0).max(1);
const amount = z.number().nonnegative();
const shape = z.looseObject({
  rows: amount,
  plannedRows: amount,
  spentUsd: amount,
  forecast: z.array(
    z.looseObject({
      accuracy: share,
      expectedUsd: z.number(),
      lowUsd: z.number(),
      highUsd: z.number(),
      referenceUsd: amount,
      byModel: z.record(z.string(), z.number()),
    }),
  ),
  ownDoubt: z
    .looseObject({ rows: amount, share, low: share, high: share, from: z.enum(['confidence', 'repeats']) })
    .optional(),
  groups: z.array(
    z.looseObject({
      name: z.string(),
      trait: z.looseObject({ kind: z.string() }),
      rows: amount,
      planned: amount,
      agreement: share,
      examples: z.array(
        z.looseObject({
          row: amount,
          model: z.string(),
          answer: z.string().optional(),
          reference: z.string(),
        }),
      ),
    }),
  ),
});

/** What a scan in the run's folder found. @throws {InputError} where there is none, or it is not one of this version. */
export function readScan(folder: string): ScanResult {
  const path = join(folder, scanFile);
  const again = 'Scan the table again.';
  let found: unknown;
  try {
    found = JSON.parse(readRegularText(path) ?? '');
  } catch {
    throw new InputError(`${path} cannot be read as what a scan found. ${again}`);
  }
  const parsed = shape.safeParse(found);
  if (!parsed.success) throw new InputError(`${path} was not written by this version of SMART. ${again}`);
  return parsed.data as unknown as ScanResult;
}
