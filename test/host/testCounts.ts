// Counts of one test run, written by whoever ran it and read by whoever adds them up. A run that left none counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

export type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** @param exitCode of the process that should have written the file. */
export function readCounts(file: string, exitCode: number): TestCounts {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(file, 'utf8')) as TestCounts;
  // A process that ends badly although its tests passed (or that ran none) is a failure as well.
  const isGood = exitCode === 0 ? counts.passed > 0 : counts.failed > 0;
  return isGood ? counts : { ...counts, failed: counts.failed + 1 };
}

export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`;
}
