// A process that carries fuzzed cases out one after another and tells its parent of each: fuzzing.ts starts it, and ends it where it hangs.
// Loaded by session.script.ts; arguments behind this file's name: seed,
// first case, number of cases, and which targets: `strangers` or `files`.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskError } from '../../../src/engine/diskError';
import { InputError } from '../../../src/engine/inputError';
import { makeRandom } from '../../../src/engine/random';
import { realPath } from '../../../src/files/confine';
import { fileTargets } from './fileTargets';
import { makeSeedRun, targets as strangers, type Told } from './targets';
import { watchSystem } from './watch';

export type CaseMessage =
  | { readonly type: 'begins'; readonly at: number; readonly target: string }
  | { readonly type: 'fault'; readonly at: number; readonly target: string; readonly what: string }
  | { readonly type: 'done'; readonly peakMb: number };

const tell = (message: CaseMessage) => process.send?.(message);

/** Of the whole process, at any moment: what the reading of one file may cost, with what Node itself takes. */
const mostMb = 1500;

function wrongWith({ code, stdout, stderr }: Told): string | undefined {
  const text = stdout + stderr;
  const stack = /\n\s+at .*[:(].*/.exec(text);
  if (stack || code === 1 || code > 6) return `exit ${String(code)}: ${stderr.slice(0, 1500)}`;

  const acting = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(text);
  if (acting)
    return `a control character reaches the terminal: ${JSON.stringify(text.slice(acting.index - 50, acting.index + 50))}`;
  return undefined;
}

async function main(): Promise<void> {
  const [seed, first, count] = process.argv.slice(3, 6).map(Number) as [number, number, number];
  const isOfFiles = process.argv[6] === 'files';
  const targets = isOfFiles ? fileTargets : strangers;
  const home = realPath(mkdtempSync(join(tmpdir(), 'smart-fuzz-')));
  const [inside, outside] = [join(home, 'inside'), join(home, 'outside')];
  process.env['XDG_CONFIG_HOME'] = join(home, 'inside', 'config');
  process.env['XDG_CACHE_HOME'] = join(home, 'inside', 'cache');
  mkdirSync(inside);
  mkdirSync(outside);
  writeFileSync(join(outside, 'private.csv'), 'text\nsecret\n');
  symlinkSync(outside, join(inside, 'way'));
  symlinkSync(join(outside, 'private.csv'), join(inside, 'way.csv'));
  symlinkSync('ring', join(inside, 'ring'));
  if (!isOfFiles) makeSeedRun(inside);
  const watch = watchSystem(inside, outside);
  let isPeakTold = false;
  for (let at = first; at < first + count; at++) {
    const target = targets[at % targets.length]!;
    const fault = (what: string) => tell({ type: 'fault', at, target: target.name, what });
    tell({ type: 'begins', at, target: target.name });
    const mutation = { random: makeRandom(seed, `case ${String(at)}`), outside };
    try {
      const told = await target.run(inside, mutation);
      for (const what of told.map(wrongWith)) if (what !== undefined) fault(what);
    } catch (error) {
      if (!(error instanceof InputError || error instanceof DiskError)) fault((error as Error).stack ?? String(error));
    }
    for (const what of watch.trespasses()) fault(what);
    if (readFileSync(join(outside, 'private.csv'), 'utf8') !== 'text\nsecret\n') fault('a file outside was changed');
    watch.trespasses();
    if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) fault('Object.prototype was changed');
    const peakMb = process.resourceUsage().maxRSS / 1024;
    if (peakMb > mostMb && !isPeakTold) {
      isPeakTold = true;
      fault(`the process came to hold ${peakMb.toFixed(0)} MB`);
    }
  }
  rmSync(home, { recursive: true, force: true });
  tell({ type: 'done', peakMb: process.resourceUsage().maxRSS / 1024 });
}

main().then(
  () => process.disconnect(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
