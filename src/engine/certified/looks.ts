// The certificate for several looks at a growing sample: how many visible deviations each look may show so that the probability that any
// look errs is at most alpha, exactly. Theorem, proof and the recursion used here: docs/guarantee.md. Knows nothing of models or money.
import { hypergeometricPmf } from '../stats/hypergeometric';

export type Looks = {
  /** D. */
  readonly hiddenAllowed: number;
  /** Sample size of each look, ascending. */
  readonly sizes: readonly number[];
  /** Visible deviations that each look may show; -1: the look certifies nothing. */
  readonly allowed: readonly number[];
};
export type CalibratedLooks = Looks & {
  /** Probability that some look errs in the worst population; at most the last budget. */
  readonly risk: number;
};

/** Mass below this is cut from the recursion's tails and booked as error, so that the result stays an upper bound. */
const negligible = 1e-13;

/**
 * @param population M, rows that the sample is drawn from.
 * @param hiddenAllowed D, how many hidden deviations keep the promise.
 * @param sizes ascending sample sizes, each at least 1 and at most M.
 * @param budgets per look the error probability that may be spent up to and including it, ascending; the last is alpha.
 */
export function calibrateLooks(
  population: number,
  hiddenAllowed: number,
  sizes: readonly number[],
  budgets: readonly number[],
): CalibratedLooks {
  if (hiddenAllowed >= population) return { hiddenAllowed, sizes, allowed: sizes.map(() => population), risk: 0 };
  const allowed: number[] = [];
  let spent = 0;
  let state: SampledAmong | undefined;
  for (const [look, size] of sizes.entries()) {
    const budget = budgets[look]!;
    if (state) state.drawUpTo(size);
    else {
      state = new SampledAmong(population, hiddenAllowed + 1, size, sizes[sizes.length - 1]!);
      if (state.massAtMost(0) + state.cut > budget) {
        // Certifies nothing; as no look has been able to err yet, the next one starts afresh.
        allowed.push(-1);
        state = undefined;
        continue;
      }
    }
    let visible = state.rows - hiddenAllowed - 1;
    let error = state.massAtMost(visible);
    for (;;) {
      if (state.rows === population) {
        visible = population; // no more rows than these can deviate: the look cannot err
        error = 0;
        break;
      }
      // With one more deviating row and one more allowed, a state errs when it did before, or when it had exactly one too many and the new row is unsampled.
      const longerError = error + state.massOf(visible + 1) * (1 - state.chanceOf(visible + 1));
      if (spent + longerError + state.cut > budget) break;
      state.addRow();
      error = longerError;
      visible++;
    }
    allowed.push(visible);
    if (visible >= population) break;
    spent += error + state.dropAtMost(visible);
  }
  while (allowed.length < sizes.length) allowed.push(population);
  return { hiddenAllowed, sizes, allowed, risk: spent };
}

/**
 * The probability that some look's prefix hides more deviations than `hidden`, in the worst population: an upper bound that is off by what is cut from tails.
 * With `hidden` as the looks were made for it is their risk.
 */
export function riskOf(
  population: number,
  hidden: number,
  { sizes, allowed }: Pick<Looks, 'sizes' | 'allowed'>,
): number {
  let state: SampledAmong | undefined;
  let spent = 0;
  for (const [look, size] of sizes.entries()) {
    const visible = allowed[look]!;
    if (visible < 0) continue;
    const wanted = visible + hidden + 1;
    // No more rows than there are can deviate. Where all do, a prefix of all rows hides what is not drawn: too many for certain, or never at this look and later.
    if (wanted >= population) {
      if (size + hidden < population) return 1;
      break;
    }
    if (state) state.drawUpTo(size);
    else state = new SampledAmong(population, wanted, size, sizes[sizes.length - 1]!);
    while (state.rows < wanted) state.addRow();
    spent += state.massAtMost(visible) + state.dropAtMost(visible);
  }
  return Math.min(1, spent);
}

