// The binomial upper tail averaged over a normal for its p, restricted to [0, 1] and not renormalised: the published planner's probability
// that further rows will satisfy a candidate. Same integral as the published code's, evaluated in whichever of two forms is smooth:
// normal density times binomial tail, or (integrated by parts) beta density times normal tail. Error below 1e-10, against 1e-8 there.
import { binomialUpperTail } from './binomial';
import { gaussLegendre } from './gaussLegendre';
import { normalCdf, normalUpperTail } from './normal';
import { betaKernel } from './incompleteBeta';

const { nodes, weights } = gaussLegendre(32);
/** Densities are cut where they have fallen by exp(-DROP) from their peak. */
const DROP = 26;
const DEVIATIONS = Math.sqrt(2 * DROP);
const INVERSE_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

/**
 * The integral over p in [0, 1] of Normal(p; mean, deviation) P(Binomial(n, p) >= k).
 * NaN where the deviation is 0, as the published code has it.
 */
export function expectedBinomialTail(k: number, n: number, mean: number, deviation: number): number {
  if (!(deviation > 0)) return NaN;
  if (k > n) return 0;
  if (k <= 0) return normalUpperTail(-mean / deviation) - normalUpperTail((1 - mean) / deviation);
  const a = k;
  const b = n - k + 1;
  const betaDeviation = Math.sqrt((a * b) / (a + b + 1)) / (a + b);
  return deviation < betaDeviation ? overNormal(k, n, mean, deviation) : overBeta(a, b, mean, deviation);
}

function overNormal(k: number, n: number, mean: number, deviation: number): number {
  const low = Math.max(0, mean - DEVIATIONS * deviation);
  const high = Math.min(1, mean + DEVIATIONS * deviation);
  const half = (high - low) / 2;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    const p = low + half * (1 + nodes[i]!);
    const z = (p - mean) / deviation;
    sum += weights[i]! * Math.exp(-0.5 * z * z) * binomialUpperTail(k, n, p);
  }
  return (sum * half * INVERSE_SQRT_2PI) / deviation;
}

function overBeta(a: number, b: number, mean: number, deviation: number): number {
  const low = a === 1 ? 0 : edge(a, b, -1);
  const high = b === 1 ? 1 : edge(a, b, 1);
  const half = (high - low) / 2;
  // The density relative to that at the middle of the range, so that one evaluation of its constant serves all nodes.
  const middle = low + half;
  const scale = betaKernel(middle, a, b) / (middle * (1 - middle));
  const [logMiddle, logRest] = [Math.log(middle), Math.log1p(-middle)];
  const ceiling = normalCdf((1 - mean) / deviation);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    const x = middle + half * nodes[i]!;
    const density = Math.exp((a - 1) * (Math.log(x) - logMiddle) + (b - 1) * (Math.log1p(-x) - logRest));
    sum += weights[i]! * density * (ceiling - normalCdf((x - mean) / deviation));
  }
  return sum * half * scale;
}

/** Where the density of Beta(a, b) has fallen by exp(-DROP) from its mode, to the left (-1) or right (1); only to a few percent of the width. */
function edge(a: number, b: number, side: -1 | 1): number {
  const mode = (a - 1) / (a + b - 2);
  const logDensity = (x: number) => (a > 1 ? (a - 1) * Math.log(x) : 0) + (b > 1 ? (b - 1) * Math.log1p(-x) : 0);
  const floor = logDensity(mode) - DROP;
  const end = side < 0 ? 0 : 1;
  let inside = mode;
  let outside = end;
  // Widths of the normal of the same curvature first, then bisection between the last two.
  const step = Math.sqrt((mode * (1 - mode)) / (a + b)) || 1 / (a + b);
  for (let reach = 4 * step; Math.abs(end - mode) > reach; reach *= 1.25) {
    const x = mode + side * reach;
    if (logDensity(x) < floor) {
      outside = x;
      break;
    }
    inside = x;
  }
  return inside === mode && outside === end ? end : outside;
}
