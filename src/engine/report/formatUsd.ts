export function formatUsd(v: number): string {
  return `$${v >= 1 ? v.toFixed(2) : v.toPrecision(3)}`;
}
