// Runs the test files given as arguments, in that order, and stops at the first failure: the tests of one mutant. With SMART_COVERAGE=FILE it
// writes the numbers of the mutants whose code was reached there. Exit code 0: nothing was noticed.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';

type Counters = { mutantCoverage?: { static: Record<string, number> } };

fc.configureGlobal({ seed: 1 });
const mocha = new Mocha({ timeout: 60_000, bail: true, reporter: 'min' });
for (const file of process.argv.slice(2)) mocha.addFile(join(resolve(__dirname, '..'), file));
mocha.run((failures) => {
  const coverage = (globalThis as { __stryker__?: Counters }).__stryker__?.mutantCoverage?.static ?? {};
  if (process.env.SMART_COVERAGE !== undefined)
    writeFileSync(process.env.SMART_COVERAGE, JSON.stringify(Object.keys(coverage)));
  process.exit(failures === 0 ? 0 : 1);
});
