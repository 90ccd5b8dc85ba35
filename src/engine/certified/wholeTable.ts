// The promise for a table that grew in batches, each certified by a draw of its own: how likely all of them together hide more deviations than their
// allowances add up to. The theorem and its proof: docs/guarantee.md, "Tables that grow".
import type { BatchLooks } from '../strategy';
import { riskOf } from './looks';

/** Probabilities that a batch hides so many deviations more than it may (negative: fewer), from `least` upwards; what is missing to 1 is more than these. */
type Excess = { readonly least: number; readonly mass: Float64Array };

/** Numbers of hidden deviations are told apart down to this share of the allowance, and this share of how far they are from it; those between are rounded up. */
const finest = 1 / 150;
const apart = 1 / 8;
/** Probabilities below this count as those of any excess whatever. */
const negligible = 1e-9;

const known = new WeakMap<BatchLooks, Excess>();

function excessOf(looks: BatchLooks): Excess {
  const found = known.get(looks);
  if (found) return found;
  const { population, hiddenAllowed, reserve = 0 } = looks;
  const next = (distance: number) =>
    distance + Math.max(1, Math.floor(finest * hiddenAllowed), Math.floor(apart * distance));
  const hides: number[] = [];
  /** Probability of more than that. */
  const more: number[] = [];
  for (let distance = 0; distance <= hiddenAllowed; distance = next(distance)) {
    hides.unshift(hiddenAllowed - distance);
    more.unshift(riskOf(population, hiddenAllowed - distance, looks));
    if (more[0]! >= 1 - negligible) break;
  }
  for (let distance = next(0); more.at(-1)! > negligible; distance = next(distance)) {
    hides.push(hiddenAllowed + distance);
    more.push(riskOf(population, hiddenAllowed + distance, looks));
  }
  const mass = new Float64Array(hides.at(-1)! + 1);
  let before = 1;
  for (const [i, hidden] of hides.entries()) {
    const after = Math.min(before, more[i]!);
    mass[hidden] = before - after;
    before = after;
  }
  // Where the looks certify less, rows that need no evidence may hide as much as the batch may, but for its reserve.
  const least = Math.max(0, hiddenAllowed - reserve);
  for (let hidden = 0; hidden < least; hidden++) {
    mass[least]! += mass[hidden]!;
    mass[hidden] = 0;
  }
  const excess = { least: -hiddenAllowed, mass };
  known.set(looks, excess);
  return excess;
}

function sumOf(one: Excess, other: Excess): Excess {
  const mass = new Float64Array(one.mass.length + other.mass.length - 1);
  for (let i = 0; i < one.mass.length; i++) {
    const share = one.mass[i]!;
    if (share === 0) continue;
    for (let j = 0; j < other.mass.length; j++) mass[i + j]! += share * other.mass[j]!;
  }
  return { least: one.least + other.least, mass };
}

/** The probability, at most, that the batches together hide more deviations than their allowances add up to, whatever their rows. */
export function wholeTableRisk(batches: readonly BatchLooks[]): number {
  if (batches.length === 0) return 0;
  const { least, mass } = batches.map(excessOf).reduce(sumOf);
  let within = 0;
  for (let i = 0; i < mass.length && least + i <= 0; i++) within += mass[i]!;
  return Math.max(0, 1 - within);
}

/**
 * Of the allowance of a batch that continues a table so much is never given to rows without evidence. Without it a batch whose looks certify little hides
 * just what it may, and leaves nothing over for another batch whose look errs.
 */
const reservedShare = 0.5;

/** A batch's share of the error probability is lowered by this factor until the whole table's promise holds, and so often at most. */
const lower = 0.7;
const tries = 30;

/**
 * The looks of the next batch: with the whole error probability, or with the largest share of it that keeps the whole table's risk within it.
 * @param makeLooks undefined: nothing can be certified with so little.
 */
export function looksWithin<L extends BatchLooks>(
  alpha: number,
  earlier: readonly BatchLooks[],
  makeLooks: (alpha: number) => L | undefined,
): (L & { readonly reserve: number }) | undefined {
  let share = alpha;
  for (let attempt = 0; attempt < tries; attempt++, share *= lower) {
    const made = makeLooks(share);
    if (!made) return undefined;
    const looks = { ...made, reserve: Math.ceil(reservedShare * made.hiddenAllowed) };
    if (wholeTableRisk([...earlier, looks]) <= alpha) return looks;
  }
  return undefined;
}
