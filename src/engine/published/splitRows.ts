// Rounds a mix's ratios to whole rows the published way (Jo and Trummer, arXiv 2403.13835): largest ratio first, each its share of what is left, half to even.

/** @returns rows per ratio, in the order of the ratios; they sum to `rows`. */
export function splitRows(rows: number, ratios: readonly number[]): number[] {
  const order = ratios.map((_, i) => i).sort((i, j) => ratios[j]! - ratios[i]!);
  // What the ratio and all smaller ones sum to, added from the smallest up.
  const sums = new Array<number>(order.length).fill(0);
  let sum = 0;
  for (let place = order.length - 1; place >= 0; place--) {
    sum += ratios[order[place]!]!;
    sums[place] = sum;
  }
  const parts = new Array<number>(ratios.length).fill(0);
  let left = rows;
  order.forEach((model, place) => {
    const share = sums[place]! > 0 ? ratios[model]! / sums[place]! : 1;
    parts[model] = roundHalfToEven(left * share);
    left -= parts[model];
  });
  return parts;
}

export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
