// Ten batches of a table that grows, with a drift at the fifth: a candidate that agreed begins to deviate just so often that its answers are worth a try. Each
// batch keeps its promise as often as stated, and so does the table as a whole.
import assert from 'node:assert/strict';
import { makeRandom, shuffle } from '../../src/engine/random';
import { looksWithin, wholeTableRisk } from '../../src/engine/certified/wholeTable';
import { planLooks } from '../../src/engine/certified/lookPlan';
import type { BatchLooks } from '../../src/engine/strategy';
import { growTable, type BatchOutcome } from '../support/growingTable';
import { mostBroken } from './breaks';

const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 3);
const batches = 10;
const alpha = 0.05;

type Kind = {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Share of rows that deviate, before the drift and from it on. */
  readonly before: number;
  readonly after: number;
  /** So many rows at the head of each batch deviate, whose answers look like all others. Absent: none. */
  readonly first?: number;
  /** Fee of the candidate on rows of the first batch, beside 1 of the reference. @default 0.02, as everywhere else */
  readonly firstFee?: number;
};

const even = Array.from({ length: batches }, () => 300);
const kinds: readonly Kind[] = [
  { name: 'a drift to just above the threshold', sizes: even, before: 0.04, after: 0.12 },
  { name: 'just above the threshold all along', sizes: even, before: 0.115, after: 0.115 },
  { name: 'a large table at first, a drift far above', sizes: [1500, ...even.slice(1)], before: 0.09, after: 0.3 },
];

function outcomesOf(
  { name, sizes, before, after, first, firstFee = 0.02 }: Kind,
  seed: number,
  isOneBatch = false,
): BatchOutcome[] {
  const random = makeRandom(seed, name);
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const driftAt = sizes.slice(0, 4).reduce((sum, size) => sum + size, 0);
  const deviates = Uint8Array.from({ length: rows }, (_, row) =>
    Number(random.next() < (row < driftAt ? before : after)),
  );
  const sureness = Float32Array.from({ length: rows }, () => random.next());
  const ids = ['candidate', 'reference'];
  return growTable({
    problem: {
      models: ids.map((id) => ({ id, provider: 'synthetic', modelId: id, price: { type: 'unknown' }, settings: {} })),
      ...{ reference: 1, accuracy: 0.9, confidence: 1 - alpha, features: { length: () => 100 } },
    },
    source: (model, row) =>
      model === 1
        ? { status: 'valid', key: first !== undefined && row % sizes[0]! < first ? 'c' : 'a', costUsd: 1 }
        : {
            status: 'valid',
            key: deviates[row] === 1 ? 'b' : 'a',
            costUsd: row < sizes[0]! ? firstFee : 0.02,
            ...(first === undefined && { confidence: sureness[row]! }),
          },
    ...{ sizes, isOneBatch },
    // Seeds of a run's own, as the system's randomness would draw them.
    seedOf: (batch) => makeRandom(seed, `seed of batch ${String(batch)}`).below(2 ** 31),
  });
}

/** All rows deviate, on whatever path: what the draw lets the looks hide beyond their allowance; the reserve stays, whatever they say. */
function hiddenBeyond(looks: BatchLooks, random: ReturnType<typeof makeRandom>): number {
  const { population, hiddenAllowed, sizes, allowed, reserve = 0 } = looks;
  const order = shuffle(
    Int32Array.from({ length: population }, (_, row) => row),
    random,
  );
  const isSampled = new Uint8Array(population);
  let most = -Infinity;
  let sampled = 0;
  for (const [look, size] of sizes.entries()) {
    for (; sampled < size; sampled++) isSampled[order[sampled]!] = 1;
    let [visible, hidden] = [0, 0];
    for (let row = 0; row < population && visible <= allowed[look]!; row++)
      if (isSampled[row] === 1) visible++;
      else hidden++;
    most = Math.max(most, allowed[look]! < 0 ? 0 : hidden);
  }
  return Math.max(most - hiddenAllowed, -reserve);
}

