// `npm run bench`: every benchmark but the two on recorded answers (npm run bench:recorded, bench:unseen), one after the other, each in a process of its own.
// Arguments narrow to parts of their names. Benchmarks print figures and ratios; they judge nothing.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const parts = process.argv.slice(2);
const benchmarks = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) =>
      file.endsWith('.bench.js') && !file.endsWith('recorded.bench.js') && !file.endsWith('leaveOneOut.bench.js'),
  )
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
let failed = 0;
for (const file of benchmarks) {
  console.log(`\n== ${file}`);
  const { status } = spawnSync(process.execPath, [join(__dirname, file)], { stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
