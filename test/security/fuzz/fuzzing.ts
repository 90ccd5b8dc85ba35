// Fuzzed cases in a process of their own, which is ended where a case hangs or runs out of memory; then the next case begins in a new one.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CaseMessage } from './cases.script';

export type Fault = { readonly at: number; readonly target: string; readonly what: string };
export type FuzzOutcome = { readonly cases: number; readonly faults: readonly Fault[]; readonly peakMb: number };

/** Far beyond any case on a busy machine (the slowest take a second), and short of what a user waits for. */
const patienceMs = 60_000;
const heapMb = 1024;
const built = (name: string) => join(__dirname, `${name}.script.js`);

/** What is fuzzed: everything of strangers by the command line (targets.ts), or the readers of datasets with their row counts (fileTargets.ts). */
export type Fuzzed = 'strangers' | 'files';

/** @param seed of the mutations; a case is the same for the same seed and number, alone or among others. */
export async function fuzz(
  {
    seed,
    first = 0,
    count,
    of = 'strangers',
  }: { readonly seed: number; readonly first?: number; readonly count: number; readonly of?: Fuzzed },
  progress?: { readonly done?: (cases: number) => void; readonly fault?: (fault: Fault) => void },
): Promise<FuzzOutcome> {
  const faults: Fault[] = [];
  const found = (fault: Fault) => {
    faults.push(fault);
    progress?.fault?.(fault);
  };
  let peakMb = 0;
  let next = first;
  while (next < first + count) {
    const session = await runCases(of, seed, next, first + count - next, (message) => {
      if (message.type === 'begins') progress?.done?.(message.at - first);
      else if (message.type === 'fault') found(message);
      else peakMb = Math.max(peakMb, message.peakMb);
    });
    if (session === 'done') break;
    found(session);
    next = session.at + 1;
  }
  return { cases: count, faults, peakMb };
}

/** @returns the case that the process did not survive, or `done`. */
function runCases(
  of: Fuzzed,
  seed: number,
  first: number,
  count: number,
  hear: (message: CaseMessage) => void,
): Promise<Fault | 'done'> {
  return new Promise((resolve, reject) => {
    const child = fork(built('session'), [built('cases'), String(seed), String(first), String(count), of], {
      execArgv: [`--max-old-space-size=${String(heapMb)}`],
      silent: true,
    });
    let current: { at: number; target: string } | undefined;
    let isDone = false;
    let isHung = false;
    let written = '';
    const keep = (data: Buffer) => (written = (written + data.toString()).slice(-3000));
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    const watchdog = setTimeout(() => {
      isHung = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.on('message', (message: CaseMessage) => {
      watchdog.refresh();
      hear(message);
      if (message.type === 'begins') current = message;
      isDone ||= message.type === 'done';
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(watchdog);
      if (isDone && code === 0) resolve('done');
      else if (current === undefined) reject(new Error(`the fuzzed process never began: ${written}`));
      else {
        const how = isHung ? `still busy after ${String(patienceMs / 1000)} s` : `ended by ${String(signal ?? code)}`;
        resolve({ at: current.at, target: current.target, what: `${how}\n${written}` });
      }
    });
  });
}

export function faultText({ at, target, what }: Fault, seed: number, of: Fuzzed = 'strangers'): string {
  const command = of === 'files' ? 'fuzz:files' : 'fuzz';
  return `case ${String(at)} (${target}; alone: npm run ${command} -- --seed ${String(seed)} --case ${String(at)}): ${what}`;
}