describe('calibration of a table that grows', function () {
  this.timeout(60_000 + 20_000 * runs);

  for (const kind of kinds)
    it(`keeps the promise of each batch and of the whole table: ${kind.name}`, () => {
      const broken = kind.sizes.map(() => 0);
      let whole = 0;
      let [certified, alarms] = [0, 0];
      for (let seed = 1; seed <= runs; seed++) {
        const outcomes = outcomesOf(kind, seed);
        outcomes.forEach(({ deviating, allowed, asked, rows, events }, batch) => {
          broken[batch]! += Number(deviating > allowed);
          if (asked < rows - allowed) certified++;
          if (
            events.some((e) => e.type === 'noted' && typeof e.message === 'object' && e.message.code === 'drift-found')
          )
            alarms++;
        });
        const sum = (of: (outcome: BatchOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
        whole += Number(sum((one) => one.deviating) > sum((one) => one.allowed));
      }
      const figures = `of ${String(runs)} runs ${broken.join(', ')} broke a batch's promise, ${String(whole)} the whole table's; ${String(certified)} batches saved by evidence, ${String(alarms)} alarms`;
      if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
      // Ten batches are looked at, so the worst of them has more room.
      const most = mostBroken(alpha, runs) + Math.sqrt(alpha * runs);
      assert.ok(Math.max(...broken) <= most, figures);
      assert.ok(whole <= mostBroken(alpha, runs), figures);
      // What saves nothing breaks nothing.
      if (runs >= 20) assert.ok(certified >= runs, figures);
    });

  for (const kind of kinds)
    it(`keeps the promise of the table as it stands at each time, where it is one batch: ${kind.name}`, () => {
      const broken = kind.sizes.map(() => 0);
      let saved = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const outcomes = outcomesOf(kind, seed, true);
        outcomes.forEach(({ deviating, allowed }, time) => (broken[time]! += Number(deviating > allowed)));
        const rows = outcomes.at(-1)!.rows;
        saved += 1 - outcomes.reduce((sum, { asked }) => sum + asked, 0) / rows;
      }
      const figures = `of ${String(runs)} runs ${broken.join(', ')} broke the promise at its time; the reference was spared ${((100 * saved) / runs).toFixed(0)} % of the rows`;
      if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
      assert.ok(Math.max(...broken) <= mostBroken(alpha, runs) + Math.sqrt(alpha * runs), figures);
      // What saves no more than rows that may deviate anyway breaks nothing.
      if (runs >= 20) assert.ok(saved / runs > 0.15, figures);
    });

  it('keeps the promise of the whole table where rows that deviate stand first and nothing tells them apart', () => {
    let [whole, full] = [0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const outcomes = outcomesOf({ name: 'first rows', sizes: even, before: 0, after: 0, first: 75 }, seed);
      const sum = (of: (outcome: BatchOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
      whole += Number(sum((one) => one.deviating) > sum((one) => one.allowed));
      // The first batch knows of no others, so it gives all that may deviate.
      full += outcomes.slice(1).filter(({ deviating, allowed }) => deviating === allowed).length;
    }
    const figures = `of ${String(runs)} runs ${String(whole)} broke the whole table's promise; ${String(full)} further batches hid just what they may`;
    if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
    assert.ok(whole <= mostBroken(alpha, runs), figures);
    assert.ok(full <= runs, figures);
  });

  it('counts a first batch that gave its way up after a trial, whatever rule gave it up', () => {
    const looksOf = (population: number, hiddenAllowed: number, share: number): BatchLooks => ({
      population,
      ...planLooks(population, hiddenAllowed, share)!,
    });
    /** Two batches follow the first. */
    const further = (start: readonly BatchLooks[]) => {
      const table = [...start];
      for (const _ of [2, 3]) table.push(looksWithin(alpha, table, (share) => looksOf(300, 30, share))!);
      return table.slice(start.length);
    };
    const first = looksOf(300, 30, alpha);
    const after = { first: further([first]), nothing: further([]) };
    const draws = 40 * runs;
    const broken = { counted: [0, 0], left: [0, 0] };
    const random = makeRandom(1, 'batches that hide all they can');
    for (let draw = 0; draw < draws; draw++) {
      // The worst rule knows whether the look errs, and gives up where it does not: of a batch that is given up nothing is left over, nor too much.
      const own = Math.max(0, hiddenBeyond(first, random));
      for (const [way, looks] of [
        ['counted', after.first],
        ['left', own > 0 ? after.first : after.nothing],
      ] as const)
        looks.reduce((sum, each, i) => {
          const now = sum + hiddenBeyond(each, random);
          broken[way][i]! += Number(now > 0);
          return now;
        }, own);
    }
    const shares = (of: readonly number[]) => of.map((count) => (count / draws).toFixed(4)).join(', ');
    const figures = `of ${String(draws)} draws ${shares(broken.counted)} broke the sum of two and three batches; ${shares(broken.left)} where such a batch is left out`;
    if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
    assert.ok(Math.max(...broken.counted) <= mostBroken(alpha, draws), figures);
    if (runs >= 400) assert.ok(broken.left[0]! > 1.1 * alpha * draws, figures);
  });

  it('keeps the promise of the whole table where the first batch may be given up after a trial', () => {
    const kind = {
      name: 'tried',
      sizes: [900, 300, 300],
      before: 0.105,
      after: 0.105,
      firstFee: 0.7,
      first: 0,
    } as const;
    let [whole, givenUp, looked] = [0, 0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const outcomes = outcomesOf(kind, seed);
      const codes = outcomes[0]!.events.map((e) =>
        e.type === 'noted' && typeof e.message === 'object' ? e.message.code : e.type,
      );
      const isLooked = codes.includes('look-taken');
      if (codes.includes('tried-first') && !isLooked) givenUp++;
      if (isLooked) looked++;
      const sum = (of: (outcome: BatchOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
      whole += Number(sum((one) => one.deviating) > sum((one) => one.allowed));
    }
    const figures = `of ${String(runs)} runs ${String(whole)} broke the whole table's promise; the first batch was given up in ${String(givenUp)}, looked at in ${String(looked)}`;
    if (process.env.SMART_CALIBRATION_RUNS !== undefined) console.log(`      ${figures}`);
    assert.ok(whole <= mostBroken(alpha, runs), figures);
    if (runs >= 100) assert.ok(givenUp > 0.03 * runs, figures);
  });

  it('shares the error so that the whole table has no more than it, where a single batch uses nearly all', () => {
    const looksOf = (population: number, hiddenAllowed: number, share: number) => ({
      population,
      ...planLooks(population, hiddenAllowed, share)!,
    });
    const table: BatchLooks[] = [looksOf(300, 30, alpha)];
    assert.ok(wholeTableRisk(table) > 0.8 * alpha);
    for (let batch = 2; batch <= 10; batch++) {
      table.push(looksWithin(alpha, table, (share) => looksOf(300, 30, share))!);
      const risk = wholeTableRisk(table);
      assert.ok(risk <= alpha, `${String(batch)} batches: ${String(risk)}`);
    }
    // Without a reserve no batch would make up for another.
    const unreserved = wholeTableRisk(table.map(({ reserve: _, ...looks }) => looks));
    assert.ok(unreserved > 6 * alpha, String(unreserved));
  });
});
