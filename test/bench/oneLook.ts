// What one look at a path known with hindsight saves, its certificate paid in full: the certified oracle, and PAC labels as a peer on the same
// paths and draws. Path and sample size are chosen by a few draws and judged by fresh ones.
import { makeRandom, shuffle } from '../../src/engine/random';
import { binomialLowerTail } from '../../src/engine/stats/binomial';
import { visibleAllowed } from '../engine/certified/visibleAllowed';
import type { Hindsight, HindsightPath } from './hindsightPaths';

/** How many visible deviations a sample of this size may show; -1: it certifies nothing. */
type Rule = (size: number) => number;

export type Best = { readonly name: string; readonly size: number; readonly savings: number; readonly broken: number };

const choosing = 24;
const judging = 300;
/** Sizes tried: from the least that certifies, growing by this factor, up to this share of the rows. */
const growth = 1.25;
const largestShare = 0.7;

/** The oracle: Theorem 1 of docs/guarantee.md. */
export function certifiedRule(rowCount: number, hiddenAllowed: number, alpha: number): Rule {
  return (size) => visibleAllowed(rowCount, size, hiddenAllowed, alpha);
}

/**
 * PAC labels (Candes, Ilyas, Zrnic, "Probably approximately correct labels", arXiv 2506.10908), re-implemented from the paper: rows are asked about at random, and all
 * whose uncertainty is at or above the smallest threshold at which an upper confidence bound of the mean error exceeds epsilon are labelled by the expert.
 * One threshold is at stake, so the bound need hold at one only. The losses being 0 or 1, the bound is Clopper and Pearson's, the tightest exact one.
 */
export function pacRule(epsilon: number, alpha: number): Rule {
  return (size) => {
    let allowed = -1;
    while (binomialLowerTail(allowed + 1, size, epsilon) <= alpha) allowed++;
    return allowed;
  };
}

/** Undefined where no size certifies anything. */
export function bestLook(hindsight: Hindsight, hiddenAllowed: number, rule: Rule, isFree: boolean): Best | undefined {
  const { paths, rowCount, referenceUsd } = hindsight;
  const looks: { readonly size: number; readonly allowed: number }[] = [];
  for (let size = 4; size <= largestShare * rowCount;) {
    const allowed = rule(size);
    if (allowed >= 0) looks.push({ size, allowed });
    size = looks.length === 0 ? size + 1 : Math.ceil(size * growth);
  }
  const draws = (count: number, purpose: string) =>
    Array.from({ length: count }, (_, draw) => ranksOf(rowCount, draw, purpose));
  const usdOf = (path: HindsightPath, look: (typeof looks)[number], ranks: Int32Array) => {
    const end = prefixOf(path, look, ranks, isFree ? hiddenAllowed : 0);
    const avoided = end === 0 ? 0 : path.avoidedUsd[end - 1]! * (1 - look.size / rowCount);
    return referenceUsd + path.callsUsd - avoided;
  };
  const mean = (path: HindsightPath, look: (typeof looks)[number], ranks: readonly Int32Array[]) =>
    ranks.reduce((sum, each) => sum + usdOf(path, look, each), 0) / ranks.length;
  const few = draws(choosing, 'choose');
  let best: [usd: number, path: HindsightPath, look: (typeof looks)[number]] | undefined;
  for (const path of paths)
    for (const look of looks) {
      const usd = mean(path, look, few);
      if (!best || usd < best[0]) best = [usd, path, look];
    }
  if (!best) return undefined;
  const [, path, look] = best;
  const fresh = draws(judging, 'judge');
  const broken = fresh.filter((ranks) => {
    const end = prefixOf(path, look, ranks, isFree ? hiddenAllowed : 0);
    return path.deviating.filter((at) => at < end && ranks[path.rows[at]!]! >= look.size).length > hiddenAllowed;
  }).length;
  return {
    name: path.name,
    size: look.size,
    savings: referenceUsd / mean(path, look, fresh),
    broken: broken / fresh.length,
  };
}

/** Leading rows that are accepted; at least those of which only `free` are unsampled: they may all deviate. */
function prefixOf(
  { deviating, rows }: HindsightPath,
  { size, allowed }: { readonly size: number; readonly allowed: number },
  ranks: Int32Array,
  free: number,
): number {
  let visible = 0;
  let end = rows.length;
  for (const at of deviating)
    if (ranks[rows[at]!]! < size && ++visible > allowed) {
      end = at;
      break;
    }
  let [at, left] = [0, free];
  while (at < rows.length && (ranks[rows[at]!]! < size || left > 0)) if (ranks[rows[at++]!]! >= size) left--;
  return free === 0 ? end : Math.max(end, at);
}

/** Per row its place in a random order: a sample of any size are the rows of the lowest places. */
function ranksOf(rowCount: number, draw: number, purpose: string): Int32Array {
  const order = shuffle(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    makeRandom(draw, purpose),
  );
  const ranks = new Int32Array(rowCount);
  order.forEach((row, at) => (ranks[row] = at));
  return ranks;
}
