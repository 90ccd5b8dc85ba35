// The engine with one of its tuned constants set to another value: bundled anew from its source with that one line changed, so that the engine itself
// knows nothing of being tuned. The source's own value stays the truth.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** A constant of src/engine/certified that was chosen by measuring, and the values to measure beside its own. */
export type Tuned = { readonly file: string; readonly name: string; readonly values: readonly number[] };

export const tuned: readonly Tuned[] = [
  { file: 'planning.ts', name: 'firstBatch', values: [20, 45] },
  { file: 'planning.ts', name: 'firstShare', values: [0.01, 0.022] },
  { file: 'planning.ts', name: 'leastBatch', values: [6, 12] },
  { file: 'planningTarget.ts', name: 'planningShare', values: [0.025, 0.05, 0.12] },
  { file: 'planning.ts', name: 'cheapShare', values: [0.15, 0.5] },
  { file: 'planning.ts', name: 'costlyShare', values: [0.02, 0.08] },
  { file: 'planning.ts', name: 'onlyShare', values: [0.08, 0.3] },
  { file: 'planning.ts', name: 'stake', values: [0, 0.25] },
  { file: 'planning.ts', name: 'lossWeight', values: [0, 12] },
  { file: 'planningTarget.ts', name: 'wasteShare', values: [0.006, 0.02] },
  { file: 'planning.ts', name: 'tempting', values: [0.93, 1] },
  { file: 'purse.ts', name: 'planningPart', values: [0.25, 0.5] },
  { file: 'purse.ts', name: 'surePart', values: [0.3, 1] },
  { file: 'purse.ts', name: 'planSurePart', values: [0.1, 0.5] },
  { file: 'planning.ts', name: 'promising', values: [0.08, 0.3] },
  { file: 'planning.ts', name: 'foresight', values: [0.25, 0.75] },
  { file: 'weighing.ts', name: 'perModel', values: [0.02, 0.1] },
  { file: 'weighing.ts', name: 'studentLuck', values: [0.05, 0.2] },
  { file: 'level.ts', name: 'levelVariance', values: [0.5, 2] },
  { file: 'tailLearning.ts', name: 'rounds', values: [2, 6] },
  { file: 'tailLearning.ts', name: 'tailShare', values: [0.12, 0.5] },
  { file: 'trustFeatures.ts', name: 'rankEffect', values: [-0.3, -1] },
  { file: 'trustFeatures.ts', name: 'oddsEffect', values: [-0.9, -2] },
  { file: 'trustFeatures.ts', name: 'aloneOdds', values: [-0.4, 1] },
  { file: 'trustFeatures.ts', name: 'mostEffect', values: [2.5, 4.5] },
  { file: 'trustFeatures.ts', name: 'sharedDoubt', values: [0, 1] },
  { file: 'lookPlan.ts', name: 'decay', values: [0.9, 1.6] },
  { file: 'lookPlan.ts', name: 'growth', values: [1.08] },
  { file: 'pilot.ts', name: 'costShare', values: [0.004, 0.015] },
];

const engine = 'src/engine/certified';
const asDeclared = (name: string) => new RegExp(`^((?:export )?const ${name} = )(-?[0-9._]+);$`, 'm');

/** The value that the source has. @throws {RangeError} where the source no longer has such a line: the list above is out of date. */
export function ownValue(project: string, { file, name }: Tuned): number {
  const match = asDeclared(name).exec(readFileSync(join(project, engine, file), 'utf8'));
  if (!match) throw new RangeError(`${engine}/${file} has no line "const ${name} = <number>;"; take it off the list.`);
  return Number(match[2]);
}

/**
 * Bundles an entry point with one constant changed, or none.
 * @returns the bundle's file and a hash of what it does.
 */
export async function bundleVariant(
  project: string,
  entry: string,
  folder: string,
  change?: { readonly of: Tuned; readonly to: number },
): Promise<{ readonly file: string; readonly hash: string }> {
  const plugin: Plugin = {
    name: 'one constant changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]src[\\/]engine[\\/]certified[\\/]/ }, ({ path }) => {
        if (!change || basename(path) !== change.of.file) return undefined;
        const source = readFileSync(path, 'utf8');
        return { contents: source.replace(asDeclared(change.of.name), `$1${String(change.to)};`), loader: 'ts' };
      });
    },
  };
  const result = await build({
    entryPoints: [join(project, entry)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'error',
    plugins: [plugin],
  });
  const { contents } = result.outputFiles[0]!;
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const file = join(folder, `${hash}.js`);
  writeFileSync(file, contents);
  return { file, hash };
}
