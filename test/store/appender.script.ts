// A process that appends numbered answers until it is killed, and tells each acknowledged row on stdout. Arguments: run folder's parent, run id,
// first row, how many are under way at once. For kill tests.
import { writeSync } from 'node:fs';
import { openRun } from '../../src/store/runFolder';
import { numberedAnswer } from './numbered';

const [runsFolder, runId, first, underWay] = process.argv.slice(2);
const run = openRun(runsFolder!, runId!);
let next = Number(first);

async function appendForEver(): Promise<void> {
  for (;;) {
    const row = next++;
    await run.journal.append(numberedAnswer(row));
    writeSync(1, `${String(row)}\n`);
  }
}

writeSync(1, 'ready\n');
for (let worker = 0; worker < Number(underWay); worker++) {
  appendForEver().catch((error: unknown) => {
    writeSync(2, `${String(error)}\n`);
    process.exit(1);
  });
}
