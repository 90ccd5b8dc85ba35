// A process that appends numbered answers until it is killed, and tells each acknowledged row on stdout. Arguments: run folder's parent, run id,
// first row, how many are under way at once. For kill tests.
import { writeSync } from 'node:fs';
import { openRun, type OpenRun } from '../../src/store/runFolder';
import { numberedAnswer } from './numbered';

const [runsFolder, runId, first, underWay] = process.argv.slice(2);
let next = Number(first);

async function appendForEver(run: OpenRun): Promise<void> {
  for (;;) {
    const row = next++;
    await run.journal.append(numberedAnswer(row));
    writeSync(1, `${String(row)}\n`);
  }
}

async function main(): Promise<void> {
  const run = await openRun(runsFolder!, runId!);
  writeSync(1, 'ready\n');
  await Promise.all(Array.from({ length: Number(underWay) }, () => appendForEver(run)));
}

main().catch((error: unknown) => {
  writeSync(2, `${String(error)}\n`);
  process.exit(1);
});
