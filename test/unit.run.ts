// Runs every unit and property test (all *.test.ts outside test/host) with mocha. Arguments: paths' parts to narrow to, e.g. `engine/stats`,
// and NAME=VALUE for the environment, which every system's shell can pass.
// Properties draw the same cases each time; FUZZ_SEED=N draws others (a random one finds new faults, but not on the day of a release).
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Mocha from 'mocha';
import { noteFailures, writeCounts } from './host/testCounts';

const isAssignment = (argument: string) => /^[A-Z_]+=/.test(argument);
// Runs are signed with a key of the user's configuration folder: tests have one of their own.
process.env['XDG_CONFIG_HOME'] = mkdtempSync(join(tmpdir(), 'smart-config-'));

const parts = process.argv.slice(2).filter((argument) => !isAssignment(argument));
for (const assignment of process.argv.slice(2).filter(isAssignment)) {
  const at = assignment.indexOf('=');
  process.env[assignment.slice(0, at)] = assignment.slice(at + 1);
}
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });
const mocha = new Mocha({ timeout: 60_000, reporter: process.env.MOCHA_REPORTER ?? 'dot' });
const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && !file.startsWith(join('host', '')))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
for (const file of files) mocha.addFile(join(__dirname, file));

const skipped = new Set<string>();
const runner = mocha.run((failures) => {
  const { passes = 0, pending = 0 } = runner.stats ?? {};
  console.log(`unit tests: ${String(passes)} passed, ${String(failures)} failed, ${String(pending)} skipped`);
  for (const suite of skipped) console.log(`  skipped in: ${suite}`);
  writeCounts({ passed: passes, failed: failures, skipped: pending, failures: failed });
  process.exit(failures === 0 && passes > 0 ? 0 : 1);
});
const failed = noteFailures(runner);
runner.on('pending', (test: Mocha.Test) => skipped.add(test.parent?.fullTitle() ?? test.title));
