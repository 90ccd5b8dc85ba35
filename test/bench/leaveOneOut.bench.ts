// `npm run bench:unseen -- [options] [names of constants]`: what tuning is worth on data that nobody tuned on. Each tuned constant of the engine is
// tried at a few values on every recorded folder. For each folder the value that is best on all the others is taken, and its savings there set beside
// those of the value in the source. A constant whose choice does not hold on the folder left out was fitted to noise. Results are cached by the
// bundled engine's hash, so that a run that was stopped goes on where it was.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleVariant, ownValue, tuned, type Tuned } from './engineVariants';
import { readPeers } from './peers';
import { defaultPeers, defaultRoot, findFolders } from './recordedFolders';
import type { VariantResult } from './variantRuns';

const project = resolve(__dirname, '../../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: defaultRoot },
    peers: { type: 'string', default: defaultPeers },
    seeds: { type: 'string', default: '6' },
    deltas: { type: 'string', default: '0.01,0.02,0.05,0.1' },
    /** Folders that take too long may be left out; separated by commas. */
    without: { type: 'string', default: '' },
    'all-models': { type: 'boolean', default: false },
    cache: { type: 'string', default: join(tmpdir(), 'smart-bench-unseen') },
  },
});
const without = values.without.split(',').filter((part) => part !== '');
const folders = findFolders(values.root, [])?.filter((name) => !without.some((part) => name.includes(part)));
if (!folders) {
  console.log(`No recorded data at ${values.root}; nothing to measure. Name the folder of folders with --root.`);
  process.exit(0);
}
const lineups =
  !values['all-models'] && existsSync(values.peers) ? readPeers(readFileSync(values.peers, 'utf8')).lineups : undefined;
mkdirSync(values.cache, { recursive: true });

/** Savings per folder and delta. */
async function measure(change?: { readonly of: Tuned; readonly to: number }): Promise<VariantResult[]> {
  const { file, hash } = await bundleVariant(project, 'test/bench/variantRuns.ts', values.cache, change);
  return folders!.map((folder) => {
    const lineup = lineups?.get(folder);
    const cached = join(
      values.cache,
      `${hash}-${folder}-${values.seeds}-${values.deltas}-${lineup ? 'peers' : 'all'}.json`,
    );
    if (!existsSync(cached)) {
      const args = [file, values.root, folder, values.seeds, values.deltas, lineup ? JSON.stringify(lineup) : 'all'];
      const printed = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
      writeFileSync(cached, printed.trimEnd().split('\n').at(-1)!);
    }
    return JSON.parse(readFileSync(cached, 'utf8')) as VariantResult;
  });
}

const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;
const scoreOf = ({ savings }: VariantResult) => mean(savings.map(Math.log));

async function main(): Promise<void> {
  const own = await measure();
  const ownScores = own.map(scoreOf);
  console.log(
    `${String(folders!.length)} folders, ${values.seeds} seeds, deltas ${values.deltas}: geometric mean of savings ${Math.exp(mean(ownScores)).toFixed(4)}, broken ${String(own.reduce((sum, { broken }) => sum + broken, 0))} of ${String(own.reduce((sum, { runs }) => sum + runs, 0))}`,
  );
  for (const constant of tuned.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const source = ownValue(project, constant);
    const tried = [{ value: source, scores: ownScores }];
    for (const value of constant.values)
      tried.push({ value, scores: (await measure({ of: constant, to: value })).map(scoreOf) });
    const all = tried.map(
      ({ value, scores }) => `${String(value)}: ${Math.exp(mean(scores) - mean(ownScores)).toFixed(4)}`,
    );
    const chosen = folders!.map((_, left) => {
      const scoreWithout = ({ scores }: (typeof tried)[number]) => mean(scores.filter((_, at) => at !== left));
      return tried.reduce((best, each) => (scoreWithout(each) > scoreWithout(best) ? each : best));
    });
    const gains = chosen.map(({ scores }, left) => scores[left]! - ownScores[left]!);
    console.log(
      `\n${constant.name} (${constant.file}), ${String(source)} in the source; savings over the source's, all folders: ${all.join(', ')}`,
    );
    folders!.forEach((folder, left) => {
      if (
        chosen[left]!.value !== source ||
        tried.some(({ scores }) => Math.abs(scores[left]! - ownScores[left]!) > 0.02)
      )
        console.log(
          `  without ${folder.padEnd(22)} ${String(chosen[left]!.value).padEnd(6)} gives there ${Math.exp(gains[left]!).toFixed(3)}; its own best would give ${Math.exp(Math.max(...tried.map(({ scores }) => scores[left]!)) - ownScores[left]!).toFixed(3)}`,
        );
    });
    console.log(
      `  chosen without the folder, judged on it: ${Math.exp(mean(gains)).toFixed(4)} times the source's savings`,
    );
  }
}

void main();
