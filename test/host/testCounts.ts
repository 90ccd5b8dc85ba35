// Counts of one test run, written by whoever ran it and read by whoever adds them up. A run that left none counts as one failure.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isSkippable } from '../machine/unavailable';

export type TestCounts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Full title and error of each test that failed: a log's end is what is read first, and often all that is kept of it. */
  readonly failures?: readonly string[];
  /** Why nothing ran at all: what this machine lacks. */
  readonly unavailable?: string;
};

/** @param exitCode of the process that should have written the file. */
export function readCounts(file: string, exitCode: number): TestCounts {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(file, 'utf8')) as TestCounts;
  // A process that ends badly although its tests passed (or that ran none) is a failure as well.
  const isGood = exitCode === 0 ? counts.passed > 0 || counts.unavailable !== undefined : counts.failed > 0;
  return isGood ? counts : { ...counts, failed: counts.failed + 1 };
}

/** Notes each failure of a mocha run as it happens: the array returned fills up. */
export function noteFailures(runner: Mocha.Runner): readonly string[] {
  const failures: string[] = [];
  runner.on('fail', (test: Mocha.Test, error: Error) => {
    failures.push(failureText(test.fullTitle(), error));
  });
  return failures;
}

/** @param error of any kind; its stack where it has one, cut to what one screen shows. */
export function failureText(title: string, error: unknown): string {
  return `${title}\n${String(error instanceof Error ? (error.stack ?? error.message) : error).slice(0, 1500)}`;
}

/** For whoever adds up (environment SMART_TEST_RESULT); does nothing where nobody does. */
export function writeCounts(counts: TestCounts, file = process.env.SMART_TEST_RESULT): void {
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
}

/** Ends a test run that could not start; a thing that this machine lacks is told and skipped where it may be (machine/unavailable.ts). */
export function endWithout(what: string, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const isSkipped = isSkippable(error);
  if (isSkipped) writeCounts({ passed: 0, failed: 0, skipped: 1, unavailable: message });
  console.error(`${what}: ${isSkipped ? 'skipped: ' : ''}${message}`);
  process.exit(isSkipped ? 0 : 1);
}

export function formatCounts({ passed, failed, skipped, unavailable }: TestCounts): string {
  if (unavailable !== undefined) return `skipped: ${unavailable}`;
  return `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`;
}
