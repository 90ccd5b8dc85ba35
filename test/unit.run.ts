// Runs every unit and property test (all *.test.ts outside test/host) with mocha. Arguments: paths' parts to narrow to, e.g. `engine/stats`.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

const parts = process.argv.slice(2);
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
