// What largeTables.bench.ts and its half inside VS Code agree on.

/** A measure and its figure, as they are printed. */
export type Figure = { readonly name: string; readonly value: string };

/** In the folder that the window opens. */
export const bigFiles = {
  csv: 'big.csv',
  jsonl: 'big.jsonl',
  parquet: 'big.parquet',
  wide: 'wide.csv',
  live: 'live.csv',
  job: 'big.smart.json',
  liveJob: 'live.smart.json',
  again: 'again.csv',
  againJob: 'again.smart.json',
} as const;

export const tableVariables = {
  rows: 'SMART_BENCH_ROWS',
  liveRows: 'SMART_BENCH_LIVE_ROWS',
  server: 'SMART_BENCH_SERVER',
  earlierRuns: 'SMART_BENCH_EARLIER_RUNS',
} as const;
