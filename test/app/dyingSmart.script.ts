// Preloaded before the command line, makes it kill itself (SIGKILL) just before it changes something on the disk for the SMART_DIE_AT-th time, counted from when it
// begins to write the results. Says how many such steps there were where it lived to its end.
import fs from 'node:fs';
import promises from 'node:fs/promises';

const dieAt = Number(process.env['SMART_DIE_AT']);
let steps: number | undefined;

function step(): void {
  if (steps === undefined) return;
  if (steps === dieAt) process.kill(process.pid, 'SIGKILL');
  steps++;
}

type Changing = Record<string, (...args: unknown[]) => unknown>;
const methods = fs as unknown as Changing;
function before(name: string, look: (...args: unknown[]) => void): void {
  const own = methods[name]!;
  methods[name] = (...args) => {
    look(...args);
    return own(...args);
  };
}
// What changes which files there are, and what they hold for others: temporary files on their way are nobody's.
for (const name of ['renameSync', 'linkSync', 'rmSync']) before(name, step);
const journals = new Set<unknown>();
const openSync = methods['openSync']!;
methods['openSync'] = (...args) => {
  const file = openSync(...args);
  if (String(args[0]).endsWith('journal.smartlog')) journals.add(file);
  return file;
};
before('writeSync', (file) => {
  if (journals.has(file)) step();
});
const open = promises.open;
promises.open = async (path, ...rest) => {
  // The temporary file beside the results.
  if (String(path).endsWith('.tmp')) {
    steps ??= 0;
    step();
  }
  return open(path, ...rest);
};
process.on('exit', () => {
  process.stderr.write(`${String(steps)} steps\n`);
});