/** The recursion's state: the distribution of how many of the path's first `rows` deviating rows are sampled by now, given that no look has erred. */
class SampledAmong {
  /** Mass cut from the tails since the last drop. */
  cut = 0;
  /** Outside of `low` to `high` what is left of earlier states. */
  private mass: Float64Array;
  private nextMass: Float64Array;
  private readonly step: Float64Array;
  private low: number;
  private high: number;

  constructor(
    private readonly population: number,
    public rows: number,
    private size: number,
    largest: number,
  ) {
    this.mass = new Float64Array(largest + 2);
    this.nextMass = new Float64Array(largest + 2);
    this.step = new Float64Array(largest + 1);
    this.low = Math.max(0, rows + size - population);
    this.high = Math.min(rows, size);
    hypergeometric(this.mass, this.low, this.high, population, size, rows);
    this.trim();
  }

  massOf(sampled: number): number {
    return sampled < this.low || sampled > this.high ? 0 : this.mass[sampled]!;
  }

  massAtMost(sampled: number): number {
    let sum = 0;
    for (let s = this.low; s <= Math.min(sampled, this.high); s++) sum += this.mass[s]!;
    return sum;
  }

  /** Chance that the next deviating row is sampled, when so many of the first ones are. */
  chanceOf(sampled: number): number {
    return Math.min(1, Math.max(0, (this.size - sampled) / (this.population - this.rows)));
  }

  addRow(): void {
    const { mass } = this;
    const perRow = 1 / (this.population - this.rows);
    let above = 0;
    for (let s = this.low; s <= this.high; s++) {
      const chance = Math.min(1, Math.max(0, (this.size - s) * perRow));
      const up = mass[s]! * chance;
      mass[s] = mass[s]! - up + above;
      above = up;
    }
    if (above > negligible) mass[++this.high] = above;
    else this.cut += above;
    this.rows++;
    while (this.low < this.high && mass[this.low]! < negligible) this.cut += mass[this.low++]!;
  }

  /** The sample grows: a state with s sampled rows has rows - s among the rows not yet drawn. */
  drawUpTo(size: number): void {
    const { mass, nextMass: next, step, rows } = this;
    const draws = size - this.size;
    const unseen = this.population - this.size;
    const top = Math.min(rows, this.high + draws);
    next.fill(0, this.low, top + 1);
    for (let s = this.low; s <= this.high; s++) {
      const from = Math.max(0, draws + rows - s - unseen);
      const to = Math.min(draws, rows - s);
      const [first, last] = hypergeometric(step, from, to, unseen, rows - s, draws);
      for (let j = first; j <= last; j++) next[s + j]! += mass[s]! * step[j]!;
    }
    this.mass = next;
    this.nextMass = mass;
    this.high = top;
    this.size = size;
    this.trim();
  }

  /** Removes the states that erred, and hands over what was cut. */
  dropAtMost(sampled: number): number {
    this.low = Math.max(this.low, Math.min(sampled + 1, this.high));
    const { cut } = this;
    this.cut = 0;
    return cut;
  }

  private trim(): void {
    const { mass } = this;
    while (this.low < this.high && mass[this.low]! < negligible) this.cut += mass[this.low++]!;
    while (this.high > this.low && mass[this.high]! < negligible) this.cut += mass[this.high--]!;
  }
}

/** Writes P(k marked among the draws) to `into[k]` from the mode outwards as long as it matters; returns the first and last k written. */
function hypergeometric(
  into: Float64Array,
  from: number,
  to: number,
  population: number,
  marked: number,
  draws: number,
): [number, number] {
  const mode = Math.min(to, Math.max(from, Math.floor(((draws + 1) * (marked + 1)) / (population + 2))));
  into[mode] = hypergeometricPmf(mode, population, marked, draws);
  let last = mode;
  while (last < to && into[last]! > 1e-18) {
    into[last + 1] =
      (into[last]! * (marked - last) * (draws - last)) / ((last + 1) * (population - marked - draws + last + 1));
    last++;
  }
  let first = mode;
  while (first > from && into[first]! > 1e-18) {
    into[first - 1] =
      (into[first]! * first * (population - marked - draws + first)) / ((marked - first + 1) * (draws - first + 1));
    first--;
  }
  return [first, last];
}
