// Runs every unit and property test (all *.test.ts outside test/host) with mocha. Arguments: paths' parts to narrow to, e.g. `engine/stats`.
// Properties draw the same cases each time; FUZZ_SEED=N draws others (a random one finds new faults, but not on the day of a release).
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';

const parts = process.argv.slice(2);
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });
const mocha = new Mocha({ timeout: 60_000, reporter: process.env.MOCHA_REPORTER ?? 'dot' });
const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && !file.startsWith(join('host', '')))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
for (const file of files) mocha.addFile(join(__dirname, file));

const runner = mocha.run((failures) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  console.log(`unit tests: ${String(passes)} passed, ${String(failures)} failed, ${String(pending)} skipped`);
  if (process.env.SMART_TEST_RESULT !== undefined)
    writeFileSync(
      process.env.SMART_TEST_RESULT,
      JSON.stringify({ passed: passes, failed: failures, skipped: pending }),
    );
  process.exit(failures === 0 && passes > 0 ? 0 : 1);
});
